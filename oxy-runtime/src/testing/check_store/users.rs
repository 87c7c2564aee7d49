//! The sessions of a user: all of them, in order, and nobody else's.

use std::time::Duration;

use crate::session::{Record, Terms, UserTag};
use crate::testing::check_store::bench::{Bench, Broken, KIND, Outcome, number};
use crate::testing::check_store::expect::{created, equal, require};
use crate::testing::check_store::suite::{Case, cases};

const STEP: Duration = Duration::from_secs(1);

pub(super) const CASES: &[Case] = cases! {
    "by_user/oldest-first" => oldest_first,
    "by_user/limit" => limit,
    "by_user/fields" => fields,
    "by_user/exact-name" => exact_name,
    "by_user/anonymous" => anonymous,
    "by_user/same-tag" => same_tag,
    "by_user/other-kind" => other_kind,
    "delete_by_user/all" => all,
    "delete_by_user/except" => except,
    "delete_by_user/other-users" => other_users,
    "delete_by_user/new-session" => new_session,
};

/// By the time of their beginning: neither by that of their last request, nor in the order in which they were stored.
async fn oldest_first(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let [third, first, second] =
        [("third", 10), ("first", 30), ("second", 20)].map(|(name, age)| Record {
            created: bench.ago(age),
            seen: bench.ago(40 - age),
            ..bench.session(name, &user)
        });
    for record in [&third, &first, &second] {
        bench.add(record).await?;
    }
    let sorted = [&first.key, &second.key, &third.key];
    bench.expect_list(&user, sorted, bench.start).await
}

/// Of too many, those that began last; what has ended takes nobody's place.
async fn limit(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let [third, first, second] =
        [("third", 10), ("first", 30), ("second", 20)].map(|(name, age)| Record {
            created: bench.ago(age),
            seen: bench.ago(40 - age),
            ..bench.session(name, &user)
        });
    let ended = Record {
        absolute_end: bench.after(STEP),
        ..bench.session("ended", &user)
    };
    for record in [&third, &first, &second, &ended] {
        bench.add(record).await?;
    }
    let (all, now) = ([&first.key, &second.key, &third.key], bench.after(STEP));
    for (limit, skipped) in [(0, 3), (1, 2), (2, 1), (3, 0), (4, 0), (usize::MAX, 0)] {
        let list = bench.by_user_limited(&user, limit, now).await?;
        bench.same_list(&list, all[skipped..].iter().copied())?;
    }
    Ok(())
}

async fn fields(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let labelled = Record {
        label: Some("Firefox — Línux".to_owned()),
        created: bench.ago(20),
        seen: bench.ago(10),
        ..bench.session("labelled", &user)
    };
    let bare = Record {
        label: None,
        ..bench.session("bare", &user)
    };
    for record in [&labelled, &bare] {
        bench.add(record).await?;
    }
    let list = bench.by_user(&user, bench.start).await?;
    equal("the number of sessions listed", list.len(), 2)?;
    for (line, record) in list.iter().zip([&labelled, &bare]) {
        let name = bench.name(&record.key);
        require(
            line.key == record.key,
            "the key of each session",
            "another one",
        )?;
        equal(&format!("the label of {name}"), &line.label, &record.label)?;
        let (got, want) = (bench.time(line.created), bench.time(record.created));
        equal(&format!("`created` of {name}"), got, want)?;
        let (got, want) = (bench.time(line.seen), bench.time(record.seen));
        equal(&format!("`seen` of {name}"), got, want)?;
    }
    Ok(())
}

/// Names that look alike, to a collation or to a pattern, are not the same.
async fn exact_name(bench: Bench) -> Outcome {
    let base = format!("{:016x}", number());
    let endings = [
        "ann\u{e9}",
        "anne\u{301}",
        "Ann\u{e9}",
        "ann\u{e9} ",
        "ann%",
        "ann_",
        "ann*",
        "",
    ];
    let users = endings.map(|ending| UserTag::new(KIND, format!("{base}{ending}")));
    let mut sessions = Vec::new();
    for (user, ending) in users.iter().zip(endings) {
        let record = bench.session(&format!("of {ending:?}"), user);
        bench.add(&record).await?;
        sessions.push(record);
    }
    for (user, record) in users.iter().zip(&sessions) {
        bench.expect_list(user, [&record.key], bench.start).await?;
    }
    for (index, user) in users.iter().enumerate() {
        let got = bench.delete_by_user(user, None, bench.start).await?;
        equal("the number of sessions deleted", got, 1)?;
        for record in &sessions[index + 1..] {
            bench.expect_record(record, bench.start).await?;
        }
    }
    Ok(())
}

/// Nobody is not a user, neither one without a name nor one of that name.
async fn anonymous(bench: Bench) -> Outcome {
    let record = bench.anonymous("nobodys");
    bench.add(&record).await?;
    for name in ["", "null", "None"] {
        let list = bench
            .by_user(&UserTag::new(KIND, name), bench.start)
            .await?;
        require(
            list.iter().all(|line| line.key != record.key),
            "no list has a session without a user",
            &format!("the list of {name:?} has"),
        )?;
    }
    Ok(())
}

/// Two names that have one tag in [`KIND`], found by Pollard's method. Everyone has the same two, so that the lists may have
/// other sessions.
pub(super) const SAME_TAG: [&str; 2] = ["q4np5wxttawej", "sfoefzsc3qcup"];

/// A tag is a hash of 64 bits: who may choose a name can find two of one tag, so that only the name says whose it is.
async fn same_tag(bench: Bench) -> Outcome {
    let [ann, bob] = SAME_TAG.map(|name| UserTag::new(KIND, name));
    let his = Record {
        created: bench.ago(60),
        ..bench.session("his", &bob)
    };
    bench.add(&his).await?;
    let list = bench.by_user(&ann, bench.start).await?;
    require(
        list.iter().all(|line| line.key != his.key),
        "a list without the session of another user of the same tag",
        "it is listed",
    )?;
    let hers = bench.session("hers", &ann);
    let terms = Terms {
        cap: Some(1),
        now: bench.start,
        ..Terms::default()
    };
    bench.create(&hers, terms).await?;
    bench.expect_record(&his, bench.start).await?;
    bench.delete_by_user(&ann, None, bench.start).await?;
    bench.expect_unknown(&hers.key, bench.start).await?;
    bench.expect_record(&his, bench.start).await?;
    let got = bench.delete(&his.key, None, bench.start).await?;
    equal("the answer", got, true)
}

/// Two kinds of sessions in one store: the same name is another user there, whom only the tag tells from this one.
async fn other_kind(bench: Bench) -> Outcome {
    let name = format!("ann-{:016x}", number());
    let [user, admin] = [KIND, "admin_session"].map(|kind| UserTag::new(kind, name.clone()));
    let as_user = Record {
        created: bench.ago(60),
        ..bench.session("as a user", &user)
    };
    let as_admin = bench.session("as an admin", &admin);
    bench.add(&as_user).await?;
    let terms = Terms {
        cap: Some(1),
        now: bench.start,
        ..Terms::default()
    };
    let got = bench.create(&as_admin, terms).await?;
    equal("the answer to create", got, created(false, 0))?;
    for (tag, record) in [(&user, &as_user), (&admin, &as_admin)] {
        bench.expect_list(tag, [&record.key], bench.start).await?;
    }
    let got = bench.delete_by_user(&admin, None, bench.start).await?;
    equal("the number of sessions deleted", got, 1)?;
    bench.expect_unknown(&as_admin.key, bench.start).await?;
    bench.expect_record(&as_user, bench.start).await
}

async fn all(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let sessions = ["a", "b", "c"].map(|name| bench.session(name, &user));
    for record in &sessions {
        bench.add(record).await?;
    }
    let got = bench.delete_by_user(&user, None, bench.start).await?;
    equal("the number of sessions deleted", got, 3)?;
    for record in &sessions {
        bench.expect_unknown(&record.key, bench.start).await?;
    }
    bench.expect_list(&user, [], bench.start).await?;
    let got = bench.delete_by_user(&user, None, bench.start).await?;
    equal("the number of sessions deleted by another call", got, 0)
}

async fn except(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let [a, kept, c] = ["a", "kept", "c"].map(|name| bench.session(name, &user));
    for record in [&a, &kept, &c] {
        bench.add(record).await?;
    }
    let but = Some(&kept.key);
    let got = bench.delete_by_user(&user, but, bench.start).await?;
    equal("the number of sessions deleted", got, 2)?;
    for gone in [&a.key, &c.key] {
        bench.expect_unknown(gone, bench.start).await?;
    }
    bench.expect_record(&kept, bench.start).await?;
    bench.expect_list(&user, [&kept.key], bench.start).await?;

    let absent = bench.key("absent", user.tag());
    let got = bench.delete_by_user(&user, Some(&absent), bench.start);
    equal("the number deleted except an absent one", got.await?, 1)?;
    bench.expect_list(&user, [], bench.start).await
}

async fn other_users(bench: Bench) -> Outcome {
    let (ann, bob) = (bench.user("ann"), bench.user("bob"));
    let hers = bench.session("hers", &ann);
    let his = bench.session("his", &bob);
    let nobodys = bench.anonymous("nobodys");
    for record in [&hers, &his, &nobodys] {
        bench.add(record).await?;
    }
    let got = bench.delete_by_user(&ann, None, bench.start).await?;
    equal("the number of sessions deleted", got, 1)?;
    for record in [&his, &nobodys] {
        bench.expect_record(record, bench.start).await?;
    }
    bench.expect_list(&bob, [&his.key], bench.start).await
}

/// A login after all sessions were ended is a session like any other.
async fn new_session(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    bench.add(&bench.session("old", &user)).await?;
    bench.delete_by_user(&user, None, bench.start).await?;
    let now = bench.after(Duration::from_secs(1));
    let new = Record {
        created: now,
        seen: now,
        ..bench.session("new", &user)
    };
    bench.add_at(&new, now).await?;
    bench.expect_record(&new, now).await?;
    match bench.by_user(&user, now).await?.as_slice() {
        [line] if line.key == new.key => Ok(()),
        list => Err(Broken::new(
            "the list [new]",
            bench.names(list.iter().map(|line| &line.key)),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{KIND, SAME_TAG, UserTag};

    #[test]
    fn two_names_have_one_tag() {
        let [ann, bob] = SAME_TAG.map(|name| UserTag::new(KIND, name));
        assert_eq!(ann.tag(), bob.tag());
        assert!(ann != bob);
    }
}
