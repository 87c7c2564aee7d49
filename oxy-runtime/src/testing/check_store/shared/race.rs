//! Tasks by way of both handles work on the same sessions at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::session::{Created, Record, Terms};
use crate::testing::check_store::bench::{Bench, Broken, Outcome};
use crate::testing::check_store::expect::{equal, terms};
use crate::testing::check_store::race::{add_one, count, joined};
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "shared-race/lost-update" => lost_update,
    "shared-race/create" => create,
    "shared-race/cap" => cap,
    "shared-race/touch" => touch,
    "shared-race/rotate" => rotate,
};

/// How many tasks of each handle meet.
const EACH: usize = 8;
const ROUNDS: usize = 20;

/// Runs a task `EACH` times by each handle, all at once.
async fn meet<T, F>(bench: &Bench, task: impl Fn(Bench, usize) -> F) -> Outcome<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Outcome<T>> + Send + 'static,
{
    let gate = Arc::new(Barrier::new(EACH * 2));
    let mut tasks = JoinSet::new();
    for number in 0..EACH {
        for (half, bench) in [bench.quiet(), bench.quiet().other()]
            .into_iter()
            .enumerate()
        {
            let (gate, task) = (Arc::clone(&gate), task(bench, number * 2 + half));
            tasks.spawn(async move {
                gate.wait().await;
                task.await
            });
        }
    }
    joined(tasks).await
}

fn note(bench: &Bench, what: &str) {
    bench.note(format!(
        "{ROUNDS} times: {EACH} tasks of each handle {what}"
    ));
}

async fn lost_update(bench: Bench) -> Outcome {
    note(
        &bench,
        "add one to a number: load, update_if, again while it is a Conflict",
    );
    let bench = bench.quiet();
    for _ in 0..ROUNDS {
        let record = Record {
            data: b"0".to_vec(),
            ..bench.session("a", &bench.user("ann"))
        };
        bench.add(&record).await?;
        let task = |bench: Bench, _| {
            let record = record.clone();
            async move { add_one(&bench, &record).await }
        };
        meet(&bench, task).await?;
        for bench in [&bench, &bench.other()] {
            let got = bench.expect_live(&record.key, bench.start).await?;
            equal("the number", count(&got.data), EACH as u64 * 2)?;
            equal("the version", got.version, EACH as u64 * 2 + 1)?;
        }
    }
    Ok(())
}

async fn create(bench: Bench) -> Outcome {
    note(&bench, "create a session under one key");
    let (noted, bench) = (bench.clone(), bench.quiet());
    for _ in 0..ROUNDS {
        let user = bench.user("ann");
        let first = bench.session("a", &user);
        let task = |bench: Bench, number| {
            let record = Record {
                data: format!("task {number}").into_bytes(),
                ..first.clone()
            };
            async move {
                let got = bench.create(&record, terms(&bench)).await?;
                Ok((got != Created::Exists).then_some(record))
            }
        };
        let winners: Vec<_> = meet(&bench, task).await?.into_iter().flatten().collect();
        equal("the number of tasks told Created", winners.len(), 1)?;
        for bench in [&noted, &noted.other()] {
            bench.expect_record(&winners[0], bench.start).await?;
            bench.expect_list(&user, [&first.key], bench.start).await?;
        }
    }
    Ok(())
}

async fn cap(bench: Bench) -> Outcome {
    note(&bench, "create a session of one user, cap 2");
    let bench = bench.quiet();
    for _ in 0..ROUNDS {
        let user = bench.user("ann");
        let task = |bench: Bench, _| {
            let record = bench.session("one of them", &user);
            async move {
                let terms = Terms {
                    cap: Some(2),
                    ..terms(&bench)
                };
                match bench.create(&record, terms).await? {
                    Created::Created { capped, .. } => Ok((record.key, capped)),
                    Created::Exists => Err(Broken::new("Created", "Exists")),
                }
            }
        };
        let all = meet(&bench, task).await?;
        for bench in [&bench, &bench.other()] {
            let list = bench.by_user(&user, bench.start).await?;
            equal("the number of sessions listed", list.len(), 2)?;
            let mut live = 0;
            for (key, _) in &all {
                let loaded = bench.load(key, bench.start).await?;
                live += usize::from(loaded.live().is_some());
            }
            equal("the number of sessions that load", live, 2)?;
        }
        let capped: u64 = all.iter().map(|(_, capped)| capped).sum();
        equal("the sum of `capped`", capped, EACH as u64 * 2 - 2)?;
    }
    Ok(())
}

async fn touch(bench: Bench) -> Outcome {
    note(&bench, "touch a session as last seen at start");
    let (noted, bench) = (bench.clone(), bench.quiet());
    for _ in 0..ROUNDS {
        let record = bench.session("a", &bench.user("ann"));
        bench.add(&record).await?;
        let task = |bench: Bench, number: usize| {
            let (key, seen) = (record.key, record.seen);
            let now = bench.after(Duration::from_millis(number as u64 + 1));
            async move { Ok(bench.touch(&key, seen, now).await?.then_some(now)) }
        };
        let winners: Vec<_> = meet(&bench, task).await?.into_iter().flatten().collect();
        equal("the number of tasks told true", winners.len(), 1)?;
        let touched = Record {
            seen: winners[0],
            ..record
        };
        for bench in [&noted, &noted.other()] {
            bench.expect_record(&touched, bench.start).await?;
        }
    }
    Ok(())
}

async fn rotate(bench: Bench) -> Outcome {
    note(
        &bench,
        "rotate a session from one secret, each to one of its own",
    );
    let (noted, bench) = (bench.clone(), bench.quiet());
    for _ in 0..ROUNDS {
        let record = bench.session("a", &bench.user("ann"));
        bench.add(&record).await?;
        let task = |bench: Bench, number| {
            let (key, from) = (record.key, record.secret);
            let new = bench.secret(&format!("that of task {number}"));
            async move {
                let got = bench.rotate(&key, &from, &new, bench.start).await?;
                Ok(got.then_some(new))
            }
        };
        let winners: Vec<_> = meet(&bench, task).await?.into_iter().flatten().collect();
        equal("the number of tasks told true", winners.len(), 1)?;
        let rotated = Record {
            secret: winners[0],
            ..record
        };
        for bench in [&noted, &noted.other()] {
            bench.expect_record(&rotated, bench.start).await?;
        }
    }
    Ok(())
}
