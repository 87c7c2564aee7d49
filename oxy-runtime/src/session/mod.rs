//! Sessions: an id in a sealed cookie, a row in a store.
//!
//! What most applications need stands at the top of the crate, too: [`Sessions`] as a field of the application,
//! [`Session`] and [`SessionHandle`] as arguments, and the derive of
//! [`SessionData`](macro@crate::SessionData). Here is what a store is made of.

mod address;
mod administer;
mod attach;
mod carry;
mod core;
mod data;
mod departure;
mod ended;
mod erased;
mod event;
mod guard;
mod handle;
mod id;
mod in_cookie;
mod info;
mod lifetime;
mod login_page;
mod memory;
mod misplaced;
mod opening;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "redis"))]
mod poll;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
#[cfg(feature = "redis")]
mod redis;
mod role;
mod sessions;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod steps;
mod storable;
mod store;
mod touch;
mod visit;

pub(crate) use self::core::Core;
#[cfg(feature = "redis")]
pub use self::redis::RedisStore;
pub(crate) use attach::Attached;
pub use attach::{Attachments, Component, Field, PlainField};
pub use data::{HasUser, SessionData, UserKey};
pub(crate) use erased::ErasedStore;
pub use event::{SessionCounts, SessionEvent};
pub use guard::Session;
pub use handle::{Begin, SessionHandle};
pub use id::{SecretHash, SessionKey, UserTag};
pub use info::SessionInfo;
pub use memory::MemoryStore;
#[doc(hidden)]
pub use misplaced::BegunWithoutHandle;
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
pub use record::{Listed, Record, Timestamp};
pub use role::{Anyone, Role};
pub use sessions::Sessions;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
#[doc(hidden)]
pub use storable::Storable;
pub use store::{Created, Loaded, SessionStore, StoreError, Terms, Updated};
pub(crate) use visit::Visit;
