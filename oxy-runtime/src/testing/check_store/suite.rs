//! Runs the cases, each in a task of its own, and gathers what they found.

use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use crate::testing::check_store::bench::{Bench, Broken, Outcome};
use crate::testing::check_store::violations::{Violation, Violations};

/// One rule, and what shows whether a store keeps it.
#[derive(Clone, Copy)]
pub(super) struct Case {
    pub(super) rule: &'static str,
    pub(super) run: fn(Bench) -> Running,
}

pub(super) type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A group of cases: the name of each rule, and its function.
macro_rules! cases {
    ($($rule:literal => $case:ident,)*) => {
        &[$($crate::testing::check_store::suite::Case {
            rule: $rule,
            run: |bench| Box::pin($case(bench)),
        }),*]
    };
}
pub(super) use cases;

/// How long a case may take, should a wrong store keep it going: each step has a deadline of its own.
const DEADLINE: Duration = Duration::from_secs(60);

/// How many cases run at a time: few enough for a small pool of connections, enough that a store that hangs is reported
/// soon.
const AT_A_TIME: usize = 8;

/// Runs cases, each at a bench of its own.
pub(super) async fn run(
    bench: impl Fn() -> Bench + Send + Sync + 'static,
    groups: &[&'static [Case]],
) -> Violations {
    let cases: Vec<Case> = groups.iter().flat_map(|group| *group).copied().collect();
    let checked = cases.len();
    let bench = Arc::new(bench);
    let places = Arc::new(Semaphore::new(AT_A_TIME));
    let mut running = JoinSet::new();
    for (index, case) in cases.into_iter().enumerate() {
        let (bench, places) = (Arc::clone(&bench), Arc::clone(&places));
        running.spawn(async move {
            // Never closed, so that there is always a place in the end.
            let _place = places.acquire().await;
            (index, check(case, bench()).await)
        });
    }
    gathered(running, checked).await
}

/// What was found by all of some tasks, in the order of the rules.
pub(super) async fn gathered(
    mut running: JoinSet<(usize, Option<Violation>)>,
    checked: usize,
) -> Violations {
    let mut found = Vec::new();
    while let Some(ended) = running.join_next().await {
        if let Ok((index, Some(violation))) = ended {
            found.push((index, violation));
        }
    }
    found.sort_by_key(|(index, _)| *index);
    Violations {
        found: found.into_iter().map(|(_, violation)| violation).collect(),
        checked,
    }
}

/// Runs one case.
pub(super) async fn check(case: Case, bench: Bench) -> Option<Violation> {
    let running = (case.run)(bench.clone());
    judge(case.rule, &bench, running, DEADLINE).await
}

/// What is wrong with a store by a case; a panic or a step without an answer is a violation, too.
pub(super) async fn judge(
    rule: &'static str,
    bench: &Bench,
    running: Running,
    deadline: Duration,
) -> Option<Violation> {
    // A set, because it ends the task when it is dropped.
    let mut alone = JoinSet::new();
    alone.spawn(running);
    let broken = match timeout(deadline, alone.join_next()).await {
        Ok(None | Some(Ok(Ok(())))) => return None,
        Ok(Some(Ok(Err(broken)))) => broken,
        Ok(Some(Err(error))) => Broken::new("an answer", panicked(error)),
        Err(_) => Broken::late(deadline),
    };
    Some(Violation {
        rule,
        did: bench.steps(),
        expected: broken.expected,
        happened: broken.happened,
    })
}

/// What is known of a task that panicked.
pub(super) fn panicked(error: JoinError) -> String {
    let Ok(payload) = error.try_into_panic() else {
        return "the task was cancelled".to_owned();
    };
    format!("a panic: {}", words(&*payload))
}

fn words(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "without words"
    }
}
