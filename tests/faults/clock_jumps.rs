//! The system's clock is wrong, or is set while the application runs: a process whose clock is bent, and a store whose is not.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::client::Client;
use crate::process::Process;
use crate::servers::{Folder, Kind};
use crate::stores::Place;

const DAY: u64 = 24 * 60 * 60;
/// How long a session lasts in any case, unless another time is given.
const ABSOLUTE: u64 = 7 * DAY;
/// Less than a session lasts without a request.
const STEP: u64 = 50 * 60;

macro_rules! tests {
    ($($test:ident),+ $(,)?) => {
        $(mod $test {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::in_turn(crate::servers::Kind::Sqlite, super::$test).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                super::in_turn(crate::servers::Kind::Postgres, super::$test).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn redis() {
                super::in_turn(crate::servers::Kind::Redis, super::$test).await;
            }
        })+
    };
}

tests!(
    a_clock_that_is_wrong_from_the_start_is_as_good_as_any,
    a_clock_that_is_set_forward_ends_all_sessions_and_fails_nobody,
    a_clock_that_is_set_back_prolongs_nothing_by_more_than_that,
);

async fn in_turn<T: Future<Output = ()>>(kind: Kind, test: fn(Bent) -> T) {
    let _alone = crate::alone().await;
    let place = Place::of(kind);
    test(Bent::new(place)).await;
}

/// A clock that is set by a file.
struct Bent {
    place: Place,
    folder: Folder,
}

/// A process that goes by it.
struct Site {
    process: Process,
    client: Client,
}

impl Bent {
    fn new(place: Place) -> Self {
        let folder = Folder::new();
        let bent = Self { place, folder };
        bent.set(0);
        bent
    }

    /// By how many seconds it is ahead of the system's.
    fn set(&self, ahead: i64) {
        let new = self.folder.path().join("new");
        fs::write(&new, format!("{ahead:+}\n")).unwrap();
        // The process may read it at any time.
        fs::rename(new, self.file()).unwrap();
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    fn start(&self) -> Site {
        let mut command = Process::command(self.place.url(), 0);
        command
            .env("LD_PRELOAD", library())
            .env("FAKETIME_TIMESTAMP_FILE", self.file())
            .env("FAKETIME_NO_CACHE", "1")
            // No setting of a clock touches this one.
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("DONT_FAKE_MONOTONIC", "1");
        let process = Process::start_by(&mut command);
        let client = Client::new(process.address());
        Site { process, client }
    }
}

/// What `faketime` puts before the system's own library.
fn library() -> String {
    let mut faketime = Command::new("faketime");
    let output = faketime
        .args(["-m", "-f", "+0", "printenv", "LD_PRELOAD"])
        .output()
        .expect("this test needs the program faketime: `apt-get install faketime`");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Site {
    async fn login(&self, name: &str) -> String {
        let reply = self.client.post(&format!("/login/{name}"), "").await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.ages(), [ABSOLUTE]);
        reply.new_cookie()
    }

    /// Asks everything but what ends a session. None of it fails, and either all of it is allowed or nothing.
    async fn is_in(&self, cookie: &str) -> bool {
        let mut statuses = Vec::new();
        for (method, path) in [
            ("GET", "/me"),
            ("GET", "/peek"),
            ("POST", "/count"),
            ("GET", "/plain"),
        ] {
            let reply = self.client.send(method, path, cookie, b"").await;
            assert!(reply.ages().is_empty(), "{path}: {reply:?}");
            statuses.push(reply.status);
        }
        match statuses[..] {
            [200, 200, 200, 200] => true,
            [401, 200, 401, 200] => false,
            _ => panic!("{statuses:?}"),
        }
    }

    async fn is_let_out(&self, cookie: &str) {
        assert_eq!(self.client.post("/logout", cookie).await.status, 200);
        assert!(!self.is_in(cookie).await);
    }
}

async fn a_clock_that_is_wrong_from_the_start_is_as_good_as_any(bent: Bent) {
    for days in [400, -1] {
        bent.set(days * DAY.cast_signed());
        let site = bent.start();
        let cookie = site.login("ann").await;
        assert!(site.is_in(&cookie).await, "{days} days");
        // Long enough for a store that counts by itself to forget what it takes for old.
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(site.is_in(&cookie).await, "{days} days");
        site.is_let_out(&cookie).await;
        site.process.stop();
    }
}

async fn a_clock_that_is_set_forward_ends_all_sessions_and_fails_nobody(bent: Bent) {
    let site = bent.start();
    let [cookie, other] = [site.login("ann").await, site.login("bob").await];
    assert!(site.is_in(&cookie).await);
    bent.set(400 * DAY.cast_signed());
    assert!(!site.is_in(&cookie).await);
    assert_eq!(site.client.post("/rotate", &other).await.status, 401);
    let later = site.login("cleo").await;
    assert!(site.is_in(&later).await);
    // Set right again: whether those are there that are over and not removed is nobody's promise, but nothing fails.
    bent.set(0);
    for cookie in [&cookie, &other, &later] {
        site.is_in(cookie).await;
    }
    let new = site.login("dan").await;
    assert!(site.is_in(&new).await);
    site.is_let_out(&new).await;
    site.process.stop();
}

async fn a_clock_that_is_set_back_prolongs_nothing_by_more_than_that(bent: Bent) {
    let site = bent.start();
    let [busy, quiet] = [site.login("ann").await, site.login("bob").await];
    bent.set(-DAY.cast_signed());
    assert!(site.is_in(&busy).await);
    let renewed = site.client.post("/rotate", &busy).await;
    assert_eq!(renewed.status, 200);
    // Until it ends by the clock, which is as long after it began as ever; a second may have passed.
    let age = renewed.ages()[0];
    assert!(
        (ABSOLUTE + DAY - 10..=ABSOLUTE + DAY).contains(&age),
        "{age}"
    );
    let busy = renewed.new_cookie();
    let back = site.login("cleo").await;
    assert!(site.is_in(&back).await);

    let mut ahead = -DAY.cast_signed();
    while ahead + STEP.cast_signed() < ABSOLUTE.cast_signed() - 60 {
        ahead += STEP.cast_signed();
        bent.set(ahead);
        assert_eq!(site.client.me(&busy).await, 200, "{ahead} seconds");
    }
    bent.set(2 * 60 * 60);
    assert_eq!(site.client.me(&quiet).await, 401, "an hour idle");
    bent.set(ABSOLUTE.cast_signed());
    for cookie in [&busy, &quiet, &back] {
        assert!(!site.is_in(cookie).await);
    }
    site.process.stop();
}
