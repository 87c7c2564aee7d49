//! Sessions end by one handle while the other works on them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{JoinSet, yield_now};

use crate::session::{Created, Loaded, SessionKey, Updated, UserTag};
use crate::testing::check_store::bench::{Bench, Broken, Outcome};
use crate::testing::check_store::expect::{equal, require, terms};
use crate::testing::check_store::race::{joined, turns};
use crate::testing::check_store::race_ends::{replace_on, rotate_on};
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "shared-race/delete-is-final" => delete_is_final,
    "shared-race/rotate-and-delete" => rotate_and_delete,
    "shared-race/create-and-delete_by_user" => create_and_delete_by_user,
    "shared-race/replaces-and-delete_by_user" => replaces_and_delete_by_user,
};

const TASKS: usize = 8;
const ROUNDS: usize = 25;

async fn delete_is_final(bench: Bench) -> Outcome {
    bench.note(format!(
        "{ROUNDS} times: {TASKS} tasks of one handle change and touch a session; the other deletes it"
    ));
    let mut bench = bench.quiet();
    for round in 0..ROUNDS {
        bench = bench.other();
        let user = bench.user("ann");
        let record = bench.session("a", &user);
        bench.add(&record).await?;
        let deleted = Arc::new(AtomicBool::new(false));
        let (change, mut changes) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        for task in 0..TASKS {
            let (bench, key) = (bench.clone(), record.key);
            let (deleted, change) = (Arc::clone(&deleted), change.clone());
            tasks.spawn(async move { change_on(&bench, &key, task, &deleted, &change).await });
        }
        drop(change);
        for _ in 0..2 {
            changes.recv().await;
        }
        turns(round % 11).await;
        let got = bench.other().delete(&record.key, None, bench.start).await?;
        deleted.store(true, Ordering::SeqCst);
        equal("the answer to delete", got, true)?;
        bench.expect_unknown(&record.key, bench.start).await?;
        joined(tasks).await?;
        for bench in [&bench, &bench.other()] {
            bench.expect_unknown(&record.key, bench.start).await?;
            bench.expect_list(&user, [], bench.start).await?;
        }
    }
    Ok(())
}

/// Requests that are still at work: data loaded before the deletion, stored after it.
async fn change_on(
    bench: &Bench,
    key: &SessionKey,
    task: usize,
    deleted: &AtomicBool,
    change: &mpsc::UnboundedSender<()>,
) -> Outcome {
    turns(task % 5).await;
    while let Loaded::Live(found) = bench.load(key, bench.start).await? {
        yield_now().await;
        let late = deleted.load(Ordering::SeqCst);
        let done = if task.is_multiple_of(4) {
            let now = found.seen.after(Duration::from_millis(1));
            bench.touch(key, found.seen, now).await?
        } else {
            let got = bench.update_if(key, found.version, b"late", bench.start);
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
}

async fn rotate_and_delete(bench: Bench) -> Outcome {
    bench.note(format!(
        "{ROUNDS} times: {TASKS} tasks of one handle rotate a session on and on; the other deletes it"
    ));
    let mut bench = bench.quiet();
    for round in 0..ROUNDS {
        bench = bench.other();
        let user = bench.user("ann");
        let record = bench.session("a", &user);
        bench.add(&record).await?;
        let deleted = Arc::new(AtomicBool::new(false));
        let (change, mut changes) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        for task in 0..TASKS {
            let (bench, record) = (bench.clone(), record.clone());
            let (deleted, change) = (Arc::clone(&deleted), change.clone());
            tasks.spawn(async move {
                turns(task % 5).await;
                rotate_on(&bench, &record, &deleted, &change).await
            });
        }
        drop(change);
        for _ in 0..=round % 3 {
            changes.recv().await;
        }
        turns(round % 11).await;
        let got = bench.other().delete(&record.key, None, bench.start).await?;
        deleted.store(true, Ordering::SeqCst);
        equal("the answer to delete", got, true)?;
        joined(tasks).await?;
        for bench in [&bench, &bench.other()] {
            bench.expect_unknown(&record.key, bench.start).await?;
            bench.expect_list(&user, [], bench.start).await?;
        }
    }
    Ok(())
}

/// What of a session, and when it was there.
struct Begun {
    key: SessionKey,
    /// Its creation was told before the deletion began.
    before: bool,
    /// Its creation began after the deletion was told.
    after: bool,
}

/// Logins by one handle while the other ends all sessions: those of before are gone, those of after are there, and the list
/// has what loads.
async fn create_and_delete_by_user(bench: Bench) -> Outcome {
    bench.note(format!(
        "{ROUNDS} times: {TASKS} tasks of one handle create sessions of a user; delete_by_user by the other"
    ));
    let mut bench = bench.quiet();
    for round in 0..ROUNDS {
        bench = bench.other();
        let user = bench.user("ann");
        let (begins, ended) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicBool::new(false)),
        );
        let (told, mut tells) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        for _ in 0..TASKS {
            let (bench, user, told) = (bench.clone(), user.clone(), told.clone());
            let (begins, ended) = (Arc::clone(&begins), Arc::clone(&ended));
            tasks.spawn(async move { begin_on(&bench, &user, &begins, &ended, &told).await });
        }
        drop(told);
        tells.recv().await;
        turns(round % 7).await;
        begins.store(true, Ordering::SeqCst);
        bench
            .other()
            .delete_by_user(&user, None, bench.start)
            .await?;
        ended.store(true, Ordering::SeqCst);
        let begun: Vec<_> = joined(tasks).await?.into_iter().flatten().collect();
        for bench in [&bench, &bench.other()] {
            expect_begun(bench, &user, &begun).await?;
        }
    }
    Ok(())
}

/// Logs in on and on, and once more when all sessions have been ended.
async fn begin_on(
    bench: &Bench,
    user: &UserTag,
    begins: &AtomicBool,
    ended: &AtomicBool,
    told: &mpsc::UnboundedSender<()>,
) -> Outcome<Vec<Begun>> {
    let mut all = Vec::new();
    loop {
        let record = bench.session("a", user);
        let after = ended.load(Ordering::SeqCst);
        let got = bench.create(&record, terms(bench)).await?;
        equal("no answer Exists", got == Created::Exists, false)?;
        let before = !begins.load(Ordering::SeqCst);
        let key = record.key;
        all.push(Begun { key, before, after });
        // Nobody listens any more once the deletion has begun.
        let _ = told.send(());
        if after {
            return Ok(all);
        }
        yield_now().await;
    }
}

async fn expect_begun(bench: &Bench, user: &UserTag, begun: &[Begun]) -> Outcome {
    let list = bench.by_user(user, bench.start).await?;
    for one in begun {
        let is_live = bench.load(&one.key, bench.start).await?.live().is_some();
        let is_listed = list.iter().any(|line| line.key == one.key);
        let expected = |expected| {
            Err(Broken::new(
                expected,
                format!("live: {is_live}, listed: {is_listed}"),
            ))
        };
        match one {
            Begun { before: true, .. } if is_live || is_listed => {
                return expected("a session begun before delete_by_user is gone");
            }
            Begun { after: true, .. } if !is_live || !is_listed => {
                return expected("a session begun after delete_by_user is there");
            }
            _ if is_live != is_listed => return expected("a session is listed if it is live"),
            _ => {}
        }
    }
    Ok(())
}

async fn replaces_and_delete_by_user(bench: Bench) -> Outcome {
    bench.note(format!(
        "{ROUNDS} times: 4 sessions of a user are replaced on and on by both handles; then delete_by_user"
    ));
    let bench = bench.quiet();
    for round in 0..ROUNDS {
        let user = bench.user("ann");
        let deleted = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for bench in [&bench, &bench.other(), &bench, &bench.other()] {
            let first = bench.session("a", &user);
            bench.add(&first).await?;
            let (bench, user, deleted) = (bench.clone(), user.clone(), Arc::clone(&deleted));
            tasks.spawn(async move { replace_on(&bench, first, &user, &deleted).await });
        }
        turns(round % 7).await;
        let got = bench.delete_by_user(&user, None, bench.start).await?;
        deleted.store(true, Ordering::SeqCst);
        equal("the number of sessions deleted", got, 4)?;
        let mut last = joined(tasks).await?;
        last.sort();
        for bench in [&bench, &bench.other()] {
            let list = bench.by_user(&user, bench.start).await?;
            let mut listed: Vec<_> = list.iter().map(|line| line.key).collect();
            listed.sort();
            require(
                listed == last,
                "only the sessions begun after it are listed",
                "others",
            )?;
        }
    }
    Ok(())
}
