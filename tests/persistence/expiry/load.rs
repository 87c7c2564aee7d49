//! Users who go on, and none of whose requests may fail.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::client::Client;
use crate::site::Instance;

/// How many requests are sent at the same time.
const USERS: usize = 4;

/// Requests with good cookies to these instances, until they are told to end.
pub(super) struct Load {
    is_over: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    users: JoinSet<Vec<Duration>>,
}

impl Load {
    pub(super) fn begin(sites: [&Instance; 2], cookies: &[String]) -> Self {
        let mut load = Self {
            is_over: Arc::default(),
            answered: Arc::default(),
            users: JoinSet::new(),
        };
        for user in 0..USERS {
            let client = Client::new(sites[user % 2].client.address);
            let cookies: Vec<_> = cookies.iter().skip(user).step_by(USERS).cloned().collect();
            let (is_over, answered) = (Arc::clone(&load.is_over), Arc::clone(&load.answered));
            load.users.spawn(async move {
                let mut times = Vec::new();
                for (request, cookie) in cookies.iter().cycle().enumerate() {
                    if is_over.load(SeqCst) {
                        break;
                    }
                    let start = Instant::now();
                    let reply = match request % 8 {
                        7 => client.post("/count", cookie).await,
                        _ => client.get("/me", cookie).await,
                    };
                    times.push(start.elapsed());
                    assert_eq!(reply.status, 200, "{}", reply.body);
                    answered.fetch_add(1, SeqCst);
                }
                times
            });
        }
        load
    }

    /// Waits until so many more requests were answered.
    pub(super) async fn go_on(&self, count: u64) {
        let (start, since) = (self.answered.load(SeqCst), Instant::now());
        while self.answered.load(SeqCst) < start + count {
            assert!(since.elapsed() < Duration::from_secs(30), "nothing goes on");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// How long the requests took. None has failed, and hardly any was held up for as long as a store has by default.
    pub(super) async fn end(self) -> Times {
        self.is_over.store(true, SeqCst);
        let mut times = self.users.join_all().await.concat();
        times.sort_unstable();
        let times = Times(times);
        assert!(times.of(99) < 500.0, "{times}");
        times
    }
}

/// How long requests took, the fastest first.
pub(super) struct Times(Vec<Duration>);

impl Times {
    fn of(&self, percent: usize) -> f64 {
        self.0[(self.0.len() - 1) * percent / 100].as_secs_f64() * 1_000.0
    }
}

impl fmt::Display for Times {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (half, most, all) = (self.of(50), self.of(99), self.of(100));
        let count = self.0.len();
        write!(
            formatter,
            "{count} requests, p50 {half:.1} ms, p99 {most:.1} ms, at most {all:.1} ms"
        )
    }
}
