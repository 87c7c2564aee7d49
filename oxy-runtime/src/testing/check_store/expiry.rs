//! A session is live up to its last millisecond, by the time that is passed, and counts as absent from then on.

use crate::session::{Loaded, Record, Timestamp, Updated};
use crate::testing::check_store::bench::{ABSOLUTE, Bench, Broken, IDLE, Outcome};
use crate::testing::check_store::expect::equal;
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "expiry/idle" => idle,
    "expiry/absolute" => absolute,
    "expiry/update_if" => update_if,
    "expiry/touch" => touch,
    "expiry/rotate" => rotate,
    "expiry/delete" => delete,
    "expiry/by_user" => by_user,
    "expiry/delete_by_user" => delete_by_user,
};

/// The last millisecond before `end`.
fn before(end: Timestamp) -> Timestamp {
    Timestamp(end.0 - 1)
}

/// A session that ends at `end` because it has lasted long enough.
fn lasting_until(bench: &Bench, name: &str, end: Timestamp) -> Record {
    Record {
        idle: ABSOLUTE * 2,
        absolute_end: end,
        ..bench.session(name, &bench.user("ann"))
    }
}

async fn idle(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let end = bench.after(IDLE);
    bench.expect_record(&record, before(end)).await?;
    ended(&bench, &record, end, Loaded::Idle).await
}

async fn absolute(bench: Bench) -> Outcome {
    let end = bench.after(ABSOLUTE);
    let record = lasting_until(&bench, "a", end);
    bench.add(&record).await?;
    bench.expect_record(&record, before(end)).await?;
    ended(&bench, &record, end, Loaded::Absolute).await
}

/// Not live, and if it is said why, then rightly.
async fn ended(bench: &Bench, record: &Record, end: Timestamp, why: Loaded) -> Outcome {
    let got = bench.load(&record.key, end).await?;
    if got == why || got == Loaded::Unknown {
        return Ok(());
    }
    Err(Broken::new(
        format!("{why:?}, or Unknown where nothing is left"),
        bench.show(&got),
    ))
}

async fn update_if(bench: Bench) -> Outcome {
    let end = bench.after(IDLE);
    let last = bench.session("last", &bench.user("ann"));
    bench.add(&last).await?;
    let got = bench.update_if(&last.key, 1, b"in time", before(end)).await;
    equal("the answer in the last millisecond", got?, Updated::Updated)?;

    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let got = bench.update_if(&record.key, 1, b"too late", end).await?;
    equal("the answer after the end", got, Updated::Gone)?;
    bench.expect_ended(&record.key, end).await
}

async fn touch(bench: Bench) -> Outcome {
    let end = bench.after(IDLE);
    let last = bench.session("last", &bench.user("ann"));
    let late = bench.session("late", &bench.user("ann"));
    let old = lasting_until(&bench, "old", bench.after(ABSOLUTE));
    for record in [&last, &late, &old] {
        bench.add(record).await?;
    }
    let got = bench.touch(&last.key, last.seen, before(end)).await?;
    equal("the answer in the last millisecond", got, true)?;
    for (record, end) in [(&late, end), (&old, old.absolute_end)] {
        let got = bench.touch(&record.key, record.seen, end).await?;
        equal("the answer after the end", got, false)?;
        bench.expect_ended(&record.key, end).await?;
    }
    Ok(())
}

async fn rotate(bench: Bench) -> Outcome {
    let end = bench.after(IDLE);
    let (ann, bob) = (bench.user("ann"), bench.user("bob"));
    let last = bench.session("last", &ann);
    let late = bench.session("late", &bob);
    let old = lasting_until(&bench, "old", bench.after(ABSOLUTE));
    for record in [&last, &late, &old] {
        bench.add(record).await?;
    }
    let new = bench.secret("in time");
    let got = bench.rotate(&last.key, &last.secret, &new, before(end));
    equal("the answer in the last millisecond", got.await?, true)?;
    bench.expect_ended(&last.key, end).await?;

    let new = bench.secret("too late");
    for (record, end) in [(&late, end), (&old, old.absolute_end)] {
        let got = bench.rotate(&record.key, &record.secret, &new, end).await?;
        equal("the answer after the end", got, false)?;
        bench.expect_ended(&record.key, end).await?;
        // In a time when it was live: the row may be there, but not with the new secret.
        if let Loaded::Live(found) = bench.load(&record.key, bench.start).await? {
            equal("the secret", found.secret == record.secret, true)?;
        }
    }
    bench.expect_list(&bob, [], end).await
}

async fn delete(bench: Bench) -> Outcome {
    let end = bench.after(IDLE);
    let last = bench.session("last", &bench.user("ann"));
    let late = bench.session("late", &bench.user("ann"));
    for record in [&last, &late] {
        bench.add(record).await?;
    }
    let got = bench.delete(&last.key, None, before(end)).await?;
    equal("the answer in the last millisecond", got, true)?;
    let got = bench.delete(&late.key, None, end).await?;
    equal("the answer after the end", got, false)?;
    bench.expect_ended(&late.key, end).await
}

async fn by_user(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let idle = Record {
        created: bench.ago(3),
        ..bench.session("idle", &user)
    };
    let absolute = Record {
        created: bench.ago(2),
        idle: IDLE * 2,
        absolute_end: bench.after(IDLE),
        ..bench.session("absolute", &user)
    };
    let live = Record {
        created: bench.ago(1),
        idle: IDLE * 2,
        ..bench.session("live", &user)
    };
    for record in [&idle, &absolute, &live] {
        bench.add(record).await?;
    }
    let end = bench.after(IDLE);
    let all = [&idle.key, &absolute.key, &live.key];
    bench.expect_list(&user, all, before(end)).await?;
    bench.expect_list(&user, [&live.key], end).await
}

async fn delete_by_user(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let ended = bench.session("ended", &user);
    let live = Record {
        idle: IDLE * 2,
        ..bench.session("live", &user)
    };
    for record in [&ended, &live] {
        bench.add(record).await?;
    }
    let end = bench.after(IDLE);
    let got = bench.delete_by_user(&user, None, end).await?;
    equal("the number of live sessions deleted", got, 1)?;
    bench.expect_unknown(&live.key, end).await?;
    bench.expect_ended(&ended.key, end).await
}
