//! Who has asked how often, by a clock that tests can move.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::{HashMapStateStore, ShrinkableKeyedStateStore};
use governor::{Quota, RateLimiter};
use sha2::{Digest as _, Sha256};

use crate::client::Client;
use crate::crypto::random;
use crate::layer::rate_limit::KeyOf;
use crate::peer::network;
use crate::request::Request;

/// All keys are looked at for those that can be forgotten, at most once in so many milliseconds.
///
/// While all places are taken, there is a pass each time, and one over a million keys is long for a thread that serves others.
const BETWEEN_PASSES: u64 = 10_000;

/// How many keys are remembered.
pub(super) struct Bounds {
    /// As many, before those are forgotten that have not been seen for long.
    few: usize,
    /// Beyond as many, new ones share one place.
    most: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            few: 10_000,
            most: 1_000_000,
        }
    }
}

/// Who is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Network(IpAddr),
    /// Of a value that a client may have chosen: neither its length nor what it hashes to is the client's choice.
    Value([u8; 16]),
    /// Who has no address, and who came when there were too many.
    Others,
}

pub(super) struct Counts {
    limiter: RateLimiter<Key, Kept, Ticks, NoOpMiddleware<Duration>>,
    ticks: Ticks,
    key: Option<Box<KeyOf>>,
    secret: [u8; 32],
    bounds: Bounds,
    /// When so many are remembered, it is time to forget.
    forget_at: AtomicUsize,
    /// In milliseconds by the ticks: before, nothing is forgotten.
    next_pass: AtomicU64,
    warned_of_no_address: AtomicBool,
}

impl Counts {
    pub(super) fn new(quota: Quota, key: Option<Box<KeyOf>>, bounds: Bounds) -> Self {
        let ticks = Ticks::default();
        let kept = Kept {
            counts: HashMapStateStore::default(),
            most: bounds.most,
        };
        Self {
            limiter: RateLimiter::new(quota, kept, ticks.clone()),
            ticks,
            key,
            secret: random(),
            forget_at: AtomicUsize::new(bounds.few.min(bounds.most)),
            bounds,
            next_pass: AtomicU64::new(0),
            warned_of_no_address: AtomicBool::new(false),
        }
    }

    /// Counts a request, or says how long its sender has to wait.
    pub(super) fn admit(&self, request: &Request) -> Result<(), Duration> {
        let setup = request.travel.setup.as_ref();
        let read = || setup.map_or_else(SystemTime::now, |setup| setup.now());
        self.ticks.advance(read);
        if self.limiter.len() >= self.forget_at.load(Ordering::Relaxed) {
            self.forget();
        }
        self.limiter
            .check_key(&self.key_of(request))
            .map_err(|refused| refused.wait_time_from(self.ticks.now()))
    }

    /// Forgets who may ask as often as a new one again.
    fn forget(&self) {
        let now = u64::try_from(self.ticks.now().as_millis()).unwrap_or(u64::MAX);
        let begin = |next| (now >= next).then_some(now.saturating_add(BETWEEN_PASSES));
        let (set, get) = (Ordering::Relaxed, Ordering::Relaxed);
        // Of many requests at once one looks through all keys.
        if self.next_pass.fetch_update(set, get, begin).is_err() {
            return;
        }
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
        let next = self.bounds.few.max(2 * self.limiter.len());
        // Beyond the most the number never grows, and nothing would be forgotten any more.
        let next = next.min(self.bounds.most);
        self.forget_at.store(next, Ordering::Relaxed);
    }

    fn key_of(&self, request: &Request) -> Key {
        if let Some(value) = self.key.as_ref().and_then(|key| key(request)) {
            return Key::Value(self.hash(&value));
        }
        if let Some(address) = Client::of(request).address() {
            return Key::Network(network(address));
        }
        if !self.warned_of_no_address.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "clients without an address are counted as one by a rate limit: name a proxy that connects over a Unix \
                 socket by `.trust_x_forwarded(..)`, and within another server hand the address on, as \
                 `Serve::into_service` shows"
            );
        }
        Key::Others
    }

    fn hash(&self, value: &str) -> [u8; 16] {
        let hash = Sha256::new_with_prefix(self.secret).chain_update(value);
        let hash: [u8; 32] = hash.finalize().into();
        std::array::from_fn(|at| hash[at])
    }
}

/// The counts of all keys that are remembered.
struct Kept {
    counts: HashMapStateStore<Key>,
    most: usize,
}

impl StateStore for Kept {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let has_place = {
            let counts = self.counts.lock();
            counts.len() < self.most || counts.contains_key(key)
        };
        let key = if has_place { key } else { &Key::Others };
        self.counts.measure_and_replace(key, measure)
    }
}

impl ShrinkableKeyedStateStore<Key> for Kept {
    fn retain_recent(&self, drop_below: Nanos) {
        self.counts.retain_recent(drop_below);
    }

    fn shrink_to_fit(&self) {
        ShrinkableKeyedStateStore::shrink_to_fit(&self.counts);
    }

    fn len(&self) -> usize {
        self.counts.len()
    }

    fn is_empty(&self) -> bool {
        self.counts.is_empty()
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
    /// Goes on to what the clock says.
    fn advance(&self, read: impl FnOnce() -> SystemTime) {
        let mut passed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Read by one after the other: a time that came late would look like a clock that was set back.
        let now = read();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::clock::ManualClock;
    use crate::layer::rate_limit::RateLimit;
    use crate::setup::Setup;

    /// Two a minute for each target, of which few are remembered.
    struct Site {
        counts: Counts,
        clock: Arc<ManualClock>,
        setup: Arc<Setup>,
    }

    const BOUNDS: Bounds = Bounds { few: 4, most: 10 };

    impl Site {
        fn new() -> Self {
            let limit = RateLimit::per_minute(2).by(|request| Some(request.uri().to_string()));
            let clock = Arc::new(ManualClock::new());
            let setup = Setup {
                clock: Arc::clone(&clock) as Arc<dyn crate::clock::Clock>,
                ..Setup::default()
            };
            Self {
                counts: Counts::new(limit.quota, limit.key, BOUNDS),
                clock,
                setup: Arc::new(setup),
            }
        }

        fn asks(&self, who: usize) -> bool {
            let mut request = http::Request::new(Body::empty());
            *request.uri_mut() = format!("/{who}").parse().unwrap_or_default();
            let mut request = Request::new(request);
            request.travel.setup = Some(Arc::clone(&self.setup));
            self.counts.admit(&request).is_ok()
        }

        fn after(&self, seconds: u64) -> &Self {
            self.clock.advance(Duration::from_secs(seconds));
            self
        }

        fn remembered(&self) -> usize {
            self.counts.limiter.len()
        }
    }

    #[test]
    fn who_has_not_asked_for_long_is_forgotten_when_there_are_many() {
        let site = Site::new();
        assert!((0..BOUNDS.few).all(|who| site.asks(who)));
        assert_eq!(site.remembered(), BOUNDS.few);
        assert!(site.after(61).asks(BOUNDS.few));
        assert_eq!(site.remembered(), 1);
    }

    #[test]
    fn when_all_places_are_taken_those_who_have_one_keep_it_and_new_ones_share_one() {
        let site = Site::new();
        assert!((0..BOUNDS.most).all(|who| site.asks(who)));
        assert!(site.asks(100) && site.asks(101), "two new ones");
        assert!(!site.asks(102), "new ones are counted as one");
        let own: Vec<_> = (0..BOUNDS.most).map(|who| site.asks(who)).collect();
        assert_eq!(own, [true; BOUNDS.most], "who was there before");
        assert!((0..BOUNDS.most).all(|who| !site.asks(who)), "a third time");
        assert_eq!(site.remembered(), BOUNDS.most + 1);
    }

    #[test]
    fn places_are_free_again_when_those_who_had_them_stay_away() {
        let site = Site::new();
        // As many as a pass keeps: the next one shall not wait until there are more than there may be.
        for who in 0..BOUNDS.most {
            assert!(site.after(2).asks(who));
        }
        assert!((100..102).all(|who| site.asks(who)) && !site.asks(102));
        assert!(site.after(120).asks(102));
        assert_eq!(site.remembered(), 1);
        assert!((200..209).all(|who| site.asks(who) && site.asks(who)));
    }

    #[test]
    fn all_keys_are_looked_at_every_ten_seconds_however_many_come() {
        let site = Site::new();
        assert!((0..BOUNDS.most).all(|who| site.asks(who)));
        let next = || site.counts.next_pass.load(Ordering::Relaxed);
        let begun = next();
        assert!(begun > 0, "no pass");
        for who in 100..200 {
            site.asks(who);
        }
        assert_eq!(next(), begun);
        site.after(9).asks(100);
        assert_eq!(next(), begun);
        site.after(1).asks(100);
        assert_eq!(next(), begun + 10_000);
    }

    #[test]
    fn a_second_passes_once_however_many_ask_at_the_same_time() {
        const TIMES: u64 = 10_000;
        let (ticks, seconds) = (Ticks::default(), AtomicU64::new(0));
        let begin = SystemTime::now();
        let read = || {
            let now = begin + Duration::from_secs(seconds.fetch_add(1, Ordering::Relaxed));
            std::thread::yield_now();
            now
        };
        ticks.advance(read);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..TIMES).for_each(|_| ticks.advance(read)));
            }
        });
        assert_eq!(ticks.now(), Duration::from_secs(4 * TIMES));
    }

    #[test]
    fn a_clock_that_is_set_back_goes_on_from_there() {
        let (ticks, begin) = (Ticks::default(), SystemTime::now());
        for seconds in [3_600, 0, 5] {
            ticks.advance(|| begin + Duration::from_secs(seconds));
        }
        assert_eq!(ticks.now(), Duration::from_secs(5));
    }

    #[test]
    fn the_length_of_a_value_costs_no_memory_and_its_hash_is_not_foreseen() {
        let (one, other) = (Site::new().counts, Site::new().counts);
        let long = "a".repeat(60_000);
        assert_eq!(one.hash(&long), one.hash(&long));
        assert_ne!(one.hash(&long), one.hash("a"));
        assert_ne!(one.hash(&long), other.hash(&long));
    }
}
