//! A user has at most so many sessions.

use std::time::Duration;

use crate::session::{Record, Terms, UserTag};
use crate::testing::check_store::bench::{Bench, IDLE, Outcome};
use crate::testing::check_store::expect::{created, equal};
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "cap/oldest-go" => oldest_go,
    "cap/one" => one,
    "cap/spares-the-new" => spares_the_new,
    "cap/counts-live-only" => counts_live_only,
    "cap/other-users" => other_users,
    "cap/anonymous" => anonymous,
};

fn cap(bench: &Bench, cap: u32) -> Terms {
    Terms {
        replaces: None,
        cap: Some(cap),
        now: bench.start,
    }
}

/// A session that is so many seconds old.
fn aged(bench: &Bench, name: &str, user: &UserTag, seconds: u64) -> Record {
    Record {
        created: bench.ago(seconds),
        ..bench.session(name, user)
    }
}

/// By the time of their beginning: neither by that of their last request, nor in the order in which they were stored.
async fn oldest_go(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let second = aged(&bench, "second", &user, 30);
    let fourth = aged(&bench, "fourth", &user, 10);
    let first = Record {
        seen: bench.after(Duration::from_secs(5)),
        ..aged(&bench, "first", &user, 40)
    };
    let third = aged(&bench, "third", &user, 20);
    for record in [&second, &fourth, &first, &third] {
        bench.add(record).await?;
    }
    let new = bench.session("new", &user);
    let got = bench.create(&new, cap(&bench, 3)).await?;
    equal("the answer", got, created(false, 2))?;
    let kept = [&third.key, &fourth.key, &new.key];
    bench.expect_list(&user, kept, bench.start).await?;
    for gone in [&first.key, &second.key] {
        bench.expect_unknown(gone, bench.start).await?;
    }
    for record in [&third, &fourth, &new] {
        bench.expect_record(record, bench.start).await?;
    }
    Ok(())
}

async fn one(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let old = aged(&bench, "old", &user, 10);
    let got = bench.create(&old, cap(&bench, 1)).await?;
    equal("the answer for the first session", got, created(false, 0))?;
    let new = bench.session("new", &user);
    let got = bench.create(&new, cap(&bench, 1)).await?;
    equal("the answer for the second session", got, created(false, 1))?;
    bench.expect_unknown(&old.key, bench.start).await?;
    bench.expect_record(&new, bench.start).await?;
    bench.expect_list(&user, [&new.key], bench.start).await
}

/// Clocks of several machines differ: the new session may be the oldest by its time.
async fn spares_the_new(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let older = aged(&bench, "older", &user, 10);
    let newer = aged(&bench, "newer", &user, 5);
    for record in [&older, &newer] {
        bench.add(record).await?;
    }
    let new = aged(&bench, "new", &user, 60);
    let got = bench.create(&new, cap(&bench, 2)).await?;
    equal("the answer", got, created(false, 1))?;
    bench.expect_record(&new, bench.start).await?;
    bench.expect_unknown(&older.key, bench.start).await?;
    let kept = [&new.key, &newer.key];
    bench.expect_list(&user, kept, bench.start).await
}

async fn counts_live_only(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let idle = Record {
        // Younger than the live ones: its place in the order must not matter.
        created: bench.ago(1),
        ..bench.session("idle", &user)
    };
    let ended = Record {
        absolute_end: bench.after(IDLE),
        idle: IDLE * 2,
        ..aged(&bench, "ended", &user, 40)
    };
    let live = [("live", 30), ("lively", 20)].map(|(name, age)| Record {
        idle: IDLE * 2,
        ..aged(&bench, name, &user, age)
    });
    for record in [&idle, &ended, &live[0], &live[1]] {
        bench.add(record).await?;
    }
    let now = bench.after(IDLE);
    let new = Record {
        created: now,
        seen: now,
        ..bench.session("new", &user)
    };
    let terms = Terms {
        now,
        ..cap(&bench, 3)
    };
    let got = bench.create(&new, terms).await?;
    equal("the answer", got, created(false, 0))?;
    let all = [&live[0].key, &live[1].key, &new.key];
    bench.expect_list(&user, all, now).await
}

async fn other_users(bench: Bench) -> Outcome {
    let (ann, bob) = (bench.user("ann"), bench.user("bob"));
    let hers = aged(&bench, "hers", &ann, 10);
    let his = aged(&bench, "his", &bob, 20);
    let nobodys = Record {
        created: bench.ago(30),
        ..bench.anonymous("nobodys")
    };
    for record in [&hers, &his, &nobodys] {
        bench.add(record).await?;
    }
    let new = bench.session("new", &ann);
    let got = bench.create(&new, cap(&bench, 1)).await?;
    equal("the answer", got, created(false, 1))?;
    bench.expect_record(&his, bench.start).await?;
    bench.expect_record(&nobodys, bench.start).await
}

/// Nobody is not a user: a cap ends no sessions of other people who are not logged in, not even one of the same tag.
async fn anonymous(bench: Bench) -> Outcome {
    let others = [bench.anonymous("a"), bench.anonymous("b")];
    for record in &others {
        bench.add(record).await?;
    }
    let new = Record {
        key: bench.key("new", others[0].key.tag()),
        ..bench.anonymous("new")
    };
    let got = bench.create(&new, cap(&bench, 1)).await?;
    equal("the answer", got, created(false, 0))?;
    for record in others.iter().chain([&new]) {
        bench.expect_record(record, bench.start).await?;
    }
    Ok(())
}
