//! The steps on stored sessions: each within its deadline, counted, and with the error that a client sees.

use std::collections::HashSet;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::clock::Clock;
use crate::deadline::within;
use crate::error::Error;
use crate::request::Request;
use crate::session::carry::{Rotation, create_or_undo, finish, rotate_or_undo};
use crate::session::erased::ErasedStore;
use crate::session::event::{Events, SessionEvent};
use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::lifetime::Lifetime;
use crate::session::login_page::LoginPage;
use crate::session::opening::Opening;
use crate::session::record::{Listed, Record, Timestamp};
use crate::session::store::{Created, Loaded, StoreError, Terms, Updated};
use http::header::{HeaderValue, RETRY_AFTER};
use http::{StatusCode, header};
use tokio::sync::Semaphore;

/// The most sessions that a list has.
const LISTED: usize = 100;
/// How many rows one step of a sweep looks at.
const SWEPT: usize = 1_000;
/// How long such a step may take. No request waits for it, and a store that lets requests go before it is a good one.
const SWEEP: Duration = Duration::from_secs(60);

/// How long an answer waits until a step that nobody profits from has been taken back.
const TAKING_BACK: Duration = Duration::from_millis(50);

/// What the application chose for its sessions.
pub(super) struct Rules {
    pub(super) lifetime: Lifetime,
    pub(super) cap: Option<u32>,
    pub(super) deadline: Duration,
    pub(super) login_page: Option<LoginPage>,
    /// Whether the port is opened before the store is ready.
    pub(super) start_without_store: bool,
}

/// One kind of sessions of a launched application.
pub(crate) struct Core {
    pub(super) store: Arc<dyn ErasedStore>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) rules: Arc<Rules>,
    pub(super) events: Arc<Events>,
    /// The cookie's name, with its prefix.
    pub(super) cookie: Arc<str>,
    /// The cookie's name without it: what tells these sessions from others in one store.
    pub(super) kind: Arc<str>,
    /// Whether there is no store: each session lives in its cookie.
    pub(super) in_cookie: bool,
    pub(super) opening: Opening,
    /// Sessions whose idle clock is being moved, so that parallel requests do not all do it.
    pub(super) touching: Mutex<HashSet<SessionKey>>,
    /// For new sessions that are taken back later.
    pub(super) late: Arc<Semaphore>,
}

impl Core {
    /// The same sessions over another store.
    pub(super) fn over(&self, store: Arc<dyn ErasedStore>) -> Self {
        Self {
            store,
            clock: Arc::clone(&self.clock),
            rules: Arc::clone(&self.rules),
            events: Arc::clone(&self.events),
            cookie: Arc::clone(&self.cookie),
            kind: Arc::clone(&self.kind),
            in_cookie: self.in_cookie,
            opening: self.opening.clone(),
            touching: Mutex::default(),
            late: Arc::clone(&self.late),
        }
    }

    /// Whether these are the same sessions, be it over another store.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.events, &other.events)
    }

    /// What concerns other sessions than that of a request needs a store.
    fn needs_store(&self) -> Result<(), Error> {
        if self.in_cookie {
            return Err(Error::internal(
                "sessions that live in their cookies cannot be listed, nor ended by another request: they need a store",
            ));
        }
        Ok(())
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now().into()
    }

    /// Where a stranger who makes this request is sent.
    pub(crate) fn login_redirect(&self, request: &Request) -> Option<Error> {
        self.rules.login_page.as_ref()?.redirect(request)
    }

    /// A user of these sessions.
    pub(super) fn user(&self, name: &str) -> UserTag {
        UserTag::new(&self.kind, name)
    }

    /// The live session of a key and a secret. Its idle clock is moved unless that was done within the window.
    pub(super) async fn load(
        &self,
        key: &SessionKey,
        secret: &SecretHash,
        now: Timestamp,
    ) -> Result<Option<Arc<Record>>, Error> {
        let reason = match self.step(self.store.load(key, now)).await? {
            Loaded::Live(mut record) if record.secret == *secret => {
                if Self::is_due(&record, now) {
                    // In a box, since this is rare: all requests would have room for it.
                    Box::pin(self.touch(&mut record, now)).await;
                }
                return Ok(Some(Arc::new(record)));
            }
            Loaded::Live(_) | Loaded::Unknown => SessionEvent::Unknown,
            Loaded::Idle => SessionEvent::Idle,
            Loaded::Absolute => SessionEvent::Absolute,
        };
        self.events.tell(reason);
        Ok(None)
    }

    /// The live session of a key, for a request that was in it before.
    pub(super) async fn reload(&self, key: &SessionKey) -> Result<Option<Record>, Error> {
        let loaded = self.step(self.store.load(key, self.now())).await?;
        Ok(loaded.live())
    }

    /// Stores a new session; `false` when its key is taken.
    pub(super) async fn create(
        &self,
        record: &Arc<Record>,
        replaces: Option<SessionKey>,
    ) -> Result<bool, Error> {
        let now = self.now();
        let (same, other) = match replaces {
            Some(old) if old.tag() == record.key.tag() => (Some(old), None),
            other => (None, other),
        };
        let mut replaced = false;
        // Keys of two tags may lie on two machines: then the old session goes first, so that it never outlives the step.
        if let Some(old) = other {
            replaced = self.step(self.store.delete(&old, None, now)).await?;
        }
        let terms = Terms {
            replaces: same,
            cap: self.rules.cap.filter(|_| record.user.is_some()),
            now,
        };
        let (store, late) = (Arc::clone(&self.store), Arc::clone(&self.late));
        let created = create_or_undo(store, Arc::clone(record), terms, late);
        let created = self.step(created).await;
        if replaced && created.is_err() {
            self.events.tell(SessionEvent::Ended);
        }
        match created? {
            Created::Exists => Ok(false),
            Created::Created {
                replaced: same,
                capped,
            } => {
                replaced |= same;
                self.events.tell(if replaced {
                    SessionEvent::Renewed
                } else {
                    SessionEvent::Begun
                });
                self.events.tell_times(SessionEvent::Revoked, capped);
                Ok(true)
            }
        }
    }

    pub(super) async fn update_if(&self, record: &Record, data: &[u8]) -> Result<Updated, Error> {
        let (key, version, now) = (&record.key, record.version, self.now());
        self.step(self.store.update_if(key, version, data, now))
            .await
    }

    pub(super) async fn rotate(&self, record: &Record, to: &SecretHash) -> Result<bool, Error> {
        let rotation = Rotation {
            key: record.key,
            from: record.secret,
            to: *to,
            now: self.now(),
        };
        let (rotated, undone) = rotate_or_undo(Arc::clone(&self.store), rotation);
        match self.step(rotated).await {
            Ok(false) => Ok(false),
            Ok(true) => {
                self.events.tell(SessionEvent::Renewed);
                Ok(true)
            }
            Err(error) => {
                // Whoever asks again at once shall find the id that it has.
                let _ = tokio::time::timeout(TAKING_BACK, undone).await;
                Err(error)
            }
        }
    }

    /// Deletes a session, for the reason that is counted if there was one.
    pub(super) async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        reason: SessionEvent,
    ) -> Result<bool, Error> {
        let (store, events) = (Arc::clone(&self.store), Arc::clone(&self.events));
        let (key, now) = (*key, self.now());
        let deleted = async move {
            let deleted = store.delete(&key, version, now).await?;
            if deleted {
                events.tell(reason);
            }
            Ok(deleted)
        };
        self.step(finish(deleted)).await
    }

    pub(super) async fn by_user(&self, user: &UserTag) -> Result<Vec<Listed>, Error> {
        self.needs_store()?;
        let listed = self.store.by_user(user, LISTED, self.now());
        self.step(listed).await
    }

    /// Ends one of a user's sessions.
    pub(super) async fn end_one(&self, user: &str, reference: &str) -> Result<bool, Error> {
        self.needs_store()?;
        let Some(key) = SessionKey::referred(&self.user(user), reference) else {
            return Ok(false);
        };
        // Two users may share a tag.
        match self.reload(&key).await? {
            Some(record) if record.user.as_deref() == Some(user) => {
                self.delete(&key, None, SessionEvent::Revoked).await
            }
            _ => Ok(false),
        }
    }

    pub(super) async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
    ) -> Result<u64, Error> {
        self.needs_store()?;
        let (store, events) = (Arc::clone(&self.store), Arc::clone(&self.events));
        let (user, except, now) = (user.clone(), except.copied(), self.now());
        let deleted = async move {
            let deleted = store.delete_by_user(&user, except.as_ref(), now).await?;
            events.tell_times(SessionEvent::Revoked, deleted);
            Ok(deleted)
        };
        self.step(finish(deleted)).await
    }

    /// Removes what has ended, in steps between which others get their turn; the number of rows.
    pub(super) async fn sweep(&self) -> Result<usize, Error> {
        let mut removed = 0;
        loop {
            let begin = tokio::time::Instant::now();
            let step = self.store.sweep(self.now(), SWEPT);
            let step = self.step_within(SWEEP, step).await?;
            removed += step;
            if step < SWEPT {
                return Ok(removed);
            }
            // As long as that held requests up, they have the store for themselves.
            tokio::time::sleep(begin.elapsed()).await;
        }
    }

    /// Waits for the store, as long as a request may.
    pub(super) async fn step<T>(
        &self,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, Error> {
        self.step_within(self.rules.deadline, call).await
    }

    async fn step_within<T>(
        &self,
        deadline: Duration,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, Error> {
        let ready = pin!(async {
            if !self.opening.is_ready() {
                Box::pin(self.opening.ready()).await?;
            }
            call.await
        });
        let error = match within(deadline, ready).await {
            Some(Ok(value)) => return Ok(value),
            Some(Err(error)) => error,
            None => StoreError::new(format!(
                "the session store did not answer within {deadline:?}"
            )),
        };
        self.events.tell(SessionEvent::StoreError);
        Err(unavailable(error))
    }
}

/// 503: whether there is a session is not known, so neither a 401 nor a cookie's removal would be right.
fn unavailable(cause: StoreError) -> Error {
    Error::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "sessions are not available at the moment; please try again",
    )
    .with_header(RETRY_AFTER, HeaderValue::from_static("2"))
    .with_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
    .with_source(cause)
}
