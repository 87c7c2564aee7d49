//! What one handle has done, the other goes by at once, also if it has seen the session before.

use std::time::Duration;

use crate::session::{Created, Record, Terms, Updated, UserTag};
use crate::testing::check_store::bench::{Bench, Outcome};
use crate::testing::check_store::expect::{created, equal, terms};
use crate::testing::check_store::suite::{Case, cases};
use crate::testing::check_store::watch::Watchers;

pub(super) const CASES: &[Case] = cases! {
    "shared/create" => create,
    "shared/update_if" => update_if,
    "shared/touch" => touch,
    "shared/rotate" => rotate,
    "shared/delete" => delete,
    "shared/delete_by_user" => delete_by_user,
    "shared/cap" => cap,
    "shared/watch-delete" => watch_delete,
    "shared/watch-delete_by_user" => watch_delete_by_user,
    "shared/watch-cap" => watch_cap,
    "shared/watch-replaces" => watch_replaces,
};

/// A user's session that both handles have loaded and listed.
async fn known(bench: &Bench, name: &str, user: &UserTag) -> Outcome<Record> {
    let record = bench.session(name, user);
    bench.add(&record).await?;
    for bench in [bench, &bench.other()] {
        bench.expect_record(&record, bench.start).await?;
        bench.by_user(user, bench.start).await?;
    }
    Ok(record)
}

/// Neither handle has the session any more, and neither makes it again.
async fn expect_gone(bench: &Bench, record: &Record) -> Outcome {
    let (key, now) = (&record.key, bench.start);
    for bench in [bench.other(), bench.clone()] {
        bench.expect_unknown(key, now).await?;
        let got = bench.update_if(key, 1, b"late", now).await?;
        equal("the answer to update_if", got, Updated::Gone)?;
        let got = bench.touch(key, record.seen, bench.after(Duration::from_secs(1)));
        equal("the answer to touch", got.await?, false)?;
        let new = bench.secret("late");
        let got = bench.rotate(key, &record.secret, &new, now).await?;
        equal("the answer to rotate", got, false)?;
        let got = bench.delete(key, None, now).await?;
        equal("the answer to delete", got, false)?;
    }
    Ok(())
}

async fn create(first: Bench) -> Outcome {
    let (second, user) = (first.other(), first.user("ann"));
    let record = first.session("a", &user);
    // What is looked up in vain must not be remembered either.
    second.expect_unknown(&record.key, first.start).await?;
    second.expect_list(&user, [], first.start).await?;
    first.add(&record).await?;
    second.expect_record(&record, first.start).await?;
    second
        .expect_list(&user, [&record.key], first.start)
        .await?;
    let got = second.create(&record, terms(&second)).await?;
    equal("the answer to create", got, Created::Exists)
}

async fn update_if(first: Bench) -> Outcome {
    let second = first.other();
    let record = known(&first, "a", &first.user("ann")).await?;
    let (key, now) = (&record.key, first.start);
    let got = first.update_if(key, 1, b"new", now).await?;
    equal("the answer to update_if", got, Updated::Updated)?;
    let updated = Record {
        version: 2,
        data: b"new".to_vec(),
        ..record.clone()
    };
    second.expect_record(&updated, now).await?;
    let got = second.update_if(key, 1, b"late", now).await?;
    equal("the answer to update_if", got, Updated::Conflict)?;
    let got = second.delete(key, Some(1), now).await?;
    equal("the answer to delete of version 1", got, false)?;
    let got = second.update_if(key, 2, b"newer", now).await?;
    equal("the answer to update_if", got, Updated::Updated)?;
    let updated = Record {
        version: 3,
        data: b"newer".to_vec(),
        ..record.clone()
    };
    first.expect_record(&updated, now).await
}

async fn touch(first: Bench) -> Outcome {
    let second = first.other();
    let record = known(&first, "a", &first.user("ann")).await?;
    let seen = first.after(Duration::from_secs(30));
    let got = first.touch(&record.key, record.seen, seen).await?;
    equal("the answer to touch", got, true)?;
    let touched = Record { seen, ..record };
    second.expect_record(&touched, seen).await?;
    let extended = first.after(touched.idle + Duration::from_secs(10));
    second.expect_live(&touched.key, extended).await?;
    let later = first.after(Duration::from_secs(60));
    let got = second.touch(&touched.key, first.start, later).await?;
    equal("the answer to touch as last seen at start", got, false)
}

async fn rotate(first: Bench) -> Outcome {
    let second = first.other();
    let record = known(&first, "a", &first.user("ann")).await?;
    let (key, now, new) = (&record.key, first.start, first.secret("new"));
    let got = first.rotate(key, &record.secret, &new, now).await?;
    equal("the answer to rotate", got, true)?;
    let rotated = Record {
        secret: new,
        ..record.clone()
    };
    second.expect_record(&rotated, now).await?;
    let late = second.secret("late");
    let got = second.rotate(key, &record.secret, &late, now).await?;
    equal("the answer to rotate from the first secret", got, false)
}

async fn delete(first: Bench) -> Outcome {
    let user = first.user("ann");
    let record = known(&first, "a", &user).await?;
    let got = first.delete(&record.key, None, first.start).await?;
    equal("the answer to delete", got, true)?;
    first.other().expect_list(&user, [], first.start).await?;
    expect_gone(&first, &record).await
}

async fn delete_by_user(first: Bench) -> Outcome {
    let (second, user) = (first.other(), first.user("ann"));
    let one = known(&first, "one", &user).await?;
    let two = known(&second, "two", &user).await?;
    let got = first.delete_by_user(&user, None, first.start).await?;
    equal("the answer to delete_by_user", got, 2)?;
    second.expect_list(&user, [], first.start).await?;
    expect_gone(&first, &one).await?;
    expect_gone(&first, &two).await
}

/// Each counts the sessions that the other has begun.
async fn cap(first: Bench) -> Outcome {
    let (second, user) = (first.other(), first.user("ann"));
    let old = known(&first, "old", &user).await?;
    let terms = Terms {
        cap: Some(1),
        ..terms(&first)
    };
    let new = second.session("new", &user);
    let got = second.create(&new, terms).await?;
    equal("the answer to create", got, created(false, 1))?;
    expect_gone(&first, &old).await?;
    first.expect_list(&user, [&new.key], first.start).await
}

/// A session that one handle watches, and that ends by the other.
async fn watched(first: &Bench, user: &UserTag) -> Outcome<(Record, Watchers)> {
    let record = known(first, "watched", user).await?;
    let mut watchers = Watchers::start(&first.other(), &record.key, 2).await;
    watchers.wait().await?;
    Ok((record, watchers))
}

async fn watch_delete(first: Bench) -> Outcome {
    let (record, watchers) = watched(&first, &first.user("ann")).await?;
    first.delete(&record.key, None, first.start).await?;
    watchers.end().await
}

async fn watch_delete_by_user(first: Bench) -> Outcome {
    let user = first.user("ann");
    let (_, watchers) = watched(&first, &user).await?;
    first.delete_by_user(&user, None, first.start).await?;
    watchers.end().await
}

async fn watch_cap(first: Bench) -> Outcome {
    let user = first.user("ann");
    let (_, watchers) = watched(&first, &user).await?;
    let terms = Terms {
        cap: Some(1),
        ..terms(&first)
    };
    first.create(&first.session("new", &user), terms).await?;
    watchers.end().await
}

async fn watch_replaces(first: Bench) -> Outcome {
    let user = first.user("ann");
    let (record, watchers) = watched(&first, &user).await?;
    let terms = Terms {
        replaces: Some(record.key),
        ..terms(&first)
    };
    first.create(&first.session("new", &user), terms).await?;
    watchers.end().await
}
