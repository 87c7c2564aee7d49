//! What happens to sessions is counted, told and logged by its reason, and names nobody.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use oxy::prelude::*;
use oxy::{SessionCounts, SessionEvent};

use crate::shop::{Account, COOKIE, Shop, Visitors, shop_with};
use crate::spy::{Mood, Step};
use crate::support::Log;

#[oxy::router("/events")]
static EVENTS: Router;

#[get(EVENTS, "/counts", app = Shop)]
async fn counts(sessions: Context<Sessions<Account>>) -> Json<Vec<(&'static str, u64)>> {
    Json(counted(sessions.counts()))
}

#[post(EVENTS, "/login-that-fails", app = Shop)]
async fn login_that_fails(sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    sessions.begin(Account::of("ann")).await?;
    Err(Error::internal("the mail about it could not be sent"))
}

#[post(EVENTS, "/login-that-panics", app = Shop)]
async fn login_that_panics(sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    sessions.begin(Account::of("ann")).await?;
    panic!("after the login");
}

#[post(EVENTS, "/become/{name}", app = Shop)]
async fn become_another(name: String, mut user: Session<Account>) -> Result<&'static str, Error> {
    user.update(|account| account.name = Some(name.clone()))
        .await?;
    Ok("another")
}

/// The events that happened, with their numbers.
fn counted(counts: SessionCounts) -> Vec<(&'static str, u64)> {
    let all = [
        (SessionEvent::Begun, counts.begun),
        (SessionEvent::Renewed, counts.renewed),
        (SessionEvent::Ended, counts.ended),
        (SessionEvent::Idle, counts.idle),
        (SessionEvent::Absolute, counts.absolute),
        (SessionEvent::Revoked, counts.revoked),
        (SessionEvent::BadSeal, counts.bad_seal),
        (SessionEvent::Unknown, counts.unknown),
        (SessionEvent::Unreadable, counts.unreadable),
        (SessionEvent::Undone, counts.undone),
        (SessionEvent::StoreError, counts.store_error),
    ];
    let happened = all.into_iter().filter(|(_, count)| *count > 0);
    happened
        .map(|(event, count)| (event.as_str(), count))
        .collect()
}

/// A shop whose events are watched in all three ways.
struct Watched {
    shop: Visitors,
    log: Log,
    _guard: tracing::subscriber::DefaultGuard,
    told: Arc<Mutex<Vec<SessionEvent>>>,
    /// What no log line may have: ids, their hashes, users.
    hidden: Vec<String>,
}

impl Watched {
    fn new(change: impl FnOnce(Sessions<Account>) -> Sessions<Account>) -> Self {
        let (log, guard) = Log::capture();
        let told: Arc<Mutex<Vec<SessionEvent>>> = Arc::default();
        let heard = Arc::clone(&told);
        let shop = shop_with(|sessions| {
            change(sessions).on_event(move |event, times| {
                let mut heard = heard.lock().unwrap();
                heard.extend((0..times).map(|_| event));
            })
        });
        Self {
            shop,
            log,
            _guard: guard,
            told,
            hidden: vec!["ann".to_owned()],
        }
    }

    async fn login(&mut self) -> String {
        let cookie = self.shop.login("ann").await;
        self.hidden.push(self.shop.id(&cookie));
        self.hidden.push(cookie.clone());
        cookie
    }

    async fn post(&self, path: &str, cookie: &str) -> u16 {
        self.shop.post(path, cookie).await.status().as_u16()
    }

    /// Exactly these happened, as counted, as told, and as logged.
    async fn saw(&self, expected: &[(&str, u64)]) {
        let counts = self.shop.get("/events/counts", "").await;
        let counts: Vec<(String, u64)> = counts.json().unwrap();
        let counts: Vec<_> = counts
            .iter()
            .map(|(name, count)| (name.as_str(), *count))
            .collect();
        assert_eq!(counts, expected);

        let told = self.told.lock().unwrap();
        let lines = self.log.lines();
        let logged = lines
            .iter()
            .filter(|line| line.starts_with("DEBUG oxy::session "));
        let logged: Vec<_> = logged.collect();
        for (name, count) in expected {
            let heard = told.iter().filter(|event| event.as_str() == *name).count();
            assert_eq!(u64::try_from(heard).unwrap(), *count, "{name}: {told:?}");
            let field = format!(" event={name} times=");
            let times = logged.iter().filter_map(|line| line.split_once(&field));
            let times: u64 = times.map(|(_, rest)| number(rest)).sum();
            assert_eq!(times, *count, "{name}: {logged:#?}");
        }
        let all: u64 = expected.iter().map(|(_, count)| count).sum();
        assert_eq!(u64::try_from(told.len()).unwrap(), all, "{told:?}");
        for line in &lines {
            for hidden in &self.hidden {
                assert!(!line.contains(hidden.as_str()), "{hidden} is in {line}");
            }
        }
    }
}

/// The number at the beginning of a text.
fn number(text: &str) -> u64 {
    let end = text.find(|character: char| !character.is_ascii_digit());
    text[..end.unwrap_or(text.len())].parse().unwrap()
}

fn as_usual(sessions: Sessions<Account>) -> Sessions<Account> {
    sessions
}

#[tokio::test]
async fn begun_renewed_and_ended() {
    let mut watched = Watched::new(as_usual);
    watched.saw(&[]).await;
    let first = watched.login().await;
    watched.saw(&[("begun", 1)]).await;
    assert_eq!(watched.post("/login/ann", &first).await, 303);
    watched.saw(&[("begun", 1), ("renewed", 1)]).await;
    let second = watched.login().await;
    assert_eq!(watched.post("/rotate", &second).await, 200);
    watched.saw(&[("begun", 2), ("renewed", 2)]).await;
    let third = watched.login().await;
    assert_eq!(watched.post("/logout", &third).await, 200);
    watched
        .saw(&[("begun", 3), ("renewed", 2), ("ended", 1)])
        .await;
    let fourth = watched.login().await;
    assert_eq!(watched.post("/leave", &fourth).await, 200);
    watched
        .saw(&[("begun", 4), ("renewed", 2), ("ended", 2)])
        .await;
}

#[tokio::test]
async fn an_ordinary_request_is_no_event() {
    let mut watched = Watched::new(as_usual);
    let cookie = watched.login().await;
    for path in ["/me", "/peek", "/plain"] {
        watched.shop.advance(100_000);
        assert_eq!(watched.shop.get(path, &cookie).await.status(), 200);
    }
    assert_eq!(watched.post("/count", &cookie).await, 200);
    assert_eq!(watched.shop.me("").await, 401);
    watched.saw(&[("begun", 1)]).await;
}

#[tokio::test]
async fn a_change_of_the_user_is_an_end_and_a_beginning() {
    let mut watched = Watched::new(as_usual);
    let cookie = watched.login().await;
    assert_eq!(watched.post("/events/become/bob", &cookie).await, 200);
    watched.saw(&[("begun", 2), ("ended", 1)]).await;
}

#[tokio::test]
async fn idle() {
    let mut watched = Watched::new(|sessions| sessions.idle(Duration::from_secs(600)));
    let cookie = watched.login().await;
    watched.shop.advance(660_000);
    assert_eq!(watched.shop.me(&cookie).await, 401);
    watched.saw(&[("begun", 1), ("idle", 1)]).await;
}

#[tokio::test]
async fn absolute() {
    // The cookie of a browser session has no expiry of its own that would come before.
    let hour = Duration::from_secs(3_600);
    let mut watched = Watched::new(|sessions| sessions.browser_session().absolute(hour));
    let cookie = watched.login().await;
    for _ in 0..3 {
        watched.shop.advance(1_199_999);
        assert_eq!(watched.shop.me(&cookie).await, 200);
    }
    watched.shop.advance(3);
    assert_eq!(watched.shop.me(&cookie).await, 401);
    watched.saw(&[("begun", 1), ("absolute", 1)]).await;
}

#[tokio::test]
async fn revoked_by_another_session() {
    let mut watched = Watched::new(as_usual);
    let mut cookies = Vec::new();
    for _ in 0..7 {
        cookies.push(watched.login().await);
    }
    let list = watched.shop.get("/devices/list", &cookies[6]).await;
    let list: serde_json::Value = list.json().unwrap();
    let devices = list.as_array().unwrap().iter();
    let other = devices.clone().find(|device| device["current"] == false);
    let reference = other.unwrap()["reference"].as_str().unwrap().to_owned();
    assert_eq!(
        watched
            .post(&format!("/devices/end/{reference}"), &cookies[6])
            .await,
        200
    );
    watched.hidden.push(reference);
    watched.saw(&[("begun", 7), ("revoked", 1)]).await;
    assert_eq!(watched.post("/devices/end-others", &cookies[6]).await, 200);
    watched.saw(&[("begun", 7), ("revoked", 6)]).await;
    assert_eq!(watched.post("/devices/end-others", &cookies[6]).await, 200);
    watched.saw(&[("begun", 7), ("revoked", 6)]).await;
    assert_eq!(watched.post("/end-all", &cookies[6]).await, 200);
    watched.saw(&[("begun", 7), ("revoked", 7)]).await;
    for _ in 0..2 {
        watched.login().await;
    }
    assert_eq!(watched.post("/devices/end-of/ann", "").await, 200);
    watched.saw(&[("begun", 9), ("revoked", 9)]).await;
}

#[tokio::test]
async fn revoked_by_the_cap() {
    let mut watched = Watched::new(|sessions| sessions.per_user(1));
    for _ in 0..3 {
        watched.login().await;
        watched.shop.advance(1);
    }
    watched.saw(&[("begun", 3), ("revoked", 2)]).await;
}

#[tokio::test]
async fn bad_seal() {
    let mut watched = Watched::new(as_usual);
    let cookie = watched.login().await;
    let cut = &cookie[..cookie.len() - 1];
    let moved = cookie.replace(COOKIE, "another_name");
    for (line, count) in [
        (format!("{COOKIE}=junk"), 1),
        (format!("{COOKIE}="), 2),
        (cut.to_owned(), 3),
        // Of another cookie, which nobody asked for.
        (moved, 3),
    ] {
        assert_eq!(watched.shop.me(&line).await, 401);
        watched.saw(&[("begun", 1), ("bad_seal", count)]).await;
    }
    // The seal holds for as long as the longest life of the session.
    watched.shop.advance(7 * 24 * 60 * 60 * 1_000);
    assert_eq!(watched.shop.me(&cookie).await, 401);
    watched.saw(&[("begun", 1), ("bad_seal", 4)]).await;
}

#[tokio::test]
async fn unknown() {
    let mut watched = Watched::new(as_usual);
    let cookie = watched.login().await;
    assert_eq!(watched.post("/logout", &cookie).await, 200);
    assert_eq!(watched.shop.me(&cookie).await, 401);
    watched
        .saw(&[("begun", 1), ("ended", 1), ("unknown", 1)])
        .await;
    // Many arguments of one request are one look.
    let store = watched.shop.store.calls(Step::Load);
    assert_eq!(watched.shop.get("/peek", &cookie).await.text(), "stranger");
    assert_eq!(watched.shop.store.calls(Step::Load), store + 1);
    watched
        .saw(&[("begun", 1), ("ended", 1), ("unknown", 2)])
        .await;
}

#[tokio::test]
async fn undone() {
    let watched = Watched::new(as_usual);
    assert_eq!(watched.post("/events/login-that-fails", "").await, 500);
    watched.saw(&[("begun", 1), ("undone", 1)]).await;
    assert_eq!(watched.post("/events/login-that-panics", "").await, 500);
    watched.saw(&[("begun", 2), ("undone", 2)]).await;
    assert_eq!(watched.shop.store.rows(), 0);
}

#[tokio::test(start_paused = true)]
async fn store_error() {
    let mut watched = Watched::new(as_usual);
    let cookie = watched.login().await;
    for (count, mood) in [(1, Mood::Fails), (2, Mood::Hangs)] {
        watched.shop.store.set(Step::Load, mood);
        assert_eq!(watched.shop.me(&cookie).await, 503);
        watched.saw(&[("begun", 1), ("store_error", count)]).await;
    }
    watched.shop.store.set(Step::Load, Mood::Works);
    assert_eq!(watched.shop.me(&cookie).await, 200);
    watched.saw(&[("begun", 1), ("store_error", 2)]).await;
}

#[tokio::test]
async fn each_application_counts_its_own() {
    let (mut one, two) = (Watched::new(as_usual), Watched::new(as_usual));
    one.login().await;
    let of = async |watched: &Watched| watched.shop.get("/events/counts", "").await.text();
    assert_eq!(of(&one).await, "[[\"begun\",1]]");
    assert_eq!(of(&two).await, "[]");
}
