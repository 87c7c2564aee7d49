//! The machine's clock is set forward and back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use oxy::Clock;

use crate::site::{Instance, Town};
use crate::stores::{Place, in_every_store};
use crate::support::SECRET;

in_every_store!(
    a_clock_that_jumps_400_days_forward_ends_all_sessions_and_nothing_else,
    a_clock_that_jumps_a_day_back_prolongs_nothing_by_more_than_that_day,
);

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
/// 2026-01-01T00:00:00Z.
const START: u64 = 1_767_225_600_000;

/// A clock that is set.
#[derive(Clone)]
struct Set(Arc<AtomicU64>);

impl Clock for Set {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

struct Jumping {
    clock: Set,
    site: Instance,
}

impl Jumping {
    async fn new(place: Place) -> (Town, Self) {
        let town = Town::new(place);
        let clock = Set(Arc::new(AtomicU64::new(START)));
        let of_site = clock.clone();
        let site = town
            .launch(
                |sessions| sessions.absolute(Duration::from_millis(2 * DAY)),
                |serve| serve.secret_key(SECRET).clock(of_site),
            )
            .await;
        (town, Self { clock, site })
    }

    fn set(&self, time: u64) {
        self.clock.0.store(time, Ordering::SeqCst);
    }

    /// Asks everything that a cookie can be used for, but what ends its session. None of it fails.
    async fn use_all(&self, cookie: &str) -> bool {
        let mut statuses = Vec::new();
        for (method, path) in [
            ("GET", "/me"),
            ("GET", "/peek"),
            ("POST", "/count"),
            ("GET", "/devices"),
            ("POST", "/devices/end-others"),
            ("GET", "/plain"),
        ] {
            let reply = self.site.client.send(method, path, cookie, b"").await;
            assert!(reply.ages().is_empty(), "{path}");
            statuses.push(reply.status);
        }
        match statuses[..] {
            [200, 200, 200, 200, 200, 200] => true,
            [401, 200, 401, 401, 401, 200] => false,
            _ => panic!("{statuses:?}"),
        }
    }

    async fn login(&self) -> String {
        let reply = self.site.client.post("/login/ann", "").await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.ages(), [2 * DAY / 1_000]);
        reply.new_cookie()
    }
}

async fn a_clock_that_jumps_400_days_forward_ends_all_sessions_and_nothing_else(place: Place) {
    let (_town, jumping) = Jumping::new(place).await;
    let cookie = jumping.login().await;
    assert!(jumping.use_all(&cookie).await);
    jumping.set(START + 400 * DAY);
    assert!(!jumping.use_all(&cookie).await);
    assert_eq!(
        jumping.site.client.post("/rotate", &cookie).await.status,
        401
    );
    let later = jumping.login().await;
    assert!(jumping.use_all(&later).await);
    jumping.site.sessions.sweep().await.unwrap();
    assert!(jumping.use_all(&later).await);
    // Set right again: what was over and may have been removed is not asked about; what began meanwhile is no failure.
    jumping.set(START + HOUR / 2);
    jumping.use_all(&cookie).await;
    jumping.use_all(&later).await;
    let new = jumping.login().await;
    assert!(jumping.use_all(&new).await);
}

async fn a_clock_that_jumps_a_day_back_prolongs_nothing_by_more_than_that_day(place: Place) {
    let (_town, jumping) = Jumping::new(place).await;
    let (busy, quiet) = (jumping.login().await, jumping.login().await);
    jumping.set(START - DAY);
    assert_eq!(
        jumping.site.client.live(&[&busy, &quiet]).await,
        [true, true]
    );
    let renewed = jumping.site.client.post("/rotate", &busy).await;
    assert_eq!(renewed.status, 200);
    assert_eq!(
        renewed.ages(),
        [3 * DAY / 1_000],
        "until it ends by the clock"
    );
    let busy = renewed.new_cookie();
    assert_eq!(jumping.site.client.post("/count", &busy).await.status, 200);
    let back = jumping.login().await;
    assert_eq!(jumping.site.client.me(&quiet).await, 200);

    // By the clock they end when they were to end; that of those from before is the skew later.
    for (time, live) in [(START, [true, true]), (START + HOUR, [true, true])] {
        jumping.set(time);
        let found = jumping.site.client.live(&[&busy, &quiet]).await;
        assert_eq!(found, live, "{time}");
    }
    assert_eq!(jumping.site.client.me(&back).await, 401, "an hour idle");
    let mut time = START + HOUR;
    while time + HOUR / 2 < START + 2 * DAY {
        time += HOUR / 2;
        jumping.set(time);
        assert_eq!(jumping.site.client.me(&busy).await, 200, "{time}");
    }
    jumping.set(START + 2 * DAY);
    assert_eq!(jumping.site.client.me(&busy).await, 401);
    assert_eq!(jumping.site.client.me(&quiet).await, 401);
    jumping.site.sessions.sweep().await.unwrap();
    assert!(jumping.site.sessions.list("ann").await.unwrap().is_empty());
}
