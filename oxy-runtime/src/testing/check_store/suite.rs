//! Runs the cases, each in a task of its own, and gathers what they found.

use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use crate::session::ErasedStore;
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

pub(super) async fn run(store: Arc<dyn ErasedStore>, groups: &[&'static [Case]]) -> Violations {
    let cases: Vec<Case> = groups.iter().flat_map(|group| *group).copied().collect();
    let checked = cases.len();
    let places = Arc::new(Semaphore::new(AT_A_TIME));
    let mut running = JoinSet::new();
    for (index, case) in cases.into_iter().enumerate() {
        let (store, places) = (Arc::clone(&store), Arc::clone(&places));
        running.spawn(async move {
            // Never closed, so that there is always a place in the end.
            let _place = places.acquire().await;
            (index, check(case, store).await)
        });
    }
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

/// Runs one case; a panic or a step without an answer is a violation, too.
pub(super) async fn check(case: Case, store: Arc<dyn ErasedStore>) -> Option<Violation> {
    let bench = Bench::new(store);
    // A set, because it ends the task when it is dropped.
    let mut alone = JoinSet::new();
    alone.spawn((case.run)(bench.clone()));
    let broken = match timeout(DEADLINE, alone.join_next()).await {
        Ok(None | Some(Ok(Ok(())))) => return None,
        Ok(Some(Ok(Err(broken)))) => broken,
        Ok(Some(Err(error))) => Broken::new("an answer", panicked(error)),
        Err(_) => Broken::late(DEADLINE),
    };
    Some(Violation {
        rule: case.rule,
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
