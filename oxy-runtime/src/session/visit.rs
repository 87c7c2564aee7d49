//! The session of one request: found once, and answered with a cookie.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cookie::{Cookie, CookieChange};
use crate::error::Error;
use crate::exchange::Exchange;
use crate::session::core::Core;
use crate::session::erased::ErasedStore;
use crate::session::event::SessionEvent;
use crate::session::id::{SecretHash, SessionId, SessionKey};
use crate::session::in_cookie::{Slot, session_cookie};
use crate::session::record::{Record, Timestamp};

pub(crate) struct Visit {
    pub(super) core: Arc<Core>,
    /// Held by each step on the request's sessions, so that those which a handler joins come one after another.
    pub(super) turn: tokio::sync::Mutex<()>,
    /// The session itself, where it lives in the cookie.
    pub(super) slot: Option<Arc<Slot>>,
    state: Mutex<State>,
}

pub(super) struct State {
    /// The session that the request is in.
    pub(super) current: Option<(SessionKey, SecretHash)>,
    /// What the store had for it, once it was asked, and when that was.
    pub(super) found: Option<(Option<Arc<Record>>, Timestamp)>,
    /// Whether a cookie of the session's name came at all.
    pub(super) presented: bool,
    /// The sessions of two cookies that differ: the request is in none of them, but a log-out ends them.
    pub(super) disputed: Vec<SessionKey>,
    /// The cookie that came, to be sent again if its session is live, because an old key had sealed it.
    pub(super) stale: Option<Cookie>,
    /// Whether the cookie outlives the browser.
    pub(super) persistent: bool,
    pub(super) outgoing: Option<CookieChange>,
    /// What began with this request.
    pub(super) made: Vec<Made>,
    /// Whether the response has left, so that no cookie can be sent any more.
    pub(super) answered: bool,
}

/// A session that a request has begun, or given a new id.
pub(super) struct Made {
    pub(super) key: SessionKey,
    /// Whether the handler does not know that it began: then it goes in any case.
    pub(super) unfinished: bool,
}

impl Visit {
    /// The visit of this request, begun with its cookie at the first call.
    pub(crate) fn of(core: &Arc<Core>, exchange: &Exchange) -> Arc<Self> {
        exchange.companion(
            |visit: &Self| visit.core.is(core),
            || Self::begin_with_cookie(core, exchange),
        )
    }

    fn begin_with_cookie(core: &Arc<Core>, exchange: &Exchange) -> Self {
        let name = &core.cookie;
        let opened = exchange.open_once(name);
        let presented = opened.is_some() || exchange.values(name).next().is_some();
        let sealed = opened.as_ref().map(|opened| &opened.sealed);
        let slot = core
            .in_cookie
            .then(|| Arc::new(Slot::new(sealed, name, &exchange.setup)));
        let id = || SessionId::parse(&sealed?.value).map(|id| (id.key(), id.secret_hash()));
        let current = slot.as_ref().map_or_else(id, |slot| slot.current());
        let mut disputed = Vec::new();
        if presented && current.is_none() {
            core.events.tell(SessionEvent::BadSeal);
            let opened = exchange.open_each(name);
            let ids = opened.filter_map(|sealed| SessionId::parse(&sealed.value));
            disputed.extend(ids.map(|id| id.key()));
        }
        let persistent = sealed.is_some_and(|sealed| sealed.persistent);
        let stale = opened
            .as_ref()
            .filter(|opened| opened.is_stale)
            .map(|opened| opened.sealed.to_cookie(name, exchange.setup.now()));
        if let Some(opened) = opened {
            exchange.remember(opened);
        }
        let core = match &slot {
            Some(slot) => Arc::new(core.over(Arc::clone(slot) as Arc<dyn ErasedStore>)),
            None => Arc::clone(core),
        };
        Self {
            core,
            turn: tokio::sync::Mutex::default(),
            slot,
            state: Mutex::new(State {
                current,
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

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
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
    pub(crate) async fn current(&self) -> Result<Option<Arc<Record>>, Error> {
        let (key, secret) = {
            let state = self.state();
            match (&state.found, state.current) {
                (Some((found, _)), _) => return Ok(found.clone()),
                (None, None) => return Ok(None),
                (None, Some(current)) => current,
            }
        };
        let now = self.core.now();
        let found = self.core.load(&key, &secret, now).await?;
        let mut state = self.state();
        if state.current == Some((key, secret)) {
            state.found = Some((found.clone(), now));
        }
        Ok(found)
    }

    /// Notes what a session has become by a step of this request, if the request is in it.
    pub(super) fn know(&self, key: SessionKey, record: Option<&Arc<Record>>) {
        let mut state = self.state();
        let Some((current, secret)) = state.current else {
            return;
        };
        if current == key {
            let at = state.found.as_ref().map_or(Timestamp(0), |(_, at)| *at);
            let record = record.map(|record| with_secret(record, secret));
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
        record: &Arc<Record>,
        persistent: bool,
    ) -> Result<(), Error> {
        let now = self.core.now();
        let cookie = session_cookie(
            &self.core.cookie,
            id.text().as_str(),
            record,
            persistent,
            now,
        );
        {
            let mut state = self.state();
            if !state.answered {
                state.outgoing = Some(CookieChange::Set(cookie));
                state.current = Some((record.key, record.secret));
                state.found = Some((Some(Arc::clone(record)), now));
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
        state.outgoing = state.removal(&self.core.cookie);
    }

    pub(super) fn lives_in_cookie(&self) -> bool {
        self.slot.is_some()
    }

    /// Whether the session can become what `record` says, where its cookie is all that keeps it.
    pub(super) fn check_cookie(&self, record: &Record, persistent: bool) -> Result<(), Error> {
        let Some(slot) = &self.slot else {
            return Ok(());
        };
        self.refuse_after_response()?;
        slot.check_size(record, persistent, self.core.now())
    }

    /// Whether no cookie can be sent any more.
    pub(super) fn refuse_after_response(&self) -> Result<(), Error> {
        let answered = self.state().answered;
        if answered { Err(too_late()) } else { Ok(()) }
    }
}

/// A record as one knows it who has come with this secret.
fn with_secret(record: &Arc<Record>, secret: SecretHash) -> Arc<Record> {
    let mut record = Arc::clone(record);
    if record.secret != secret {
        Arc::make_mut(&mut record).secret = secret;
    }
    record
}

/// A new id would be of no use to anyone.
fn too_late() -> Error {
    Error::internal(
        "a session cannot begin, or get a new id or cookie, after the response has left",
    )
}
