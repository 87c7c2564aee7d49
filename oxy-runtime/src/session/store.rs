//! What every store of sessions does.

use std::fmt;
use std::sync::Arc;

use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::record::{Listed, Record, Timestamp};

/// Keeps sessions.
///
/// Every method is one atomic step on the sessions of one [tag](SessionKey::tag): a script, a transaction, a lock. A session
/// that is not live at `now` counts as absent everywhere, whether or not its row is still there. What returns `Ok` is
/// durable as far as the store promises anything. A future that is dropped has done its step or not, never half of it; a
/// database may do it after its client is gone.
///
/// A session is a user's if its key has the user's tag and its record has the user's name. The tag is only a place: two
/// users may share one, and so may two sessions without a user, which are nobody's. The name alone says nothing: users of
/// another kind of sessions have other tags.
///
/// [`testing::check_store`](crate::testing::check_store) says whether a store keeps all of that.
///
/// ```
/// use oxy::session::{MemoryStore, SessionStore, UserTag, Timestamp};
///
/// # #[tokio::main]
/// # async fn main() {
/// let store = MemoryStore::new();
/// let ann = UserTag::new("session_id", "ann");
/// assert!(store.by_user(&ann, 10, Timestamp(0)).await.unwrap().is_empty());
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a store of sessions",
    label = "not a store",
    note = "`Sessions::from_url(address)` takes the address of a store; `MemoryStore`, `SqliteStore`, `PostgresStore` and `RedisStore` \
            are in `oxy::session`",
    note = "a store of your own implements `oxy::session::SessionStore`"
)]
pub trait SessionStore: Send + Sync + 'static {
    /// Makes the store ready before the port is bound: connects, creates tables. There may be nothing to do.
    ///
    /// It may be called more than once, and by several processes at once, also when there are sessions already.
    fn open(&self) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { Ok(()) }
    }

    /// Adds a session under a key that no session has, live or not.
    ///
    /// In the same step `terms.replaces` is deleted, and after it the user's oldest sessions, by `created`, beyond
    /// `terms.cap`, never the new one. What was replaced is not counted in `capped`. The cap does nothing for a session
    /// without a user. Nothing is deleted where the key exists.
    ///
    /// Under the key of a session that has ended and whose row is still there, the answer may be `Exists`; or the session is
    /// wholly the new one.
    fn create(
        &self,
        record: &Record,
        terms: &Terms,
    ) -> impl Future<Output = Result<Created, StoreError>> + Send;

    /// The session of this key; `Unknown` as soon as a step that deleted it has returned.
    fn load(
        &self,
        key: &SessionKey,
        now: Timestamp,
    ) -> impl Future<Output = Result<Loaded, StoreError>> + Send;

    /// Replaces the data if the session is there in this version, adds one to the version, and sets `seen` to `now`
    /// unless it is later.
    ///
    /// It never creates a session: a logged-out one must not come back.
    fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> impl Future<Output = Result<Updated, StoreError>> + Send;

    /// Sets `seen` to `now` if the session is there and was last seen at `seen`; says whether it did.
    fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Replaces the secret of a session, if it is there and has the secret `from`; says whether it did.
    ///
    /// Nothing else changes: not the version, and not `seen`. Of several that begin from one secret, one is told `true`.
    fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes a session, only in this version if one is given; says whether a live one was deleted.
    ///
    /// It is final: no step that was under way brings the session back.
    fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The live sessions of a user, the oldest first by `created`; of more than `limit`, those that began last. The order of
    /// those that began in the same millisecond is open.
    fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Listed>, StoreError>> + Send;

    /// Deletes the sessions of a user but `except`; the number of live ones.
    fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Removes at most `limit` rows of sessions that have ended, and gives their number: fewer than `limit` when no more are
    /// left. Other calls are not held up for long. A store whose rows vanish by themselves has nothing to do.
    fn sweep(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// Waits until the session is deleted; returns at once where there is none. Its expiry is watched by the caller, and a
    /// new secret is not its end.
    ///
    /// It returns never early, and at most a few seconds late: a store may look at intervals.
    fn watch_ended(&self, key: &SessionKey) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// On what terms a session is created.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms {
    /// A session of the same tag that ends when the new one begins. It need not be there.
    pub replaces: Option<SessionKey>,
    /// How many live sessions the user may have, the new one included; at least 1.
    pub cap: Option<u32>,
    /// The time.
    pub now: Timestamp,
}

/// What came of [`SessionStore::create`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// It is stored.
    Created {
        /// Whether `terms.replaces` was live and is deleted.
        replaced: bool,
        /// How many of the user's oldest live sessions were deleted, without the replaced one.
        capped: u64,
    },
    /// A session has that key already, or had it until it ended; nothing was changed.
    Exists,
}

/// What [`SessionStore::load`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loaded {
    /// A live session.
    Live(Record),
    /// One that ended because no request came for too long.
    Idle,
    /// One that ended because it had lasted as long as it may.
    Absolute,
    /// None: it never was, was deleted, or ended so long ago that nothing is left of it.
    Unknown,
}

impl Loaded {
    /// What a row that was found is at `now`.
    #[must_use]
    pub fn of(record: Record, now: Timestamp) -> Self {
        if now >= record.absolute_end {
            Self::Absolute
        } else if record.is_live(now) {
            Self::Live(record)
        } else {
            Self::Idle
        }
    }

    /// The live session.
    #[must_use]
    pub fn live(self) -> Option<Record> {
        match self {
            Self::Live(record) => Some(record),
            Self::Idle | Self::Absolute | Self::Unknown => None,
        }
    }
}

/// What came of [`SessionStore::update_if`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updated {
    /// The data is replaced; the version is one more.
    Updated,
    /// The session is there in another version.
    Conflict,
    /// There is no live session of that key.
    Gone,
}

/// A store cannot do what it was asked: it is down, full, or refuses.
///
/// Its text goes to the log; it must not contain keys or data.
///
/// ```
/// use oxy::session::StoreError;
///
/// let error = StoreError::new("the connection was refused");
/// assert_eq!(error.to_string(), "the connection was refused");
/// ```
#[derive(Debug)]
pub struct StoreError {
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// An error with what went wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// One store that several applications share.
impl<S: SessionStore> SessionStore for Arc<S> {
    async fn open(&self) -> Result<(), StoreError> {
        (**self).open().await
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        (**self).create(record, terms).await
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        (**self).load(key, now).await
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        (**self).update_if(key, version, data, now).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        (**self).touch(key, seen, now).await
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        (**self).rotate(key, from, to, now).await
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        (**self).delete(key, version, now).await
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        (**self).by_user(user, limit, now).await
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        (**self).delete_by_user(user, except, now).await
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        (**self).sweep(now, limit).await
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        (**self).watch_ended(key).await
    }
}
