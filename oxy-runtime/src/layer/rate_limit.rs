//! How often a client may ask, for routes that can be guessed at, such as a log-in.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER};

use crate::client::Client;
use crate::error::Error;
use crate::layer::{IntoLayer, Layer, Next};
use crate::peer::network;
use crate::request::Request;
use crate::response::{IntoResponse, Response};

/// As many clients are remembered before those are forgotten who have not asked for long.
const FEW: usize = 10_000;

/// Beyond as many, new ones share one place.
const MOST: usize = 1_000_000;

/// A layer that answers 429 with `Retry-After` to who asks too often (OWASP ASVS 5.0, 6.3.1). Needs the feature `rate-limit`.
///
/// Who asks is known by the address of the [`Client`], in IPv6 by its network of 64 bits, or by what
/// [`by`](RateLimit::by) says. Each may ask as often as the number at once, and then again as time passes. What one
/// attribute or `.layer(..)` names is counted by itself. The counts are this process's, in memory.
///
/// ```
/// use oxy::RateLimit;
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// fn few_attempts() -> RateLimit {
///     RateLimit::per_minute(10)
/// }
///
/// #[post("/login", layer = few_attempts)]
/// async fn login() -> &'static str {
///     "welcome"
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// # use oxy::testing::TestClient;
/// # use std::time::Duration;
/// let client = TestClient::new(oxy::serve(App {})).unwrap();
/// for status in [200; 10].into_iter().chain([429]) {
///     assert_eq!(client.post("/login").send().await.status(), status);
/// }
/// client.clock().advance(Duration::from_secs(6));
/// assert_eq!(client.post("/login").send().await.status(), 200);
/// # }
/// ```
pub struct RateLimit {
    quota: Quota,
    key: Option<Box<KeyOf>>,
}

type KeyOf = dyn Fn(&Request) -> Option<String> + Send + Sync;

impl RateLimit {
    /// As many requests a second, at least 1.
    #[must_use]
    pub fn per_second(count: u32) -> Self {
        Self::of(Quota::per_second, count)
    }

    /// As many requests a minute, at least 1.
    #[must_use]
    pub fn per_minute(count: u32) -> Self {
        Self::of(Quota::per_minute, count)
    }

    /// As many requests an hour, at least 1.
    #[must_use]
    pub fn per_hour(count: u32) -> Self {
        Self::of(Quota::per_hour, count)
    }

    fn of(quota: fn(NonZeroU32) -> Quota, count: u32) -> Self {
        Self {
            quota: quota(at_least_one(count)),
            key: None,
        }
    }

    /// How many may come at once, before they have to wait; by default as many as the whole number. At least 1.
    #[must_use]
    pub fn burst(mut self, count: u32) -> Self {
        self.quota = self.quota.allow_burst(at_least_one(count));
        self
    }

    /// Counts by a value of the request, such as an API key, and by the address where there is none. Whoever may choose the
    /// value freely is not limited by it.
    ///
    /// ```
    /// # use oxy::RateLimit;
    /// let limit = RateLimit::per_second(5).by(|request| {
    ///     let key = request.headers().get("x-api-key")?;
    ///     key.to_str().ok().map(str::to_owned)
    /// });
    /// ```
    #[must_use]
    pub fn by(mut self, key: impl Fn(&Request) -> Option<String> + Send + Sync + 'static) -> Self {
        self.key = Some(Box::new(key));
        self
    }
}

impl IntoLayer for RateLimit {
    fn into_layer(self) -> Layer {
        let counts = Arc::new(Counts::new(self));
        Layer::new(move |request: Request, next: Next| {
            let admitted = counts.admit(&request);
            async move {
                match admitted {
                    Ok(()) => next.run(request).await,
                    Err(wait) => too_many(wait),
                }
            }
        })
    }
}

impl std::fmt::Debug for RateLimit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RateLimit({:?})", self.quota)
    }
}

/// Who is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Network(IpAddr),
    Value(String),
    /// Who has no address, and who came when there were too many.
    Others,
}

struct Counts {
    limiter: RateLimiter<Key, HashMapStateStore<Key>, Ticks, NoOpMiddleware<Duration>>,
    ticks: Ticks,
    key: Option<Box<KeyOf>>,
    /// When so many are remembered, it is time to forget.
    forget_at: AtomicUsize,
}

impl Counts {
    fn new(limit: RateLimit) -> Self {
        let ticks = Ticks::default();
        Self {
            limiter: RateLimiter::hashmap_with_clock(limit.quota, ticks.clone()),
            ticks,
            key: limit.key,
            forget_at: AtomicUsize::new(FEW),
        }
    }

    /// Counts a request, or says how long its sender has to wait.
    fn admit(&self, request: &Request) -> Result<(), Duration> {
        let setup = request.travel.setup.as_ref();
        let now = setup.map_or_else(SystemTime::now, |setup| setup.now());
        self.ticks.advance_to(now);
        let remembered = self.limiter.len();
        if remembered >= self.forget_at.load(Ordering::Relaxed) {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
            let next = FEW.max(2 * self.limiter.len());
            self.forget_at.store(next, Ordering::Relaxed);
        }
        let key = if remembered >= MOST {
            Key::Others
        } else {
            self.key_of(request)
        };
        self.limiter
            .check_key(&key)
            .map_err(|refused| refused.wait_time_from(self.ticks.now()))
    }

    fn key_of(&self, request: &Request) -> Key {
        let value = self.key.as_ref().and_then(|key| key(request));
        let address = || Client::of(request).address();
        match value {
            Some(value) => Key::Value(value),
            None => address().map_or(Key::Others, |address| Key::Network(network(address))),
        }
    }
}

/// The time that has passed by the application's clock, which may be set back: then it goes on from there.
#[derive(Clone, Default)]
struct Ticks(Arc<Mutex<Passed>>);

#[derive(Default)]
struct Passed {
    last: Option<SystemTime>,
    time: Duration,
}

impl Ticks {
    fn advance_to(&self, now: SystemTime) {
        let mut passed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = passed.last {
            passed.time += now.duration_since(last).unwrap_or_default();
        }
        passed.last = Some(now);
    }
}

impl Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).time
    }
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

/// RFC 6585, 4.
fn too_many(wait: Duration) -> Response {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    Error::new(
        StatusCode::TOO_MANY_REQUESTS,
        "there were too many attempts; please wait a moment",
    )
    .with_header(RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;

    #[test]
    fn who_has_not_asked_for_long_is_forgotten_when_there_are_many() {
        let by_target = |request: &Request| Some(request.uri().to_string());
        let counts = Counts::new(RateLimit::per_second(1_000).by(by_target));
        let ask = |path: String| {
            let mut request = http::Request::new(Body::empty());
            *request.uri_mut() = path.parse().unwrap_or_default();
            counts.admit(&Request::new(request)).is_ok()
        };
        assert!((0..FEW).all(|number| ask(format!("/{number}"))));
        let remembered = counts.limiter.len();
        // A thousandth of a second later, each may ask as often as a new one.
        std::thread::sleep(Duration::from_millis(2));
        assert!(ask("/another".to_owned()));
        assert!(counts.limiter.len() < remembered, "{remembered}");
    }
}
