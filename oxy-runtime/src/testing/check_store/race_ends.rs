//! Sessions get new secrets, and end, while others work on them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Barrier, mpsc};
use tokio::task::{JoinSet, yield_now};

use crate::session::{Created, Loaded, Record, SecretHash, SessionKey, Terms, UserTag};
use crate::testing::check_store::bench::{Bench, Broken, Outcome};
use crate::testing::check_store::expect::{equal, require, terms};
use crate::testing::check_store::race::{PATIENCE, add_one, count, joined, turns};
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "race/rotate-twice" => rotate_twice,
    "race/rotate-and-delete" => rotate_and_delete,
    "race/rotate-and-writers" => rotate_and_writers,
    "race/rotate-and-delete_by_user" => rotate_and_delete_by_user,
    "race/replaces-and-delete_by_user" => replaces_and_delete_by_user,
};

const ROUNDS: usize = 50;

/// Two requests of one session rotate it at once.
async fn rotate_twice(bench: Bench) -> Outcome {
    bench.note("2 tasks rotate one session from one secret, each to a secret of its own");
    let (noted, bench) = (bench.clone(), bench.quiet());
    for _ in 0..ROUNDS {
        let user = bench.user("ann");
        let record = bench.session("a", &user);
        bench.add(&record).await?;
        let gate = Arc::new(Barrier::new(2));
        let mut tasks = JoinSet::new();
        for name in ["one", "two"] {
            let (bench, gate, record) = (bench.clone(), Arc::clone(&gate), record.clone());
            let new = bench.secret(name);
            tasks.spawn(async move {
                gate.wait().await;
                let from = &record.secret;
                let rotated = bench.rotate(&record.key, from, &new, bench.start).await?;
                Ok(rotated.then_some(new))
            });
        }
        let winners: Vec<_> = joined(tasks).await?.into_iter().flatten().collect();
        equal("the number of tasks told true", winners.len(), 1)?;
        let rotated = Record {
            secret: winners[0],
            ..record
        };
        noted.expect_record(&rotated, bench.start).await?;
        bench
            .expect_list(&user, [&rotated.key], bench.start)
            .await?;
    }
    Ok(())
}

/// Rotates by the way of an application, from the secret that it loads, as long as the session is there.
///
/// `deleted` is set when its end was told: a rotation that begins later is too late.
pub(super) async fn rotate_on(
    bench: &Bench,
    record: &Record,
    deleted: &AtomicBool,
    change: &mpsc::UnboundedSender<()>,
) -> Outcome {
    let mut vain = 0;
    while let Loaded::Live(found) = bench.load(&record.key, bench.start).await? {
        require(
            vain < PATIENCE,
            "a rotation from the secret that is loaded, some time",
            "none",
        )?;
        yield_now().await;
        let late = deleted.load(Ordering::SeqCst);
        let new = bench.secret("new");
        let got = bench.rotate(&record.key, &found.secret, &new, bench.start);
        let done = got.await?;
        require(
            !(late && done),
            "no rotation after the deletion",
            "one was done",
        )?;
        vain = if done { 0 } else { vain + 1 };
        // Nobody listens any more once the deletion has begun.
        let _ = done.then(|| change.send(()));
    }
    Ok(())
}

/// A logout among rotations: it ends the session whatever its secret, and none of them brings it back.
async fn rotate_and_delete(bench: Bench) -> Outcome {
    bench.note("8 tasks rotate a session on and on; another deletes it");
    let bench = bench.quiet();
    for round in 0..ROUNDS / 2 {
        let user = bench.user("ann");
        let record = bench.session("a", &user);
        bench.add(&record).await?;
        let deleted = Arc::new(AtomicBool::new(false));
        let (change, mut changes) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        for task in 0..8 {
            let (bench, record) = (bench.clone(), record.clone());
            let (deleted, change) = (Arc::clone(&deleted), change.clone());
            tasks.spawn(async move {
                turns(task % 5).await;
                rotate_on(&bench, &record, &deleted, &change).await
            });
        }
        drop(change);
        for _ in 0..2 {
            changes.recv().await;
        }
        turns(round % 5).await;
        let got = bench.delete(&record.key, None, bench.start).await?;
        deleted.store(true, Ordering::SeqCst);
        equal("the answer to delete", got, true)?;
        bench.expect_unknown(&record.key, bench.start).await?;
        joined(tasks).await?;
        bench.expect_unknown(&record.key, bench.start).await?;
        bench.expect_list(&user, [], bench.start).await?;
    }
    Ok(())
}

/// Changes and touches while the session gets one secret after the other: neither undoes the other.
async fn rotate_and_writers(bench: Bench) -> Outcome {
    const WRITERS: u64 = 8;
    bench.note(format!(
        "{WRITERS} tasks add one to a number 4 times, 2 touch the session; another rotates it on and on"
    ));
    let bench = bench.quiet();
    for round in 0..ROUNDS / 4 {
        let record = Record {
            data: b"0".to_vec(),
            ..bench.session("a", &bench.user("ann"))
        };
        bench.add(&record).await?;
        let mut others = JoinSet::new();
        for task in 0..WRITERS + 2 {
            let (bench, record) = (bench.clone(), record.clone());
            others.spawn(async move {
                for _ in 0..4 {
                    if task < WRITERS {
                        add_one(&bench, &record).await?;
                    } else {
                        touch_once(&bench, &record).await?;
                    }
                }
                Ok(())
            });
        }
        let stop = Arc::new(AtomicBool::new(false));
        let mut rotating = JoinSet::new();
        let (rotator, start, stopped) = (bench.clone(), record.clone(), Arc::clone(&stop));
        rotating.spawn(async move {
            turns(round % 5).await;
            rotate_until(&rotator, &start, &stopped).await
        });
        let written = joined(others).await;
        stop.store(true, Ordering::SeqCst);
        let last = joined(rotating).await?;
        written?;
        let got = bench.expect_live(&record.key, bench.start).await?;
        equal("the number", count(&got.data), WRITERS * 4)?;
        equal("the version", got.version, WRITERS * 4 + 1)?;
        equal("the secret is the last", last == [got.secret], true)?;
    }
    Ok(())
}

async fn touch_once(bench: &Bench, record: &Record) -> Outcome {
    let found = bench.expect_live(&record.key, bench.start).await?;
    let now = found.seen.after(Duration::from_millis(1));
    yield_now().await;
    bench.touch(&record.key, found.seen, now).await?;
    Ok(())
}

/// Nobody else rotates the session, so that each rotation from the secret before must be done. Gives the last.
async fn rotate_until(bench: &Bench, record: &Record, stop: &AtomicBool) -> Outcome<SecretHash> {
    let mut secret = record.secret;
    while !stop.load(Ordering::SeqCst) {
        let next = bench.secret("next");
        let got = bench.rotate(&record.key, &secret, &next, bench.start);
        equal("the answer to rotate", got.await?, true)?;
        secret = next;
        yield_now().await;
    }
    Ok(secret)
}

/// All sessions of a user are ended while they get new secrets: none gets away.
async fn rotate_and_delete_by_user(bench: Bench) -> Outcome {
    bench.note("4 sessions of a user are rotated on and on; then delete_by_user");
    let bench = bench.quiet();
    for round in 0..ROUNDS / 2 {
        let user = bench.user("ann");
        let deleted = Arc::new(AtomicBool::new(false));
        let (change, mut changes) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        for name in ["a", "b", "c", "d"] {
            let record = bench.session(name, &user);
            bench.add(&record).await?;
            let (bench, deleted, change) = (bench.clone(), Arc::clone(&deleted), change.clone());
            tasks.spawn(async move {
                rotate_on(&bench, &record, &deleted, &change).await?;
                Ok(record.key)
            });
        }
        drop(change);
        changes.recv().await;
        turns(round % 7).await;
        let got = bench.delete_by_user(&user, None, bench.start).await?;
        deleted.store(true, Ordering::SeqCst);
        equal("the number of sessions deleted", got, 4)?;
        bench.expect_list(&user, [], bench.start).await?;
        for key in joined(tasks).await? {
            bench.expect_unknown(&key, bench.start).await?;
        }
    }
    Ok(())
}

/// All sessions of a user are ended while each is replaced by another, again and again: none gets away under a new key.
async fn replaces_and_delete_by_user(bench: Bench) -> Outcome {
    bench.note("4 sessions of a user are replaced on and on; then delete_by_user");
    let bench = bench.quiet();
    for round in 0..ROUNDS / 2 {
        let user = bench.user("ann");
        let deleted = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for name in ["a", "b", "c", "d"] {
            let first = bench.session(name, &user);
            bench.add(&first).await?;
            let (bench, user, deleted) = (bench.clone(), user.clone(), Arc::clone(&deleted));
            tasks.spawn(async move { replace_on(&bench, first, &user, &deleted).await });
        }
        turns(round % 7).await;
        let got = bench.delete_by_user(&user, None, bench.start).await?;
        deleted.store(true, Ordering::SeqCst);
        equal("the number of sessions deleted", got, 4)?;
        // Each found at last that there was nothing to replace, and began a session of its own.
        let mut last = joined(tasks).await?;
        last.sort();
        let list = bench.by_user(&user, bench.start).await?;
        let mut listed: Vec<_> = list.iter().map(|line| line.key).collect();
        listed.sort();
        require(
            listed == last,
            "only the sessions begun after it are listed",
            "others",
        )?;
    }
    Ok(())
}

/// Replaces a session by a new one, and that in turn, until there is nothing to replace; gives the last key.
pub(super) async fn replace_on(
    bench: &Bench,
    mut record: Record,
    user: &UserTag,
    deleted: &AtomicBool,
) -> Outcome<SessionKey> {
    loop {
        let late = deleted.load(Ordering::SeqCst);
        let new = bench.session("new", user);
        let terms = Terms {
            replaces: Some(record.key),
            ..terms(bench)
        };
        let Created::Created { replaced, .. } = bench.create(&new, terms).await? else {
            return Err(Broken::new("Created", "Exists"));
        };
        require(
            !(late && replaced),
            "none of the sessions there before delete_by_user",
            "one got away",
        )?;
        record = new;
        if !replaced {
            return Ok(record.key);
        }
        yield_now().await;
    }
}
