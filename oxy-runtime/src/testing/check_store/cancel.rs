//! A future that is dropped has done its whole step or nothing: clients go away at any moment.

use std::future::ready;
use std::time::Duration;

use tokio::time::sleep;

use crate::session::{Record, Terms};
use crate::testing::check_store::bench::{Answer, Bench, Broken, Outcome};
use crate::testing::check_store::expect::require;
use crate::testing::check_store::race::turns;
use crate::testing::check_store::suite::{Case, cases};
use crate::testing::check_store::whole::{State, Step};

pub(super) const CASES: &[Case] = cases! {
    "cancel/create" => create,
    "cancel/update_if" => update_if,
    "cancel/touch" => touch,
    "cancel/rotate" => rotate,
    "cancel/delete" => delete,
    "cancel/delete_by_user" => delete_by_user,
    "cancel/others" => others,
};

const STEP: Duration = Duration::from_secs(30);

/// How long a future may go on before it is dropped.
#[derive(Debug, Clone, Copy)]
enum Patience {
    /// It is never asked.
    None,
    /// It is asked once more than the runtime had turns.
    Turns(usize),
    /// For stores over a network.
    Time(Duration),
}

/// From not at all to longer than a step takes.
fn patience() -> impl Iterator<Item = Patience> {
    let turns = (0..12).map(Patience::Turns);
    let times = (1..6).map(|time| Patience::Time(Duration::from_millis(time)));
    [Patience::None].into_iter().chain(turns).chain(times)
}

impl Patience {
    /// Whether the future came to its end.
    async fn with<T>(self, answer: Answer<'_, T>) -> Outcome<bool> {
        let out_of_patience = async {
            match self {
                Self::None => {}
                Self::Turns(number) => turns(number).await,
                Self::Time(time) => sleep(time).await,
            }
        };
        tokio::select! {
            biased;
            () = ready(()), if matches!(self, Self::None) => Ok(false),
            answer = answer => answer.map(|_| true).map_err(Broken::from),
            () = out_of_patience => Ok(false),
        }
    }
}

fn dropped(bench: &Bench, step: &str) {
    bench.note(format!(
        "{step}, dropped before it ends; then load and by_user"
    ));
}

async fn create(bench: Bench) -> Outcome {
    dropped(&bench, "create(new, replaces one, cap 1, of 2 sessions)");
    let bench = bench.quiet();
    for patience in patience() {
        let user = bench.user("ann");
        let old = Record {
            created: bench.ago(20),
            ..bench.session("capped", &user)
        };
        let replaced = Record {
            created: bench.ago(10),
            ..bench.session("replaced", &user)
        };
        let new = bench.session("new", &user);
        bench.add(&old).await?;
        bench.add(&replaced).await?;
        let terms = Terms {
            replaces: Some(replaced.key),
            cap: Some(1),
            now: bench.start,
        };
        let finished = patience.with(bench.store.create(&new, &terms)).await?;
        let step = Step {
            user: &user,
            keys: &[old.key, replaced.key, new.key],
            before: State::new([Some(&old), Some(&replaced), None]),
            after: State::new([None, None, Some(&new)]),
        };
        step.is_whole(&bench, finished).await?;
    }
    Ok(())
}

async fn update_if(bench: Bench) -> Outcome {
    dropped(&bench, "update_if(a, version 1)");
    let bench = bench.quiet();
    for patience in patience() {
        let user = bench.user("ann");
        let record = bench.session("a", &user);
        bench.add(&record).await?;
        let now = bench.after(STEP);
        let changed = Record {
            seen: now,
            version: 2,
            data: vec![7; 20_000],
            ..record.clone()
        };
        let answer = bench.store.update_if(&record.key, 1, &changed.data, now);
        let finished = patience.with(answer).await?;
        let step = Step {
            user: &user,
            keys: &[record.key],
            before: State::new([Some(&record)]),
            after: State::new([Some(&changed)]),
        };
        step.is_whole(&bench, finished).await?;
    }
    Ok(())
}

async fn touch(bench: Bench) -> Outcome {
    dropped(&bench, "touch(a)");
    let bench = bench.quiet();
    for patience in patience() {
        let user = bench.user("ann");
        let record = bench.session("a", &user);
        bench.add(&record).await?;
        let now = bench.after(STEP);
        let touched = Record {
            seen: now,
            ..record.clone()
        };
        let answer = bench.store.touch(&record.key, record.seen, now);
        let finished = patience.with(answer).await?;
        let step = Step {
            user: &user,
            keys: &[record.key],
            before: State::new([Some(&record)]),
            after: State::new([Some(&touched)]),
        };
        step.is_whole(&bench, finished).await?;
    }
    Ok(())
}

async fn rotate(bench: Bench) -> Outcome {
    dropped(&bench, "rotate(a, from one secret to another)");
    let bench = bench.quiet();
    for patience in patience() {
        let user = bench.user("ann");
        let record = bench.session("a", &user);
        bench.add(&record).await?;
        let rotated = Record {
            secret: bench.secret("new"),
            ..record.clone()
        };
        let (key, from, to) = (&record.key, &record.secret, &rotated.secret);
        let answer = bench.store.rotate(key, from, to, bench.start);
        let finished = patience.with(answer).await?;
        let step = Step {
            user: &user,
            keys: &[record.key],
            before: State::new([Some(&record)]),
            after: State::new([Some(&rotated)]),
        };
        step.is_whole(&bench, finished).await?;
    }
    Ok(())
}

async fn delete(bench: Bench) -> Outcome {
    dropped(&bench, "delete(a)");
    let bench = bench.quiet();
    for patience in patience() {
        let user = bench.user("ann");
        let record = bench.session("a", &user);
        bench.add(&record).await?;
        let answer = bench.store.delete(&record.key, None, bench.start);
        let finished = patience.with(answer).await?;
        let step = Step {
            user: &user,
            keys: &[record.key],
            before: State::new([Some(&record)]),
            after: State::new([None]),
        };
        step.is_whole(&bench, finished).await?;
    }
    Ok(())
}

async fn delete_by_user(bench: Bench) -> Outcome {
    dropped(&bench, "delete_by_user(ann, except c, of 3 sessions)");
    let bench = bench.quiet();
    for patience in patience() {
        let user = bench.user("ann");
        let [a, b, c] = [("a", 3), ("b", 2), ("c", 1)].map(|(name, age)| Record {
            created: bench.ago(age),
            ..bench.session(name, &user)
        });
        for record in [&a, &b, &c] {
            bench.add(record).await?;
        }
        let answer = bench.store.delete_by_user(&user, Some(&c.key), bench.start);
        let finished = patience.with(answer).await?;
        let step = Step {
            user: &user,
            keys: &[a.key, b.key, c.key],
            before: State::new([Some(&a), Some(&b), Some(&c)]),
            after: State::new([None, None, Some(&c)]),
        };
        step.is_whole(&bench, finished).await?;
    }
    Ok(())
}

/// Steps that change no live session do so neither when they are dropped.
async fn others(bench: Bench) -> Outcome {
    dropped(&bench, "load, by_user, sweep, watch_ended");
    let bench = bench.quiet();
    let user = bench.user("ann");
    let record = bench.session("a", &user);
    bench.add(&record).await?;
    let (store, key, now) = (&bench.store, &record.key, bench.start);
    for patience in patience() {
        patience.with(store.load(key, now)).await?;
        patience.with(store.by_user(&user, 10, now)).await?;
        patience.with(store.sweep(now, 1)).await?;
        let ended = patience.with(store.watch_ended(key)).await?;
        require(
            !ended,
            "a watch that waits, for the session is live",
            "it ended",
        )?;
        let keys = &[record.key];
        let step = Step {
            user: &user,
            keys,
            before: State::new([Some(&record)]),
            after: State::new([Some(&record)]),
        };
        step.is_whole(&bench, true).await?;
    }
    Ok(())
}
