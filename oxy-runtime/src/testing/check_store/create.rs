//! A session is added under a new key only, and in the same step takes the place of an older one.

use std::time::Duration;

use crate::session::{Created, Record, Terms};
use crate::testing::check_store::bench::{Bench, Broken, IDLE, Outcome};
use crate::testing::check_store::expect::{created, equal, terms};
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "create/new-only" => new_only,
    "create/same-number" => same_number,
    "create/exists-deletes-nothing" => exists_deletes_nothing,
    "create/expired-key" => expired_key,
    "create/replaces" => replaces,
    "create/replaces-absent" => replaces_absent,
    "create/replaces-only-that" => replaces_only_that,
};

async fn new_only(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let first = bench.session("a", &user);
    bench.add(&first).await?;
    let second = Record {
        secret: bench.secret("of another session"),
        label: Some("another browser".to_owned()),
        created: bench.after(Duration::from_secs(1)),
        seen: bench.after(Duration::from_secs(1)),
        version: 9,
        data: b"another session".to_vec(),
        ..first.clone()
    };
    let got = bench.create(&second, terms(&bench)).await?;
    equal("the answer to the second create", got, Created::Exists)?;
    bench.expect_record(&first, bench.start).await?;
    bench.expect_list(&user, [&first.key], bench.start).await
}

/// A number is unique among the sessions of its tag, and of no other.
async fn same_number(bench: Bench) -> Outcome {
    let (ann, bob) = (bench.user("ann"), bench.user("bob"));
    let hers = bench.session("hers", &ann);
    let his = Record {
        key: bench.numbered_key("his", bob.tag(), hers.key.number()),
        ..bench.session("his", &bob)
    };
    for record in [&hers, &his] {
        bench.add(record).await?;
    }
    for record in [&hers, &his] {
        bench.expect_record(record, bench.start).await?;
    }
    let got = bench.delete(&hers.key, None, bench.start).await?;
    equal("the answer to delete", got, true)?;
    bench.expect_unknown(&hers.key, bench.start).await?;
    bench.expect_record(&his, bench.start).await
}

async fn exists_deletes_nothing(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let oldest = Record {
        created: bench.ago(2),
        ..bench.session("oldest", &user)
    };
    let replaced = Record {
        created: bench.ago(1),
        ..bench.session("replaced", &user)
    };
    let there = bench.session("there", &user);
    for record in [&oldest, &replaced, &there] {
        bench.add(record).await?;
    }
    let terms = Terms {
        replaces: Some(replaced.key),
        cap: Some(1),
        now: bench.start,
    };
    let got = bench.create(&there, terms).await?;
    equal("the answer to the second create", got, Created::Exists)?;
    for record in [&oldest, &replaced, &there] {
        bench.expect_record(record, bench.start).await?;
    }
    let all = [&oldest.key, &replaced.key, &there.key];
    bench.expect_list(&user, all, bench.start).await
}

/// A row that has ended may be there or not; what must not be is a mixture of both sessions.
async fn expired_key(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let first = bench.session("a", &user);
    bench.add(&first).await?;
    let now = bench.after(IDLE);
    let second = Record {
        secret: bench.secret("of another session"),
        label: None,
        created: now,
        seen: now,
        absolute_end: now.after(IDLE),
        data: b"another session".to_vec(),
        ..first
    };
    let terms = Terms {
        now,
        ..Terms::default()
    };
    match bench.create(&second, terms).await? {
        Created::Exists => {
            bench.expect_ended(&second.key, now).await?;
            bench.expect_list(&user, [], now).await
        }
        Created::Created {
            replaced: false,
            capped: 0,
        } => {
            bench.expect_record(&second, now).await?;
            bench.expect_list(&user, [&second.key], now).await
        }
        other => Err(Broken::new(
            "Exists, or Created with nothing deleted",
            format!("{other:?}"),
        )),
    }
}

async fn replaces(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let old = bench.session("old", &user);
    bench.add(&old).await?;
    let new = bench.session("new", &user);
    let terms = Terms {
        replaces: Some(old.key),
        ..terms(&bench)
    };
    let got = bench.create(&new, terms).await?;
    equal("the answer", got, created(true, 0))?;
    bench.expect_unknown(&old.key, bench.start).await?;
    bench.expect_record(&new, bench.start).await?;
    bench.expect_list(&user, [&new.key], bench.start).await
}

/// The new session is made in any case: the old one may have ended meanwhile.
async fn replaces_absent(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let ended = bench.session("ended", &user);
    bench.add(&ended).await?;
    let now = bench.after(IDLE);
    for old in [bench.key("absent", user.tag()), ended.key] {
        let new = Record {
            created: now,
            seen: now,
            ..bench.session("new", &user)
        };
        let terms = Terms {
            replaces: Some(old),
            cap: None,
            now,
        };
        let got = bench.create(&new, terms).await?;
        equal("the answer", got, created(false, 0))?;
        bench.expect_ended(&old, now).await?;
        bench.expect_record(&new, now).await?;
    }
    Ok(())
}

/// What is replaced makes place under the cap, and is not counted twice.
async fn replaces_only_that(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let oldest = Record {
        created: bench.ago(2),
        ..bench.session("oldest", &user)
    };
    let older = Record {
        created: bench.ago(1),
        ..bench.session("older", &user)
    };
    for record in [&oldest, &older] {
        bench.add(record).await?;
    }
    let new = bench.session("new", &user);
    let with_cap = |replaces| Terms {
        replaces: Some(replaces),
        cap: Some(2),
        now: bench.start,
    };
    let got = bench.create(&new, with_cap(older.key)).await?;
    equal("the answer", got, created(true, 0))?;
    let kept = [&oldest.key, &new.key];
    bench.expect_list(&user, kept, bench.start).await?;
    bench.expect_record(&oldest, bench.start).await?;

    let newest = Record {
        created: bench.after(Duration::from_secs(1)),
        ..bench.session("newest", &user)
    };
    let got = bench.create(&newest, with_cap(oldest.key)).await?;
    equal("the answer", got, created(true, 0))?;
    let kept = [&new.key, &newest.key];
    bench.expect_list(&user, kept, bench.start).await
}
