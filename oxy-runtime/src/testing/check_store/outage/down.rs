//! Each method while the store is down.

use std::fmt::Debug;
use std::time::Duration;

use tokio::time::timeout;

use crate::session::{Record, SessionKey, StoreError, Terms, Timestamp, Updated, UserTag};
use crate::testing::check_store::bench::{Answer, Bench, Broken, Outcome, PATIENCE};
use crate::testing::check_store::expect::created;
use crate::testing::check_store::outage::phases::Phases;
use crate::testing::check_store::outage::{Rule, rules};
use crate::testing::check_store::watch::Watchers;
use crate::testing::check_store::whole::{State, Step};

pub(super) const RULES: &[Rule] = rules! {
    "outage/load" => load,
    "outage/by_user" => by_user,
    "outage/create" => create,
    "outage/update_if" => update_if,
    "outage/touch" => touch,
    "outage/rotate" => rotate,
    "outage/delete" => delete,
    "outage/delete_by_user" => delete_by_user,
    "outage/sweep" => sweep,
    "outage/watch" => watch,
    "outage/back" => back,
};

/// How often a step is tried: the first may find a connection that has just been lost, and the next none.
const TRIES: usize = 3;

/// Whatever the store says, it says it soon.
async fn soon<T>(
    bench: &Bench,
    step: &str,
    answer: Answer<'_, T>,
) -> Outcome<Result<T, StoreError>> {
    bench.note(step);
    let answer = timeout(PATIENCE, answer).await;
    answer.map_err(|_| Broken::late(PATIENCE))
}

/// An error; what else a store says that is down is a lie.
async fn fails<T: Debug>(bench: &Bench, step: &str, answer: Answer<'_, T>) -> Outcome {
    match soon(bench, step, answer).await? {
        Err(_) => Ok(()),
        Ok(answer) => Err(Broken::new("an error", format!("{answer:?}"))),
    }
}

/// A change fails, or was made: a store that is full may still delete. Says whether it was.
async fn fails_or_is<T: Debug + PartialEq>(
    bench: &Bench,
    phases: &Phases,
    step: &str,
    answer: Answer<'_, T>,
    done: T,
) -> Outcome<bool> {
    match soon(bench, step, answer).await? {
        Err(_) => Ok(false),
        Ok(answer) if phases.reads_work && answer == done => Ok(true),
        Ok(answer) => Err(Broken::new("an error", format!("{answer:?}"))),
    }
}

/// A user with a session.
async fn session(bench: &Bench) -> Outcome<(UserTag, Record)> {
    let user = bench.user("ann");
    let record = bench.session("a", &user);
    bench.add(&record).await?;
    Ok((user, record))
}

/// What a step is to make of one session of a user.
struct Change<'c> {
    user: &'c UserTag,
    before: &'c Record,
    after: Option<&'c Record>,
}

impl Change<'_> {
    /// After the outage: it was made wholly or not at all.
    async fn is_whole(&self, bench: &Bench, mut phases: Phases, is_done: bool) -> Outcome {
        phases.back(bench).await?;
        if !phases.keeps_data {
            return Ok(());
        }
        let step = Step {
            user: self.user,
            keys: &[self.before.key],
            before: State::new([Some(self.before)]),
            after: State::new([self.after]),
        };
        step.is_whole(bench, is_done).await
    }
}

async fn load(bench: Bench, mut phases: Phases) -> Outcome {
    let (_, record) = session(&bench).await?;
    bench.expect_record(&record, bench.start).await?;
    phases.down(&bench).await;
    for _ in 0..TRIES {
        if phases.reads_work {
            bench.expect_record(&record, bench.start).await?;
        } else {
            let answer = bench.store.load(&record.key, bench.start);
            fails(&bench, "load(a)", answer).await?;
        }
    }
    phases.back(&bench).await?;
    if phases.keeps_data {
        bench.expect_record(&record, bench.start).await?;
    }
    Ok(())
}

async fn by_user(bench: Bench, mut phases: Phases) -> Outcome {
    let (user, record) = session(&bench).await?;
    bench.expect_list(&user, [&record.key], bench.start).await?;
    phases.down(&bench).await;
    for _ in 0..TRIES {
        if phases.reads_work {
            bench.expect_list(&user, [&record.key], bench.start).await?;
        } else {
            let answer = bench.store.by_user(&user, 10, bench.start);
            fails(&bench, "by_user(ann)", answer).await?;
        }
    }
    phases.back(&bench).await?;
    if phases.keeps_data {
        bench.expect_list(&user, [&record.key], bench.start).await?;
    }
    Ok(())
}

async fn create(bench: Bench, mut phases: Phases) -> Outcome {
    let (user, replaced) = session(&bench).await?;
    let old = Record {
        created: bench.ago(20),
        ..bench.session("capped", &user)
    };
    bench.add(&old).await?;
    let new = bench.session("new", &user);
    let terms = Terms {
        replaces: Some(replaced.key),
        cap: Some(1),
        now: bench.start,
    };
    phases.down(&bench).await;
    let mut is_done = false;
    for _ in 0..TRIES {
        let answer = bench.store.create(&new, &terms);
        is_done = fails_or_is(
            &bench,
            &phases,
            "create(new, replaces a, cap 1)",
            answer,
            created(true, 1),
        )
        .await?;
        if is_done {
            break;
        }
    }
    phases.back(&bench).await?;
    if !phases.keeps_data {
        return Ok(());
    }
    let step = Step {
        user: &user,
        keys: &[old.key, replaced.key, new.key],
        before: State::new([Some(&old), Some(&replaced), None]),
        after: State::new([None, None, Some(&new)]),
    };
    step.is_whole(&bench, is_done).await
}

async fn update_if(bench: Bench, mut phases: Phases) -> Outcome {
    let (user, record) = session(&bench).await?;
    phases.down(&bench).await;
    let mut is_done = false;
    for _ in 0..TRIES {
        let answer = bench.store.update_if(&record.key, 1, b"new", bench.start);
        is_done = fails_or_is(
            &bench,
            &phases,
            "update_if(a, version 1)",
            answer,
            Updated::Updated,
        )
        .await?;
        if is_done {
            break;
        }
    }
    let after = Record {
        version: 2,
        data: b"new".to_vec(),
        ..record.clone()
    };
    let change = Change {
        user: &user,
        before: &record,
        after: Some(&after),
    };
    change.is_whole(&bench, phases, is_done).await
}

async fn touch(bench: Bench, mut phases: Phases) -> Outcome {
    let (user, record) = session(&bench).await?;
    let seen = bench.after(Duration::from_secs(30));
    phases.down(&bench).await;
    let mut is_done = false;
    for _ in 0..TRIES {
        let answer = bench.store.touch(&record.key, record.seen, seen);
        is_done = fails_or_is(&bench, &phases, "touch(a)", answer, true).await?;
        if is_done {
            break;
        }
    }
    let after = Record {
        seen,
        ..record.clone()
    };
    let change = Change {
        user: &user,
        before: &record,
        after: Some(&after),
    };
    change.is_whole(&bench, phases, is_done).await
}

async fn rotate(bench: Bench, mut phases: Phases) -> Outcome {
    let (user, record) = session(&bench).await?;
    let new = bench.secret("new");
    phases.down(&bench).await;
    let mut is_done = false;
    for _ in 0..TRIES {
        let (key, from) = (&record.key, &record.secret);
        let answer = bench.store.rotate(key, from, &new, bench.start);
        is_done = fails_or_is(&bench, &phases, "rotate(a)", answer, true).await?;
        if is_done {
            break;
        }
    }
    let after = Record {
        secret: new,
        ..record.clone()
    };
    let change = Change {
        user: &user,
        before: &record,
        after: Some(&after),
    };
    change.is_whole(&bench, phases, is_done).await
}

async fn delete(bench: Bench, mut phases: Phases) -> Outcome {
    let (user, record) = session(&bench).await?;
    phases.down(&bench).await;
    let mut is_done = false;
    for _ in 0..TRIES {
        let answer = bench.store.delete(&record.key, None, bench.start);
        is_done = fails_or_is(&bench, &phases, "delete(a)", answer, true).await?;
        if is_done {
            break;
        }
    }
    let change = Change {
        user: &user,
        before: &record,
        after: None,
    };
    change.is_whole(&bench, phases, is_done).await
}

async fn delete_by_user(bench: Bench, mut phases: Phases) -> Outcome {
    let (user, first) = session(&bench).await?;
    let second = Record {
        created: bench.ago(20),
        ..bench.session("second", &user)
    };
    bench.add(&second).await?;
    phases.down(&bench).await;
    let mut is_done = false;
    for _ in 0..TRIES {
        let answer = bench.store.delete_by_user(&user, None, bench.start);
        is_done = fails_or_is(&bench, &phases, "delete_by_user(ann)", answer, 2).await?;
        if is_done {
            break;
        }
    }
    phases.back(&bench).await?;
    if !phases.keeps_data {
        return Ok(());
    }
    let keys: &[SessionKey] = &[second.key, first.key];
    let step = Step {
        user: &user,
        keys,
        before: State::new([Some(&second), Some(&first)]),
        after: State::new([None, None]),
    };
    step.is_whole(&bench, is_done).await
}

/// There may be nothing to do for it.
async fn sweep(bench: Bench, mut phases: Phases) -> Outcome {
    phases.down(&bench).await;
    for _ in 0..TRIES {
        let answer = bench.store.sweep(Timestamp(0), 10);
        drop(soon(&bench, "sweep(limit 10)", answer).await?);
    }
    phases.back(&bench).await
}

/// A stream is not closed because nobody knows whether its session has ended. An error is as good as waiting: it can be
/// watched again.
async fn watch(bench: Bench, mut phases: Phases) -> Outcome {
    let (_, record) = session(&bench).await?;
    let mut watchers = Watchers::start(&bench, &record.key, 1).await;
    watchers.wait().await?;
    phases.down(&bench).await;
    for _ in 0..TRIES {
        watchers.wait_or_fail().await?;
    }
    phases.back(&bench).await?;
    if !phases.keeps_data {
        return Ok(());
    }
    watchers.wait_or_fail().await?;
    let mut again = Watchers::start(&bench, &record.key, 1).await;
    again.wait().await?;
    bench.delete(&record.key, None, bench.start).await?;
    watchers.end_or_fail().await?;
    again.end().await
}

async fn back(bench: Bench, mut phases: Phases) -> Outcome {
    phases.down(&bench).await;
    phases.back(&bench).await
}
