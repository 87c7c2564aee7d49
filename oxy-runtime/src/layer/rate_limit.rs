//! How often a client may ask, for routes that can be guessed at, such as a log-in.

mod counts;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::Quota;
use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER};

use crate::error::Error;
use crate::layer::rate_limit::counts::{Bounds, Counts};
use crate::layer::{IntoLayer, Layer, Next};
use crate::request::Request;
use crate::response::{IntoResponse, Response};

/// A layer that answers 429 with `Retry-After` to who asks too often (OWASP ASVS 5.0, 6.3.1). Needs the feature `rate-limit`.
///
/// Who asks is known by the address of the [`Client`](crate::Client), in IPv6 by its network of 64 bits, or by what
/// [`by`](RateLimit::by) says. Each may ask as often as the number at once, and then again as time passes. What one
/// attribute or `.layer(..)` names is counted by itself. The counts are this process's, in memory: those of a million clients at
/// most. While all of these have asked lately, further ones are counted as one.
///
/// Clients without an address, as over a Unix socket or within a server that does not hand it on, are counted as one, too;
/// the log warns of it once.
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
        let counts = Arc::new(Counts::new(self.quota, self.key, Bounds::default()));
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
