//! What a request and its response share: the cookies that came, and what must go out beside the handler's own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::cookie::{Cookie, SealedCookie, pairs};
use crate::setup::Setup;

/// Made when something first asks for the request's cookies; most requests never have one.
pub(crate) struct Exchange {
    pub(crate) setup: Arc<Setup>,
    first: Option<HeaderValue>,
    more: Vec<HeaderValue>,
    personal: AtomicBool,
    overfull: AtomicBool,
    renewed: Mutex<Vec<Cookie>>,
}

impl Exchange {
    pub(crate) fn new(setup: &Arc<Setup>, headers: &HeaderMap) -> Self {
        let mut lines = headers.get_all(COOKIE).iter().cloned();
        Self {
            setup: Arc::clone(setup),
            first: lines.next(),
            more: lines.collect(),
            personal: AtomicBool::new(false),
            overfull: AtomicBool::new(false),
            renewed: Mutex::new(Vec::new()),
        }
    }

    /// All values of one name, in the order in which they came.
    pub(crate) fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.pairs()
            .filter(move |(found, _)| *found == name.as_bytes())
            .map(|(_, value)| value)
    }

    /// All pairs, in the order in which they came.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let lines = self.first.iter().chain(&self.more);
        let mut pairs = pairs(lines.map(HeaderValue::as_bytes));
        std::iter::from_fn(move || {
            let pair = pairs.next();
            if pair.is_none() && pairs.capped() && !self.overfull.swap(true, Ordering::Relaxed) {
                self.setup.counters.overfull();
                tracing::debug!("a request has more cookies than are read; the rest is ignored");
            }
            pair
        })
    }

    /// The one sealed value of this name that opens; absent when there is none, or when two open to different values.
    pub(crate) fn open(&self, name: &str) -> Option<SealedCookie> {
        // The answer depends on the cookie even where it turns out to be absent.
        self.personal.store(true, Ordering::Relaxed);
        let key = self.setup.key.as_ref()?;
        let now = self.setup.now();
        let mut found: Option<(SealedCookie, bool)> = None;
        for token in self.values(name) {
            match SealedCookie::open(key, name, token, now) {
                Ok((sealed, stale)) => match &found {
                    Some((earlier, _)) if earlier.value != sealed.value => {
                        self.setup.counters.ambiguous();
                        tracing::debug!(
                            cookie = name,
                            "two sealed values of one name differ; read as absent"
                        );
                        return None;
                    }
                    Some(_) => {}
                    None => found = Some((sealed, stale)),
                },
                Err(reason) => {
                    self.setup.counters.unopened();
                    tracing::debug!(
                        cookie = name,
                        reason = reason.as_str(),
                        "a sealed cookie does not open; read as absent"
                    );
                }
            }
        }
        let (sealed, stale) = found?;
        if stale {
            self.renew(sealed.to_cookie(name, now));
        }
        Some(sealed)
    }

    /// The sealed values of this name that open, one per path and domain that they were set with.
    ///
    /// Neither counts nor logs what does not open: the cookie may well be a plain one.
    pub(crate) fn opened(&self, name: &str) -> Vec<SealedCookie> {
        let Some(key) = &self.setup.key else {
            return Vec::new();
        };
        let now = self.setup.now();
        let mut opened: Vec<SealedCookie> = Vec::new();
        for token in self.values(name) {
            if let Ok((sealed, _)) = SealedCookie::open(key, name, token, now)
                && !opened
                    .iter()
                    .any(|other| (&other.path, &other.domain) == (&sealed.path, &sealed.domain))
            {
                opened.push(sealed);
            }
        }
        opened
    }

    /// Sends `cookie` again with the response, once per name.
    fn renew(&self, cookie: Cookie) {
        let mut renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        if !renewed.iter().any(|other| other.name() == cookie.name()) {
            renewed.push(cookie);
        }
    }

    /// The cookies to send again, sealed under the first key.
    pub(crate) fn take_renewed(&self) -> Vec<Cookie> {
        std::mem::take(&mut self.renewed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the response is for one client's eyes only.
    pub(crate) fn is_personal(&self) -> bool {
        self.personal.load(Ordering::Relaxed)
    }
}
