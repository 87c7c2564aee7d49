//! What a request and its response share: the cookies that came, and what must go out beside the handler's own.

use std::any::Any;
use std::borrow::Cow;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::cookie::{Cookie, CookieChange, SealedCookie, pairs};
use crate::setup::Setup;

/// A boxed future that may borrow for `'a`.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Something that goes along with a request, and has a word in how its response leaves.
pub(crate) trait Companion: Send + Sync + 'static {
    /// The cookies to send with a response that has `failed`, that is, one of the server's own errors, or not.
    fn cookies(&self, failed: bool) -> Vec<CookieChange>;

    /// Takes back what must not outlive a response that has `failed` or was never given, or what was not finished; nothing
    /// for most.
    fn undo(&self, failed: bool) -> Option<BoxFuture<'static, ()>>;

    /// Itself, to be found again by its type.
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

/// Made when something first asks for the request's cookies; most requests never have one.
pub(crate) struct Exchange {
    pub(crate) setup: Arc<Setup>,
    first: Option<HeaderValue>,
    more: Vec<HeaderValue>,
    personal: AtomicBool,
    overfull: AtomicBool,
    abandoned: AtomicBool,
    /// The sealed cookie that was opened last, without its value: who removes it need not open it again.
    known: Mutex<Option<Opened>>,
    renewed: Mutex<Vec<Cookie>>,
    companions: Mutex<Companions>,
}

/// One for most, which so takes no room of its own.
#[derive(Default)]
struct Companions {
    first: Option<Arc<dyn Companion>>,
    more: Vec<Arc<dyn Companion>>,
}

impl Companions {
    fn iter(&self) -> impl Iterator<Item = &Arc<dyn Companion>> {
        self.first.iter().chain(&self.more)
    }

    fn push(&mut self, companion: Arc<dyn Companion>) {
        match &self.first {
            None => self.first = Some(companion),
            Some(_) => self.more.push(companion),
        }
    }
}

/// A sealed cookie of the request that has opened.
pub(crate) struct Opened {
    pub(crate) sealed: SealedCookie,
    /// An old key had sealed it.
    pub(crate) is_stale: bool,
    /// Where it stands among the pairs of the request.
    place: usize,
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
            abandoned: AtomicBool::new(false),
            known: Mutex::new(None),
            renewed: Mutex::new(Vec::new()),
            companions: Mutex::default(),
        }
    }

    /// All values of one name, in the order in which they came.
    pub(crate) fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.placed_values(name).map(|(_, value)| value)
    }

    /// The same, each with its place among all pairs.
    fn placed_values<'a>(&'a self, name: &str) -> impl Iterator<Item = (usize, &'a [u8])> {
        let pairs = self.pairs().enumerate();
        pairs.filter_map(move |(place, (found, value))| {
            (found == name.as_bytes()).then_some((place, value))
        })
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

    /// The one sealed value of this name that opens; absent when there is none, or when two open to different values. What
    /// an old key sealed is sent again.
    pub(crate) fn open(&self, name: &str) -> Option<String> {
        let mut opened = self.open_once(name)?;
        if opened.is_stale {
            self.renew(opened.sealed.to_cookie(name, self.setup.now()));
        }
        let value = std::mem::take(&mut opened.sealed.value);
        self.remember(opened);
        Some(value.into_owned())
    }

    /// Keeps what was opened, without its value, for who [removes](Exchange::opened) it.
    pub(crate) fn remember(&self, mut opened: Opened) {
        opened.sealed.value = Cow::default();
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened);
    }

    /// As [`open`](Exchange::open), without sending or keeping anything.
    pub(crate) fn open_once(&self, name: &str) -> Option<Opened> {
        // The answer depends on the cookie even where it turns out to be absent.
        self.personal.store(true, Ordering::Relaxed);
        let key = self.setup.key.as_ref()?;
        let now = self.setup.now();
        let mut found: Option<Opened> = None;
        for (place, token) in self.placed_values(name) {
            match SealedCookie::open(key, name, token, now) {
                Ok((sealed, is_stale)) => match &found {
                    Some(earlier) if earlier.sealed.value != sealed.value => {
                        self.setup.counters.ambiguous();
                        tracing::debug!(
                            cookie = name,
                            "two sealed values of one name differ; read as absent"
                        );
                        return None;
                    }
                    Some(_) => {}
                    None => {
                        found = Some(Opened {
                            sealed,
                            is_stale,
                            place,
                        });
                    }
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
        found
    }

    /// All sealed values of this name that open.
    ///
    /// Neither counts nor logs what does not open: the cookie may well be a plain one.
    pub(crate) fn open_each(&self, name: &str) -> impl Iterator<Item = SealedCookie> {
        let (key, now) = (self.setup.key.as_ref(), self.setup.now());
        self.values(name).filter_map(move |token| {
            let (sealed, _) = SealedCookie::open(key?, name, token, now).ok()?;
            Some(sealed)
        })
    }

    /// The sealed cookies of this name that open, one per path and domain that they were set with; some without the value.
    pub(crate) fn opened(&self, name: &str) -> Vec<SealedCookie> {
        let (key, now) = (self.setup.key.as_ref(), self.setup.now());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut opened: Vec<SealedCookie> = Vec::new();
        for (place, token) in self.placed_values(name) {
            let sealed = match known.take_if(|known| known.place == place) {
                Some(known) => Some(known.sealed),
                None => key.and_then(|key| {
                    let opened = SealedCookie::open(key, name, token, now);
                    Some(opened.ok()?.0)
                }),
            };
            let Some(sealed) = sealed else {
                continue;
            };
            let place = |other: &SealedCookie| {
                (&other.path, &other.domain) == (&sealed.path, &sealed.domain)
            };
            if !opened.iter().any(place) {
                opened.push(sealed);
            }
        }
        opened
    }

    /// Notes that a layer answers in place of the handler, whose future it has dropped.
    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }

    /// Whether the handler was not let come to its end.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Relaxed)
    }

    /// Sends `cookie` again with the response, once per name.
    pub(crate) fn renew(&self, cookie: Cookie) {
        let mut renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        if !renewed.iter().any(|other| other.name() == cookie.name()) {
            renewed.push(cookie);
        }
    }

    /// The companion of this type that `is` the right one, or the one that `make` makes.
    pub(crate) fn companion<C: Companion>(
        &self,
        is: impl Fn(&C) -> bool,
        make: impl FnOnce() -> C,
    ) -> Arc<C> {
        let known = self.companions().iter().find_map(|companion| {
            let companion = Arc::clone(companion).as_any().downcast::<C>().ok()?;
            is(&companion).then_some(companion)
        });
        known.unwrap_or_else(|| {
            let made = Arc::new(make());
            let companion = Arc::clone(&made) as Arc<dyn Companion>;
            self.companions().push(companion);
            made
        })
    }

    /// The cookies to send beside the handler's own: those to seal again, and those of companions.
    pub(crate) fn take_cookies(&self, failed: bool) -> Vec<CookieChange> {
        let renewed =
            std::mem::take(&mut *self.renewed.lock().unwrap_or_else(PoisonError::into_inner));
        let mut changes: Vec<_> = renewed.into_iter().map(CookieChange::Set).collect();
        for companion in self.companions().iter() {
            changes.append(&mut companion.cookies(failed));
        }
        changes
    }

    /// What has to be taken back because the response failed or is not given.
    pub(crate) fn undo(&self, failed: bool) -> Vec<BoxFuture<'static, ()>> {
        let companions = self.companions();
        companions
            .iter()
            .filter_map(|companion| companion.undo(failed))
            .collect()
    }

    fn companions(&self) -> MutexGuard<'_, Companions> {
        self.companions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the response is for one client's eyes only.
    pub(crate) fn is_personal(&self) -> bool {
        self.personal.load(Ordering::Relaxed)
    }
}
