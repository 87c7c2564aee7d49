//! What a request's session does to its response: the cookie that leaves with it, and what is taken back.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use crate::cookie::{Cookie, CookieChange};
use crate::exchange::{BoxFuture, Companion};
use crate::session::event::SessionEvent;
use crate::session::id::SessionKey;
use crate::session::in_cookie::Slot;
use crate::session::record::Timestamp;
use crate::session::visit::{State, Visit};

/// A response after that time may overtake a later log-in, and must not bring an older cookie.
const RESEAL_WITHIN: Duration = Duration::from_secs(1);

impl State {
    pub(super) fn removal(&self, name: &str) -> Option<CookieChange> {
        self.presented
            .then(|| CookieChange::Remove(Cookie::new(name, "")))
    }

    /// Whether the session was found just now.
    fn is_fresh(&self, now: Timestamp) -> bool {
        matches!(&self.found, Some((Some(_), at)) if now.since(*at) <= RESEAL_WITHIN)
    }

    /// What becomes of a cookie that has the session in it.
    fn change_of(
        &mut self,
        slot: &Slot,
        failed: bool,
        is_fresh: bool,
        now: Timestamp,
    ) -> Option<CookieChange> {
        let is_stale = is_fresh && self.stale.is_some();
        match self.outgoing.take() {
            // What was to begin did not, and what it took the place of has ended.
            Some(CookieChange::Set(_)) if failed => self.removal(slot.name()),
            None if !slot.is_news(is_fresh) && !is_stale => None,
            Some(CookieChange::Set(_)) | None => {
                let cookie = slot.cookie(self.persistent, now);
                cookie.map(CookieChange::Set)
            }
            removal => removal,
        }
    }
}

impl Companion for Visit {
    fn cookies(&self, failed: bool) -> Vec<CookieChange> {
        let mut state = self.state();
        state.answered = true;
        if let Some(slot) = &self.slot {
            let now = self.core.now();
            let is_fresh = state.is_fresh(now);
            let change = state.change_of(slot, failed, is_fresh, now);
            return change.into_iter().collect();
        }
        let change = match state.outgoing.take() {
            Some(CookieChange::Set(_)) if failed => None,
            None if state.stale.is_some() && state.is_fresh(self.core.now()) => {
                state.stale.take().map(CookieChange::Set)
            }
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
