//! Many tasks work on the same sessions at once.
//!
//! Tasks give way between a look and the step that is made from it, so that they also meet on a single thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Barrier, mpsc};
use tokio::task::{JoinSet, yield_now};

use crate::session::{Created, Loaded, Record, Terms, Updated};
use crate::testing::check_store::bench::{Bench, Broken, Outcome};
use crate::testing::check_store::expect::{equal, require, terms};
use crate::testing::check_store::suite::{Case, cases, panicked};

pub(super) const CASES: &[Case] = cases! {
    "race/create" => create,
    "race/cap" => cap,
    "race/lost-update" => lost_update,
    "race/touch-keeps-changes" => touch_keeps_changes,
    "race/one-version" => one_version,
    "race/one-touch" => one_touch,
    "race/delete-is-final" => delete_is_final,
};

/// How many tasks meet.
const TASKS: usize = 32;
/// How often they do.
const ROUNDS: usize = 20;

/// What all tasks gave; the first that is broken, or panicked, ends the case.
pub(super) async fn joined<T: 'static>(mut tasks: JoinSet<Outcome<T>>) -> Outcome<Vec<T>> {
    let mut all = Vec::with_capacity(tasks.len());
    while let Some(ended) = tasks.join_next().await {
        let one = ended.map_err(|error| Broken::new("an answer", panicked(error)));
        all.push(one??);
    }
    Ok(all)
}

async fn create(bench: Bench) -> Outcome {
    bench.note(format!("{TASKS} tasks create a session under one key"));
    let (noted, bench) = (bench.clone(), bench.quiet());
    for _ in 0..ROUNDS {
        let user = bench.user("ann");
        let first = bench.session("a", &user);
        let gate = Arc::new(Barrier::new(TASKS));
        let mut tasks = JoinSet::new();
        for task in 0..TASKS {
            let (bench, gate) = (bench.clone(), Arc::clone(&gate));
            let record = Record {
                data: format!("task {task}").into_bytes(),
                ..first.clone()
            };
            tasks.spawn(async move {
                gate.wait().await;
                let got = bench.create(&record, terms(&bench)).await?;
                Ok((got != Created::Exists).then_some(record))
            });
        }
        let mut winners = joined(tasks).await?.into_iter().flatten();
        let (winner, second) = (winners.next(), winners.next());
        let Some(winner) = winner.filter(|_| second.is_none()) else {
            let count = if second.is_some() { "several" } else { "none" };
            return Err(Broken::new("one of them is told Created", count));
        };
        noted.expect_record(&winner, bench.start).await?;
        bench.expect_list(&user, [&first.key], bench.start).await?;
    }
    Ok(())
}

async fn cap(bench: Bench) -> Outcome {
    bench.note(format!("{TASKS} tasks create a session of one user, cap 2"));
    let bench = bench.quiet();
    for _ in 0..ROUNDS / 4 {
        let user = bench.user("ann");
        let gate = Arc::new(Barrier::new(TASKS));
        let mut tasks = JoinSet::new();
        for _ in 0..TASKS {
            let (bench, gate) = (bench.clone(), Arc::clone(&gate));
            let record = bench.session("one of them", &user);
            tasks.spawn(async move {
                gate.wait().await;
                let terms = Terms {
                    cap: Some(2),
                    ..terms(&bench)
                };
                match bench.create(&record, terms).await? {
                    Created::Created { capped, .. } => Ok((record, capped)),
                    Created::Exists => Err(Broken::new("Created", "Exists")),
                }
            });
        }
        let all = joined(tasks).await?;
        let list = bench.by_user(&user, bench.start).await?;
        equal("the number of sessions listed", list.len(), 2)?;
        let mut live = 0;
        for (record, _) in &all {
            let loaded = bench.load(&record.key, bench.start).await?;
            live += u64::from(loaded.live().is_some());
        }
        equal("the number of sessions that load", live, 2)?;
        let capped: u64 = all.iter().map(|(_, capped)| capped).sum();
        equal("the sum of `capped`", capped, TASKS as u64 - live)?;
    }
    Ok(())
}

/// How often in a row a task may come second: each time another one came first, and all of them come to an end.
pub(super) const PATIENCE: usize = 1_000;

/// One change by the way of an application: load, change, store; again in case of a conflict.
pub(super) async fn add_one(bench: &Bench, record: &Record) -> Outcome {
    for _ in 0..PATIENCE {
        let Loaded::Live(found) = bench.load(&record.key, bench.start).await? else {
            return Err(Broken::new("the session is live", "it is not"));
        };
        yield_now().await;
        let data = (count(&found.data) + 1).to_string();
        let got = bench
            .update_if(&record.key, found.version, data.as_bytes(), bench.start)
            .await?;
        match got {
            Updated::Updated => return Ok(()),
            Updated::Conflict => {}
            Updated::Gone => return Err(Broken::new("the session is live", "Gone")),
        }
    }
    Err(Broken::new(
        "Updated, some time",
        format!("{PATIENCE} times Conflict"),
    ))
}

/// The number that data is; zero for other data.
pub(super) fn count(data: &[u8]) -> u64 {
    let text = str::from_utf8(data).unwrap_or_default();
    text.parse().unwrap_or(0)
}

async fn lost_update(bench: Bench) -> Outcome {
    const WRITERS: u64 = 64;
    bench.note(format!(
        "{WRITERS} tasks add one to a number: load, update_if, again while it is a Conflict"
    ));
    let record = Record {
        data: b"0".to_vec(),
        ..bench.session("a", &bench.user("ann"))
    };
    bench.add(&record).await?;
    let mut tasks = JoinSet::new();
    for _ in 0..WRITERS {
        let (bench, record) = (bench.quiet(), record.clone());
        tasks.spawn(async move { add_one(&bench, &record).await });
    }
    joined(tasks).await?;
    let got = bench.expect_live(&record.key, bench.start).await?;
    equal("the number", count(&got.data), WRITERS)?;
    equal("the version", got.version, WRITERS + 1)
}

/// Requests that only look move the idle clock among others that change data.
async fn touch_keeps_changes(bench: Bench) -> Outcome {
    let writers = TASKS / 2;
    bench.note(format!(
        "{writers} tasks add one to a number, as many others touch the session"
    ));
    let record = Record {
        data: b"0".to_vec(),
        ..bench.session("a", &bench.user("ann"))
    };
    bench.add(&record).await?;
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let (bench, record) = (bench.quiet(), record.clone());
        tasks.spawn(async move {
            if task < writers {
                return add_one(&bench, &record).await;
            }
            for _ in 0..8 {
                let found = bench.expect_live(&record.key, bench.start).await?;
                let now = found.seen.after(Duration::from_millis(1));
                bench.touch(&record.key, found.seen, now).await?;
                yield_now().await;
            }
            Ok(())
        });
    }
    joined(tasks).await?;
    let got = bench.expect_live(&record.key, bench.start).await?;
    equal("the number", count(&got.data), writers as u64)?;
    equal("the version", got.version, writers as u64 + 1)
}

async fn one_version(bench: Bench) -> Outcome {
    bench.note(format!("{TASKS} tasks change version 1"));
    let bench = bench.quiet();
    for _ in 0..ROUNDS {
        let record = bench.session("a", &bench.user("ann"));
        bench.add(&record).await?;
        let gate = Arc::new(Barrier::new(TASKS));
        let mut tasks = JoinSet::new();
        for task in 0..TASKS {
            let (bench, key, gate) = (bench.clone(), record.key, Arc::clone(&gate));
            tasks.spawn(async move {
                gate.wait().await;
                let data = task.to_string().into_bytes();
                let got = bench.update_if(&key, 1, &data, bench.start).await?;
                equal("no answer Gone", got == Updated::Gone, false)?;
                Ok((got == Updated::Updated).then_some(data))
            });
        }
        let winners: Vec<_> = joined(tasks).await?.into_iter().flatten().collect();
        equal("the number of tasks told Updated", winners.len(), 1)?;
        let got = bench.expect_live(&record.key, bench.start).await?;
        equal("the version", got.version, 2)?;
        equal("the data are the winner's", got.data == winners[0], true)?;
    }
    Ok(())
}

async fn one_touch(bench: Bench) -> Outcome {
    bench.note(format!(
        "{TASKS} tasks touch a session as last seen at start"
    ));
    let bench = bench.quiet();
    let now = bench.after(Duration::from_secs(30));
    for _ in 0..ROUNDS {
        let record = bench.session("a", &bench.user("ann"));
        bench.add(&record).await?;
        let gate = Arc::new(Barrier::new(TASKS));
        let mut tasks = JoinSet::new();
        for _ in 0..TASKS {
            let (bench, gate, key, seen) = (bench.clone(), gate.clone(), record.key, record.seen);
            tasks.spawn(async move {
                gate.wait().await;
                bench.touch(&key, seen, now).await
            });
        }
        let winners = joined(tasks).await?.into_iter().filter(|got| *got);
        equal("the number of tasks told true", winners.count(), 1)?;
        let touched = Record {
            seen: now,
            ..record
        };
        bench.expect_record(&touched, now).await?;
    }
    Ok(())
}

/// Gives way so often, so that tasks meet at other points of their steps.
pub(super) async fn turns(number: usize) {
    for _ in 0..number {
        yield_now().await;
    }
}

/// A logout among requests that are still at work: none of them brings the session back.
async fn delete_is_final(bench: Bench) -> Outcome {
    bench.note(format!(
        "{TASKS} tasks change and touch a session; another deletes it"
    ));
    let bench = bench.quiet();
    for round in 0..ROUNDS {
        let user = bench.user("ann");
        let record = bench.session("a", &user);
        bench.add(&record).await?;
        let deleted = Arc::new(AtomicBool::new(false));
        let (change, mut changes) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        for task in 0..TASKS {
            let (bench, key) = (bench.clone(), record.key);
            let (deleted, change) = (Arc::clone(&deleted), change.clone());
            tasks.spawn(async move {
                turns(task % 5).await;
                // Data loaded before the deletion, stored after it.
                while let Loaded::Live(found) = bench.load(&key, bench.start).await? {
                    yield_now().await;
                    let late = deleted.load(Ordering::SeqCst);
                    let done = if task % 4 == 0 {
                        let now = found.seen.after(Duration::from_millis(1));
                        bench.touch(&key, found.seen, now).await?
                    } else {
                        let got = bench.update_if(&key, found.version, b"late", bench.start);
                        got.await? == Updated::Updated
                    };
                    require(
                        !(late && done),
                        "no step after the deletion",
                        "one was done",
                    )?;
                    // Nobody listens any more once the deletion has begun.
                    let _ = done.then(|| change.send(()));
                }
                Ok(())
            });
        }
        drop(change);
        for _ in 0..4 {
            changes.recv().await;
        }
        turns(round % 5).await;
        let got = bench.delete(&record.key, None, bench.start).await?;
        deleted.store(true, Ordering::SeqCst);
        equal("the answer to delete", got, true)?;
        joined(tasks).await?;
        bench.expect_unknown(&record.key, bench.start).await?;
        bench.expect_list(&user, [], bench.start).await?;
    }
    Ok(())
}
