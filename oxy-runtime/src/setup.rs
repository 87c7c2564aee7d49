//! What all requests of one application share, fixed at launch.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::SystemTime;

#[cfg(feature = "access-log")]
use crate::access_log::AccessWriter;
use crate::clock::{Clock, SystemClock};
use crate::cookie::CookieDefaults;
use crate::crypto::SecretKey;
use crate::forwarded::Proxies;
use crate::limits::Limits;
use crate::security_headers::SecurityHeaders;

pub struct Setup {
    pub(crate) key: Option<SecretKey>,
    pub(crate) cookies: CookieDefaults,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) limits: Limits,
    /// Other origins whose pages may cause requests that change something.
    pub(crate) trusted_origins: Vec<String>,
    /// Who is believed what it says of the clients.
    pub(crate) proxies: Option<Proxies>,
    /// What browsers are told to protect pages.
    pub(crate) security: SecurityHeaders,
    /// Where a line for each request is written.
    #[cfg(feature = "access-log")]
    pub(crate) access_log: Option<AccessWriter>,
    pub(crate) counters: Counters,
    pub(crate) warned_of_plain_http: AtomicBool,
}

impl Setup {
    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            key: None,
            cookies: CookieDefaults::new(),
            clock: Arc::new(SystemClock),
            limits: Limits::new(),
            trusted_origins: Vec::new(),
            proxies: None,
            security: SecurityHeaders::new(),
            #[cfg(feature = "access-log")]
            access_log: None,
            counters: Counters::default(),
            warned_of_plain_http: AtomicBool::new(false),
        }
    }
}

/// How often something noteworthy happened since the start.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    unopened: AtomicU64,
    ambiguous: AtomicU64,
    overfull: AtomicU64,
    cross_site: AtomicU64,
}

impl Counters {
    pub(crate) fn unopened(&self) {
        self.unopened.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn ambiguous(&self) {
        self.ambiguous.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn overfull(&self) {
        self.overfull.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn cross_site(&self) {
        self.cross_site.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn refused_cross_site(&self) -> u64 {
        self.cross_site.load(Ordering::Relaxed)
    }

    pub(crate) fn snapshot(&self) -> CookieCounts {
        CookieCounts {
            unopened: self.unopened.load(Ordering::Relaxed),
            ambiguous: self.ambiguous.load(Ordering::Relaxed),
            overfull: self.overfull.load(Ordering::Relaxed),
        }
    }
}

/// How often cookies of requests were not what they should be, since the start of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CookieCounts {
    /// Sealed values that did not open: tampered, truncated, expired, of another name or an unknown key.
    pub unopened: u64,
    /// Sealed reads that found two values opening to different contents.
    pub ambiguous: u64,
    /// Requests with more cookies than are read.
    pub overfull: u64,
}
