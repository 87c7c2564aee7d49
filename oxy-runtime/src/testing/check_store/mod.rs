//! Whether a store of sessions keeps what its trait promises.
//!
//! - [`suite`]: runs the cases; [`violations`]: what they found
//! - [`bench`]: what a case works with; [`calls`]: the store's methods; [`expect`], [`whole`]: what cases ask for
//!   again and again
//! - [`shared`]: two handles to one store; [`outage`]: a store that is down for a while
//! - all others: the rules, one file a group

mod bench;
mod calls;
mod cancel;
mod cap;
mod create;
mod delete;
mod expect;
mod expiry;
mod load;
mod outage;

mod race;
mod race_ends;
mod rotate;
mod shared;
mod suite;
mod sweep;
mod touch;
mod update;
mod users;
mod violations;
mod watch;
mod whole;

use std::sync::Arc;

use crate::session::{ErasedStore, SessionStore};

use bench::{Bench, Outcome};
pub use outage::{StoreOutage, check_store_outage};
pub use shared::check_shared_store;
use suite::{Case, cases};
pub use violations::{Violation, Violations};

/// The one rule without which the others make no sense.
const OPEN: &[Case] = cases! { "open/ready" => open, };

const GROUPS: &[&[Case]] = &[
    load::CASES,
    create::CASES,
    cap::CASES,
    expiry::CASES,
    touch::CASES,
    update::CASES,
    delete::CASES,
    rotate::CASES,
    users::CASES,
    sweep::CASES,
    race::CASES,
    race_ends::CASES,
    cancel::CASES,
    watch::CASES,
];

async fn open(bench: Bench) -> Outcome {
    bench.open().await
}

/// Checks that a store of sessions keeps every rule of [`SessionStore`](crate::session::SessionStore).
///
/// All rules are checked, also after one is broken. Errors, panics, and steps without an answer for 10 seconds are
/// violations, too. The store need not be empty, and others may use it at the same time: users and keys are random. The
/// time that is passed is the real one, and up to an hour or two more or less.
///
/// Call it in a test on a runtime of several threads, where the races are real ones; [`tokio`]'s time must be enabled. A
/// store that blocks its thread for good cannot be reported.
///
/// ```
/// use oxy::session::MemoryStore;
/// use oxy::testing::check_store;
///
/// #[tokio::main]
/// async fn main() {
///     // In a test: `#[tokio::test(flavor = "multi_thread")]`
///     check_store(MemoryStore::new()).await.unwrap();
/// }
/// ```
///
/// # Rules
///
/// | group | what is checked |
/// |---|---|
/// | `open/..` | the store opens, also again |
/// | `load/..` | each field comes back as it was: any text without control characters, any bytes, any time |
/// | `create/..` | under a new key only; `replaces` and `cap` are part of the step, or nothing is done |
/// | `cap/..` | the user's oldest live sessions go, never the new one or somebody else's |
/// | `expiry/..` | live up to the last millisecond before the end, and absent from then on, in every method |
/// | `touch/..` | moves `seen` if it is as expected, never makes a session, never changes data |
/// | `update_if/..` | changes the version that is given, never makes a session |
/// | `delete/..` | is final |
/// | `rotate/..` | replaces the secret if it is as expected, never makes a session, never changes anything else |
/// | `by_user/..`, `delete_by_user/..` | all sessions of one user, in order, and no others; of too many the newest |
/// | `sweep/..` | removes ended sessions only, at most `limit` |
/// | `race/..` | no lost update, no second winner, no session that comes back or gets away |
/// | `cancel/..` | a dropped future has done its whole step or nothing |
/// | `watch/..` | wakes within 5 seconds of the end, not before, and not for a new secret |
///
/// What several processes do to one store is checked by [`check_shared_store`](crate::testing::check_shared_store), and what
/// a store does while its server is down by [`check_store_outage`](crate::testing::check_store_outage).
///
/// # Errors
/// The rules that the store breaks, each with what was done, what should have come of it, and what came of it.
pub async fn check_store<S: SessionStore>(store: S) -> Result<(), Violations> {
    let store: Arc<dyn ErasedStore> = Arc::new(store);
    check(move || Bench::new(Arc::clone(&store)), GROUPS).await
}

/// Checks the groups if the store opens.
async fn check(
    bench: impl Fn() -> Bench + Clone + Send + Sync + 'static,
    groups: &[&'static [Case]],
) -> Result<(), Violations> {
    let mut violations = suite::run(bench.clone(), &[OPEN]).await;
    if violations.found.is_empty() {
        violations = suite::run(bench, groups).await;
        violations.checked += OPEN.len();
    }
    violations.or_none()
}
