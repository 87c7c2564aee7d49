//! Two handles to one store keep the rules together.
//!
//! - [`either`]: both as one store, for the rules of every store
//! - [`seen`]: what one does, the other sees; [`race`], [`race_ends`]: both at once

mod either;
mod race;
mod race_ends;
mod seen;

use std::sync::Arc;

use crate::session::{ErasedStore, SessionStore};
use crate::testing::check_store::bench::Bench;
use crate::testing::check_store::suite::Case;
use crate::testing::check_store::violations::Violations;
use crate::testing::check_store::{GROUPS, check};

use either::Either;

const SHARED: &[&[Case]] = &[seen::CASES, race::CASES, race_ends::CASES];

/// Checks that two handles to one store keep every rule of [`SessionStore`](crate::session::SessionStore) together, as two
/// processes do that share it: a store that caches what it has read, or that locks in its own process only, does not.
///
/// The handles should have as little in common as those of two processes: each its own connections. After the rules of
/// [`check_store`](crate::testing::check_store), with steps that go now to one handle and now to the other, come those in
/// which each has a part of its own. All else is as there.
///
/// ```
/// use oxy::session::MemoryStore;
/// use oxy::testing::check_shared_store;
/// use std::sync::Arc;
///
/// #[tokio::main]
/// async fn main() {
///     // In a test: `#[tokio::test(flavor = "multi_thread")]`, and two stores of one address.
///     let store = Arc::new(MemoryStore::new());
///     check_shared_store(Arc::clone(&store), store).await.unwrap();
/// }
/// ```
///
/// # Rules
///
/// | group | what is checked |
/// |---|---|
/// | those of [`check_store`](crate::testing::check_store) | the same, whichever handle a step goes to |
/// | `shared/..` | what one handle has done, the other goes by at once; who watches on one learns of an end by the other |
/// | `shared-race/..` | no lost update, no second winner, no session that comes back or gets away, with tasks on both |
///
/// # Errors
/// The rules that the store breaks, each with what was done by which handle, what should have come of it, and what came
/// of it.
pub async fn check_shared_store<A, B>(first: A, second: B) -> Result<(), Violations>
where
    A: SessionStore,
    B: SessionStore,
{
    let (first, second): (Arc<dyn ErasedStore>, Arc<dyn ErasedStore>) =
        (Arc::new(first), Arc::new(second));
    let either: Arc<dyn ErasedStore> =
        Arc::new(Either::of(Arc::clone(&first), Arc::clone(&second)));
    let mixed = check(move || Bench::new(Arc::clone(&either)), GROUPS).await;
    let bench = move || Bench::of_two(Arc::clone(&first), Arc::clone(&second));
    let apart = check(bench, SHARED).await;
    match (mixed, apart) {
        (Err(mut mixed), Err(apart)) => {
            mixed.found.extend(apart.found);
            mixed.checked += apart.checked;
            Err(mixed)
        }
        (mixed, apart) => mixed.and(apart),
    }
}
