//! A store that is down for a while says so, and has lost nothing when it is back.
//!
//! - [`phases`]: before, during and after, which all rules go through together
//! - [`down`]: each method while the store is down; [`busy`]: steps under way when it goes down

mod busy;
mod down;
mod phases;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::session::{ErasedStore, SessionStore};
use crate::testing::check_store::bench::Bench;
use crate::testing::check_store::suite::{self, Case, Running, gathered, judge};
use crate::testing::check_store::violations::Violations;
use crate::testing::check_store::{OPEN, create, delete, load, race, rotate, touch, update, users};

use phases::{Phases, Stages};

/// How [`check_store_outage`] takes a store down and brings it back: by a signal to its process, by a setting that makes it
/// refuse, by a firewall.
///
/// See [`check_store_outage`] for an example.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot take a store away",
    label = "not an outage",
    note = "write `impl oxy::testing::StoreOutage for {Self} {{ .. }}`"
)]
pub trait StoreOutage: Send + 'static {
    /// Takes the store down; returns when it is down.
    fn begin(&mut self) -> impl Future<Output = ()> + Send;

    /// Brings it back; returns when a new connection would be served.
    fn end(&mut self) -> impl Future<Output = ()> + Send;

    /// Whether sessions can be loaded and listed meanwhile, as where only writing is refused. Default: no.
    fn reads_work(&self) -> bool {
        false
    }

    /// Whether what was acknowledged before is there after it, as it is unless the store keeps sessions in memory only and
    /// its process ends. Default: yes.
    fn keeps_data(&self) -> bool {
        true
    }
}

/// A rule that goes through an outage.
struct Rule {
    name: &'static str,
    run: fn(Bench, Phases) -> Running,
}

/// A group of rules: the name of each, and its function.
macro_rules! rules {
    ($($name:literal => $rule:ident,)*) => {
        &[$($crate::testing::check_store::outage::Rule {
            name: $name,
            run: |bench, phases| Box::pin($rule(bench, phases)),
        }),*]
    };
}
use rules;

const RULES: &[&[Rule]] = &[down::RULES, busy::RULES];

/// What a store that is back does as before.
const AFTER: &[&[Case]] = &[
    load::CASES,
    create::CASES,
    touch::CASES,
    update::CASES,
    delete::CASES,
    rotate::CASES,
    users::CASES,
    race::CASES,
];

/// How long a rule may take from before the outage until after it.
const DEADLINE: Duration = Duration::from_secs(300);

/// Checks what a store does while it is down, and that it has lost nothing when it is back.
///
/// That it is down is an error, and nothing else: an answer such as `Unknown` would log users out. No step waits for longer
/// than 10 seconds, so that requests can be refused; give the store shorter limits if yours are to be answered sooner.
///
/// The store must be one that [`check_store`](crate::testing::check_store) finds nothing wrong with. Call it on a runtime
/// with [`tokio`]'s time enabled; `outage` may block its thread.
///
/// ```no_run
/// use oxy::session::SessionStore;
/// use oxy::testing::{StoreOutage, check_store_outage};
/// use std::process::Command;
///
/// /// Stops the process of a server, and lets it go on.
/// struct Stopped {
///     process: String,
/// }
///
/// impl Stopped {
///     fn signal(&self, signal: &str) {
///         let sent = Command::new("kill").args([signal, &self.process]).status();
///         assert!(sent.unwrap().success());
///     }
/// }
///
/// impl StoreOutage for Stopped {
///     async fn begin(&mut self) {
///         self.signal("-STOP");
///     }
///
///     async fn end(&mut self) {
///         self.signal("-CONT");
///     }
/// }
///
/// /// For a test on a runtime of several threads.
/// async fn a_server_is_stopped(store: impl SessionStore, process: String) {
///     check_store_outage(store, Stopped { process }).await.unwrap();
/// }
/// ```
///
/// # Rules
///
/// | rules | what is checked |
/// |---|---|
/// | `outage/load`, `outage/by_user` | an error within 10 seconds, never an empty answer; or the right one, if [`reads_work`](StoreOutage::reads_work) |
/// | `outage/create`, `outage/update_if`, `outage/touch`, `outage/rotate`, `outage/delete`, `outage/delete_by_user` | an error within 10 seconds; the step is done wholly or not at all. Where [`reads_work`](StoreOutage::reads_work), it may be done and say so |
/// | `outage/sweep` | an answer within 10 seconds |
/// | `outage/watch` | a watch does not end because the store is down, and ends with its session afterwards |
/// | `outage/back` | the first success comes within 10 seconds after the end |
/// | `outage/keeps-creates`, `outage/keeps-updates`, `outage/keeps-deletes` | what was acknowledged until the store was down is there afterwards, if [`keeps_data`](StoreOutage::keeps_data); what was not is there wholly or not at all |
/// | those of [`check_store`](crate::testing::check_store) but `expiry`, `cap`, `sweep`, `cancel`, `watch` | the store that is back keeps them |
///
/// # Errors
/// The rules that the store breaks, each with what was done, what should have come of it, and what came of it.
pub async fn check_store_outage<S, O>(store: S, mut outage: O) -> Result<(), Violations>
where
    S: SessionStore,
    O: StoreOutage,
{
    let store: Arc<dyn ErasedStore> = Arc::new(store);
    let bench = move || Bench::new(Arc::clone(&store));
    suite::run(bench.clone(), &[OPEN]).await.or_none()?;
    let (mut stages, phases) = Stages::new(outage.reads_work(), outage.keeps_data());
    let mut running = JoinSet::new();
    let rules: Vec<&Rule> = RULES.iter().flat_map(|group| *group).collect();
    let checked = rules.len();
    for (index, rule) in rules.into_iter().enumerate() {
        let (bench, phases) = (bench(), phases.clone());
        running.spawn(async move {
            let ended = (rule.run)(bench.clone(), phases);
            (index, judge(rule.name, &bench, ended, DEADLINE).await)
        });
    }
    drop(phases);
    stages.prepared().await;
    outage.begin().await;
    stages.is_down().await;
    outage.end().await;
    stages.is_up();
    let mut violations = gathered(running, checked).await;
    let after = suite::run(bench, AFTER).await;
    violations.found.extend(after.found);
    violations.checked += after.checked + OPEN.len();
    violations.or_none()
}
