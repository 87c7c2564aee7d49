//! A sweep removes the rows of ended sessions, a few at a time.
//!
//! Others may use the database, so that a sweep is never made at a time to come: it would end their sessions. The sessions
//! to be swept are created in the past instead. They are short: a store whose rows vanish by themselves may go by how long
//! they still have, and not by its own clock.

use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use crate::session::{Loaded, Record, Timestamp};
use crate::testing::check_store::bench::{Bench, Broken, Outcome};
use crate::testing::check_store::expect::require;
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "sweep/removes-ended" => removes_ended,
    "sweep/spares-live" => spares_live,
    "sweep/limit" => limit,
};

/// How soon rows have vanished that need no sweep.
const SOON: Duration = Duration::from_secs(1);

/// A session of a tenth of a second that ends at `end`, created at its time.
async fn ended(bench: &Bench, name: &str, end: Timestamp) -> Outcome<Record> {
    let idle = Duration::from_millis(100);
    let begin = Timestamp(end.0.saturating_sub(100));
    let record = Record {
        created: begin,
        seen: begin,
        idle,
        ..bench.session(name, &bench.user("ann"))
    };
    bench.add_at(&record, begin).await?;
    Ok(record)
}

/// Sweeps once, within the limit.
async fn sweep(bench: &Bench, limit: usize) -> Outcome<usize> {
    let got = bench.sweep(bench.start, limit).await?;
    require(
        got <= limit,
        &format!("at most {limit} rows"),
        &format!("{got}"),
    )?;
    Ok(got)
}

/// Sweeps until nothing is left that has ended.
async fn sweep_all(bench: &Bench) -> Outcome {
    let (limit, quiet) = (100, bench.quiet());
    for calls in 1..10_000 {
        let got = sweep(if calls == 1 { bench } else { &quiet }, limit).await?;
        if got < limit {
            bench.note(format!("in all {calls} sweeps, the last of {got} rows"));
            return Ok(());
        }
        yield_now().await;
    }
    Err(Broken::new(
        "a sweep that finds fewer rows than its limit",
        "none",
    ))
}

async fn removes_ended(bench: Bench) -> Outcome {
    let mut rows = Vec::new();
    for (name, end) in [
        ("a", bench.ago(600)),
        ("b", bench.ago(1)),
        ("c", bench.start),
    ] {
        rows.push(ended(&bench, name, end).await?);
    }
    sweep_all(&bench).await?;
    let (swept, quiet) = (Instant::now(), bench.quiet());
    for record in rows {
        // In a time when it was live: only a row that is there can be.
        while let Loaded::Live(_) = quiet.load(&record.key, record.created).await? {
            if swept.elapsed() > SOON {
                let name = bench.name(&record.key);
                return Err(Broken::new(
                    format!("the row of {name} is removed"),
                    "it is there",
                ));
            }
            sleep(Duration::from_millis(10)).await;
        }
    }
    Ok(())
}

async fn spares_live(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let old = Record {
        created: bench.ago(86_400),
        seen: bench.ago(540),
        ..bench.session("old", &user)
    };
    let new = bench.session("new", &user);
    for record in [&old, &new] {
        bench.add(record).await?;
    }
    ended(&bench, "ended", bench.ago(1)).await?;
    sweep_all(&bench).await?;
    for record in [&old, &new] {
        bench.expect_record(record, bench.start).await?;
    }
    let all = [&old.key, &new.key];
    bench.expect_list(&user, all, bench.start).await
}

/// Others may sweep the rows away before, hence the rounds.
async fn limit(bench: Bench) -> Outcome {
    for limit in [1, 2, 1, 2, 1, 2] {
        for name in ["a", "b", "c"] {
            ended(&bench, name, bench.ago(1)).await?;
        }
        sweep(&bench, limit).await?;
    }
    Ok(())
}
