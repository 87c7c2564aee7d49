//! The session of one request: found once, and answered with a cookie.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::cookie::{Cookie, CookieChange};
use crate::error::Error;
use crate::exchange::{BoxFuture, Companion, Exchange};
use crate::session::core::Core;
use crate::session::event::SessionEvent;
use crate::session::id::{SecretHash, SessionId, SessionKey};
use crate::session::record::{Record, Timestamp};

pub(crate) struct Visit {
    pub(super) core: Arc<Core>,
    /// Held by each step on the request's sessions, so that those which a handler joins come one after another.
    pub(super) turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

struct State {
    /// The session that the request is in.
    current: Option<(SessionKey, SecretHash)>,
    /// What the store had for it, once it was asked, and when its secret was compared.
    found: Option<(Option<Record>, Timestamp)>,
    /// Whether a cookie of the session's name came at all.
    presented: bool,
    /// The sessions of two cookies that differ: the request is in none of them, but a log-out ends them.
    disputed: Vec<SessionKey>,
    /// The cookie that came, to be sent again if its session is live, because an old key had sealed it.
    stale: Option<Cookie>,
    /// Whether the cookie outlives the browser.
    persistent: bool,
    outgoing: Option<CookieChange>,
    /// What began with this request.
    made: Vec<Made>,
    /// Whether the response has left, so that no cookie can be sent any more.
    answered: bool,
}

/// A session that a request has begun, or given a new id.
struct Made {
    key: SessionKey,
    /// Whether the handler does not know that it began: then it goes in any case.
    unfinished: bool,
}

/// A response after that time may overtake a later log-in, and must not bring an older cookie.
const RESEAL_WITHIN: Duration = Duration::from_secs(1);

impl Visit {
    /// The visit of this request, begun with its cookie at the first call.
    pub(crate) fn of(core: &Arc<Core>, exchange: &Exchange) -> Arc<Self> {
        exchange.companion(
            |visit: &Self| Arc::ptr_eq(&visit.core, core),
            || Self::begin_with_cookie(core, exchange),
        )
    }

    fn begin_with_cookie(core: &Arc<Core>, exchange: &Exchange) -> Self {
        let name = &core.cookie;
        let presented = exchange.values(name).next().is_some();
        let opened = exchange.open_once(name);
        let id = opened
            .as_ref()
            .and_then(|(sealed, _)| SessionId::parse(&sealed.value));
        let mut disputed = Vec::new();
        if presented && id.is_none() {
            core.events.tell(SessionEvent::BadSeal);
            let opened = exchange.open_each(name);
            let ids = opened.filter_map(|sealed| SessionId::parse(&sealed.value));
            disputed.extend(ids.map(|id| id.key()));
        }
        let persistent = opened.as_ref().is_some_and(|(sealed, _)| sealed.persistent);
        let stale = opened
            .filter(|(_, stale)| *stale)
            .map(|(sealed, _)| sealed.to_cookie(name, exchange.setup.now()));
        Self {
            core: Arc::clone(core),
            turn: tokio::sync::Mutex::default(),
            state: Mutex::new(State {
                current: id.map(|id| (id.key(), id.secret_hash())),
                found: None,
                presented,
                disputed,
                stale,
                persistent,
                outgoing: None,
                made: Vec::new(),
                answered: false,
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key of the session that the request is in, as far as its cookie says.
    pub(super) fn key(&self) -> Option<SessionKey> {
        self.state().current.map(|(key, _)| key)
    }

    pub(super) fn is_in(&self, key: &SessionKey) -> bool {
        self.key().as_ref() == Some(key)
    }

    /// The keys of all sessions whose cookies came.
    pub(super) fn keys(&self) -> Vec<SessionKey> {
        let state = self.state();
        let current = state.current.iter().map(|(key, _)| *key);
        current.chain(state.disputed.iter().copied()).collect()
    }

    pub(super) fn is_persistent(&self) -> bool {
        self.state().persistent
    }

    /// The session that the request is in; the store is asked once.
    pub(crate) async fn current(&self) -> Result<Option<Record>, Error> {
        let (key, secret) = {
            let state = self.state();
            match (&state.found, state.current) {
                (Some((found, _)), _) => return Ok(found.clone()),
                (None, None) => return Ok(None),
                (None, Some(current)) => current,
            }
        };
        let found = self.core.load(&key, &secret).await?;
        let now = self.core.now();
        let mut state = self.state();
        if state.current == Some((key, secret)) {
            state.found = Some((found.clone(), now));
        }
        Ok(found)
    }

    /// Notes what a session has become by a step of this request, if the request is in it.
    pub(super) fn know(&self, key: SessionKey, record: Option<&Record>) {
        let mut state = self.state();
        let Some((current, secret)) = state.current else {
            return;
        };
        if current == key {
            let at = state.found.as_ref().map_or(Timestamp(0), |(_, at)| *at);
            let record = record.cloned();
            let record = record.map(|record| Record { secret, ..record });
            state.found = Some((record, at));
        }
    }

    /// After an error the store has to be asked again.
    pub(super) fn forget(&self) {
        self.state().found = None;
    }

    /// Notes a session that is to begin before the store sees it, so that a request that breaks off leaves nothing behind.
    pub(super) fn announce(&self, key: SessionKey) -> Result<(), Error> {
        self.refuse_after_response()?;
        let unfinished = true;
        self.state().made.push(Made { key, unfinished });
        Ok(())
    }

    /// Notes a session that is to get a new id, which nobody has before the step is done; gives what was noted before.
    pub(super) fn announce_renewal(&self, key: SessionKey) -> Result<Option<bool>, Error> {
        self.refuse_after_response()?;
        let mut state = self.state();
        let mut made = state.made.iter_mut();
        if let Some(made) = made.find(|made| made.key == key) {
            return Ok(Some(std::mem::replace(&mut made.unfinished, true)));
        }
        let unfinished = true;
        state.made.push(Made { key, unfinished });
        Ok(None)
    }

    /// Notes again what was noted before a renewal that did not come about.
    pub(super) fn restore(&self, key: SessionKey, before: Option<bool>) {
        let Some(unfinished) = before else {
            return self.retract(key);
        };
        let mut state = self.state();
        let mut made = state.made.iter_mut();
        if let Some(made) = made.find(|made| made.key == key) {
            made.unfinished = unfinished;
        }
    }

    /// Forgets what did not come about.
    pub(super) fn retract(&self, key: SessionKey) {
        self.state().made.retain(|made| made.key != key);
    }

    /// The request goes on in this session, and its response carries the id; if it has left meanwhile, the session ends.
    pub(super) async fn enter(
        &self,
        id: &SessionId,
        record: &Record,
        persistent: bool,
    ) -> Result<(), Error> {
        let now = self.core.now();
        let mut cookie = Cookie::new(&self.core.cookie, id.text().as_str())
            .encrypted()
            .http_only(true);
        cookie = if persistent {
            let left = record.absolute_end.since(now);
            // Rounded up: the moment that has passed since the beginning would cost a second.
            cookie.max_age(Duration::from_secs(left.as_millis().div_ceil(1_000) as u64))
        } else {
            cookie.browser_session()
        };
        {
            let mut state = self.state();
            if !state.answered {
                state.outgoing = Some(CookieChange::Set(cookie));
                state.current = Some((record.key, record.secret));
                state.found = Some((Some(record.clone()), now));
                state.persistent = persistent;
                let mut made = state.made.iter_mut();
                if let Some(made) = made.find(|made| made.key == record.key) {
                    made.unfinished = false;
                }
                return Ok(());
            }
        }
        let ended = self.core.delete(&record.key, None, SessionEvent::Undone);
        ended.await.and(Err(too_late()))
    }

    /// The request is in no session any more, and its response removes the cookie if there was one.
    pub(super) fn leave(&self) {
        let now = self.core.now();
        let mut state = self.state();
        if let Some((key, _)) = state.current.take() {
            state.made.retain(|made| made.key != key);
        }
        state.disputed.clear();
        state.found = Some((None, now));
        state.outgoing = state
            .presented
            .then(|| CookieChange::Remove(Cookie::new(&self.core.cookie, "")));
    }

    /// Whether no cookie can be sent any more.
    pub(super) fn refuse_after_response(&self) -> Result<(), Error> {
        let answered = self.state().answered;
        if answered { Err(too_late()) } else { Ok(()) }
    }
}

/// A new id would be of no use to anyone.
fn too_late() -> Error {
    Error::internal("a session cannot begin, or get a new id, after the response has left")
}

impl Companion for Visit {
    fn cookies(&self, failed: bool) -> Vec<CookieChange> {
        let now = self.core.now();
        let mut state = self.state();
        state.answered = true;
        let reseals =
            matches!(&state.found, Some((Some(_), at)) if now.since(*at) <= RESEAL_WITHIN);
        let change = match state.outgoing.take() {
            Some(CookieChange::Set(_)) if failed => None,
            None if reseals => state.stale.take().map(CookieChange::Set),
            change => change,
        };
        change.into_iter().collect()
    }

    /// Of a response that failed, all that was made; else what was not finished, whose id nobody got.
    fn undo(&self, failed: bool) -> Option<BoxFuture<'static, ()>> {
        let undone: Vec<SessionKey> = {
            let mut state = self.state();
            state.answered = true;
            // What is not undone stays noted: the response may still not be given.
            let undone = state.made.extract_if(.., |made| failed || made.unfinished);
            undone.map(|made| made.key).collect()
        };
        if undone.is_empty() {
            return None;
        }
        let core = Arc::clone(&self.core);
        Some(Box::pin(async move {
            for key in undone {
                if let Err(error) = core.delete(&key, None, SessionEvent::Undone).await {
                    // Nobody has its id: it only waits for its end.
                    tracing::warn!(cause = %error, "a session could not be taken back");
                }
            }
        }))
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}
