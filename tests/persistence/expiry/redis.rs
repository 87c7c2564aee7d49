//! Redis removes what has ended by itself: that must not be felt either, and leaves nothing.

use std::time::{Duration, Instant};

use oxy::SystemClock;
use tokio::task::spawn_blocking;

use super::load::Load;
use crate::servers::{Redis, shared_cluster};
use crate::site::{Instance, Town};
use crate::stores::{Kind, Place, in_every_redis};
use crate::support::SECRET;

in_every_redis!(
    a_hundred_thousand_sessions_that_end_at_once_leave_no_memory_and_do_not_hurt_others
);

/// Each of these is copied by the server.
const ENDING: u32 = 100;
const COPIES: usize = 1_000;
const USERS: u32 = 40;
/// Long enough to fill the store.
const LASTS: Duration = Duration::from_secs(10);
/// Redis looks for what has expired at intervals.
const GONE: Duration = Duration::from_secs(30);

/// The servers of a store.
enum Servers {
    /// Its own: it goes through its databases in turn to look for what has expired, and the shared one has thousands.
    One(Redis),
    Cluster(Vec<&'static Redis>),
}

impl Servers {
    fn of(kind: Kind) -> Self {
        if kind == Kind::Redis {
            return Self::One(Redis::start_with(&["--databases", "1"]));
        }
        let nodes = shared_cluster().nodes().iter();
        let masters = nodes.filter(|node| node.cli(&["ROLE"]).starts_with("master"));
        Self::Cluster(masters.collect())
    }

    /// Where an application finds them, if that is not where the shared ones are.
    fn town(&self, place: Place) -> Town {
        Town::new(match self {
            Self::One(server) => Place::at(Kind::Redis, server.url()),
            Self::Cluster(_) => place,
        })
    }

    fn masters(&self) -> Vec<&Redis> {
        match self {
            Self::One(server) => vec![server],
            Self::Cluster(masters) => masters.clone(),
        }
    }

    /// How many keys there are.
    fn keys(&self) -> usize {
        let counts = self.masters().into_iter();
        let counts = counts.map(|server| server.cli(&["DBSIZE"]));
        counts.map(|count| count.parse::<usize>().unwrap()).sum()
    }

    /// The bytes that the servers have in use.
    fn memory(&self) -> i64 {
        let used = |server: &Redis| {
            let about = server.cli(&["INFO", "memory"]);
            let mut lines = about.lines();
            let used = lines.find_map(|line| line.strip_prefix("used_memory:"));
            used.unwrap().trim().parse::<i64>().unwrap()
        };
        self.masters().into_iter().map(used).sum()
    }

    /// Copies each session but those of some keys, with its end; the number of copies.
    fn multiply(&self, but: &[String]) -> usize {
        let copy = format!(
            "for copy = 1, {COPIES} do redis.call('COPY', KEYS[1], KEYS[1] .. ':' .. copy) end return 1"
        );
        let mut copied = 0;
        for server in self.masters() {
            for key in names(server) {
                if but.contains(&key) || server.cli(&["TYPE", &key]) != "hash" {
                    continue;
                }
                assert_eq!(server.cli(&["EVAL", &copy, "1", &key]), "1");
                copied += COPIES;
            }
        }
        copied
    }

    fn names(&self) -> Vec<String> {
        self.masters().into_iter().flat_map(names).collect()
    }
}

/// The names of all keys of one server.
fn names(server: &Redis) -> Vec<String> {
    let names = server.cli(&["KEYS", "*"]);
    names.lines().map(str::to_owned).collect()
}

/// An instance that goes by the same time as Redis.
async fn on_time(town: &Town, absolute: Duration) -> Instance {
    town.launch(
        |sessions| sessions.absolute(absolute),
        |serve| serve.secret_key(SECRET).clock(SystemClock),
    )
    .await
}

async fn log_in(site: &Instance, name: &str, count: u32) -> Vec<String> {
    let mut cookies = Vec::new();
    for user in 0..count {
        cookies.push(site.client.login(&format!("{name}{user}")).await);
    }
    cookies
}

async fn a_hundred_thousand_sessions_that_end_at_once_leave_no_memory_and_do_not_hurt_others(
    place: Place,
) {
    let _alone = crate::alone().await;
    let kind = place.kind();
    let servers = spawn_blocking(move || Servers::of(kind)).await.unwrap();
    let town = servers.town(place);
    let there = on_time(&town, Duration::from_secs(3_600)).await;
    let cookies = log_in(&there, "bob", USERS).await;
    let (live, memory) = (servers.keys(), servers.memory());
    let kept = servers.names();

    let here = on_time(&town, LASTS).await;
    let start = Instant::now();
    let ending = log_in(&here, "ann", ENDING).await;
    let (servers, copied) = spawn_blocking(move || {
        let copied = servers.multiply(&kept);
        (servers, copied)
    })
    .await
    .unwrap();
    assert_eq!(copied, COPIES * ENDING as usize);
    let (full, most) = (servers.keys(), servers.memory() - memory);
    assert!(full >= live + copied, "{full} keys");
    assert!(start.elapsed() < LASTS, "filled too late");
    println!(
        "{copied} copies, {} MiB, filled in {:?}",
        most >> 20,
        start.elapsed()
    );

    let load = Load::begin([&here, &there], &cookies);
    let servers = spawn_blocking(move || {
        while servers.keys() > live {
            assert!(
                start.elapsed() < LASTS + GONE,
                "{} are left",
                servers.keys()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        servers
    })
    .await
    .unwrap();
    println!(
        "gone {:?} after their end",
        start.elapsed().saturating_sub(LASTS)
    );
    load.go_on(200).await;
    println!("{}", load.end().await);

    assert_eq!(servers.keys(), live, "nothing is left of those that ended");
    let left = servers.memory() - memory;
    println!("{} MiB are left", left >> 20);
    assert!(left < most / 4, "{left} bytes are left of {most}");
    let all: Vec<_> = ending.iter().collect();
    assert!(there.client.live(&all).await.iter().all(|live| !live));
    let all: Vec<_> = cookies.iter().collect();
    assert!(here.client.live(&all).await.iter().all(|live| *live));
    for site in [&here, &there] {
        assert_eq!(site.sessions.counts().store_error, 0);
    }
}
