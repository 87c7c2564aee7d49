//! Sessions that live in their cookies: what they can do, and what they say that they cannot.

mod size;

use std::sync::Arc;
use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};
use oxy::{Clock as _, SecretKey, Serve};

use crate::shop::{Account, COOKIE, Gate, Shop, Visitors};
use crate::spy::Spy;
use crate::support::{OTHER_SECRET, SECRET, detail, only_line, pair, value};

const HOUR: Duration = Duration::from_secs(60 * 60);

#[post("/count-and-fail", app = Shop)]
async fn count_and_fail(mut user: Session<Account>) -> Result<(), Error> {
    user.update(|user| user.count += 1).await?;
    Err(Error::internal("after the change"))
}

#[post("/login-and-fail", app = Shop)]
async fn login_and_fail(sessions: SessionHandle<Account>) -> Result<(), Error> {
    sessions.begin(Account::of("bob")).await?;
    Err(Error::internal("after the login"))
}

#[post("/end-and-fail", app = Shop)]
async fn end_and_fail(user: Session<Account>) -> Result<(), Error> {
    user.end().await?;
    Err(Error::internal("after the end"))
}

#[get("/cookie/listed", app = Shop)]
async fn listed(user: Session<Account>) -> Result<String, Error> {
    Ok(user.list().await?.len().to_string())
}

#[post("/end-mine/{reference}", app = Shop)]
async fn end_mine(reference: String, user: Session<Account>) -> Result<String, Error> {
    Ok(user.end_one(&reference).await?.to_string())
}

#[post("/end-my-others", app = Shop)]
async fn end_my_others(user: Session<Account>) -> Result<String, Error> {
    Ok(user.end_others().await?.to_string())
}

/// Waits until the client has the answer's beginning, and changes the session then.
#[get("/too-late", app = Shop)]
async fn too_late(mut user: Session<Account>, gate: Context<Gate>) -> &'static str {
    tokio::spawn(async move {
        gate.pass().await;
        let changed = user.update(|user| user.count += 1).await;
        gate.say(changed.map_or_else(|error| error.to_string(), |()| "changed".to_owned()));
    });
    "answered"
}

fn serve(sessions: Sessions<Account>) -> (Serve<Shop>, Gate) {
    let gate = Gate::default();
    let shop = Shop {
        sessions,
        gate: gate.clone(),
    };
    (oxy::serve(shop), gate)
}

fn shop_of(sessions: Sessions<Account>) -> Visitors {
    let (serve, gate) = serve(sessions);
    Visitors {
        client: TestClient::new(serve.secret_key(SECRET)).unwrap(),
        store: Spy::new(),
        gate,
    }
}

fn shop() -> Visitors {
    shop_of(Sessions::in_cookie())
}

/// The cookie that a response has set, as a client sends it back.
#[track_caller]
fn set(response: &TestResponse) -> String {
    pair(&only_line(response)).to_owned()
}

#[tokio::test]
async fn the_cookie_has_all_of_the_session() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    assert_eq!(shop.get("/me", &cookie).await.text(), "ann 0 0");
    let counted = shop.post("/count", &cookie).await;
    assert_eq!(counted.text(), "1");
    let cookie = set(&counted);
    assert_eq!(shop.get("/me", &cookie).await.text(), "ann 1 0");
    assert!(shop.get("/me", &cookie).await.set_cookies().is_empty());
}

#[tokio::test]
async fn the_address_cookie_names_them() {
    let shop = shop_of(Sessions::from_url("cookie:"));
    let cookie = shop.login("ann").await;
    // Another process with the key knows the session.
    let other = self::shop();
    assert_eq!(other.get("/me", &cookie).await.text(), "ann 0 0");
}

#[tokio::test]
async fn the_data_cannot_be_read_by_the_client() {
    let shop = shop();
    let cookie = shop.login("ann-of-green-gables").await;
    let key = SecretKey::new(SECRET).unwrap();
    let now = shop.client.clock().now();
    let text = oxy::testing::unseal(&key, COOKIE, value(&cookie), now).unwrap();
    assert!(text.contains("ann-of-green-gables"), "{text}");
    assert!(!cookie.contains("green"));
    let half = &cookie[..cookie.len() - 8];
    for wrong in [half, "__Host-session_id=", "__Host-session_id=1[]"] {
        assert_eq!(shop.me(wrong).await, 401, "{wrong}");
    }
}

#[tokio::test]
async fn a_logout_removes_the_cookie() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    for path in ["/logout", "/leave"] {
        let response = shop.post(path, &cookie).await;
        assert_eq!(response.status(), 200, "{path}");
        assert!(only_line(&response).contains("Max-Age=0"), "{path}");
    }
    // As is said of them: nothing on the server can end a copy.
    assert_eq!(shop.me(&cookie).await, 200);
}

#[tokio::test]
async fn both_timeouts_are_counted_by_the_server() {
    let hour = 60 * 60 * 1_000;
    // Without Max-Age nothing but the session itself says when it ends.
    let sessions = Sessions::in_cookie().browser_session();
    let shop = shop_of(sessions.clone());
    let cookie = shop.login("ann").await;
    shop.advance(hour + 61 * 1_000);
    assert_eq!(shop.me(&cookie).await, 401);

    // With a request now and then it lasts to the absolute timeout, and no longer.
    let mut cookie = shop.login("ann").await;
    for halves in 1..(7 * 24 * 2) {
        shop.advance(hour / 2);
        let response = shop.get("/me", &cookie).await;
        assert_eq!(response.status(), 200, "after {halves} half hours");
        cookie = set(&response);
    }
    shop.advance(hour / 2);
    assert_eq!(shop.me(&cookie).await, 401);
    let counts = sessions.counts();
    assert_eq!((counts.idle, counts.absolute, counts.begun), (1, 1, 2));
}

#[tokio::test]
async fn the_idle_clock_costs_one_cookie_a_window() {
    let shop = shop();
    let mut cookie = shop.login("ann").await;
    let mut sent = 0;
    for _ in 0..60 {
        shop.advance(10_000);
        let response = shop.get("/me", &cookie).await;
        if !response.set_cookies().is_empty() {
            sent += 1;
            cookie = set(&response);
        }
    }
    assert_eq!(sent, 10);
}

#[tokio::test]
async fn the_cookie_lives_as_long_as_the_session_may() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    shop.advance(1_000_000);
    let line = only_line(&shop.post("/count", &cookie).await);
    let left = 7 * 24 * 60 * 60 - 1_000;
    assert!(line.ends_with(&format!("; Max-Age={left}")), "{line}");
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(line.contains(part), "{line}");
    }
    let shop = shop_of(Sessions::in_cookie().browser_session());
    let cookie = shop.login("ann").await;
    let line = only_line(&shop.post("/count", &cookie).await);
    assert!(!line.contains("Max-Age"), "{line}");
}

#[tokio::test]
async fn a_change_holds_when_the_response_fails_and_a_login_does_not() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let failed = shop.post("/count-and-fail", &cookie).await;
    assert_eq!(failed.status(), 500);
    assert_eq!(shop.get("/me", &set(&failed)).await.text(), "ann 1 0");

    let failed = shop.post("/login-and-fail", "").await;
    assert!(failed.set_cookies().is_empty());
    // As with a store: the older session stays ended.
    for path in ["/login-and-fail", "/end-and-fail"] {
        let failed = shop.post(path, &cookie).await;
        assert_eq!(failed.status(), 500, "{path}");
        assert!(only_line(&failed).contains("Max-Age=0"), "{path}");
    }
}

#[tokio::test]
async fn what_needs_a_store_is_an_error_that_says_so() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    for (method, path) in [
        (Method::GET, "/cookie/listed"),
        (Method::GET, "/sessions/ann"),
        (Method::POST, "/end-all"),
        (Method::POST, "/end-my-others"),
        (Method::POST, "/end-mine/0123456789abcdef"),
    ] {
        let response = shop.send(method, path, &cookie).await;
        assert_eq!(response.status(), 500, "{path}");
        assert!(response.set_cookies().is_empty(), "{path}");
        assert!(!detail(&response).contains("store"), "{path}");
    }
}

#[tokio::test]
async fn a_cap_that_nobody_can_count_is_in_the_launch_report() {
    let (serve, _) = serve(Sessions::in_cookie().per_user(3));
    let report = serve.secret_key(SECRET).check().unwrap_err().to_string();
    assert!(
        report.contains("`per_user` has no effect, since the sessions live in their cookies"),
        "{report}"
    );
}

#[tokio::test]
async fn a_change_after_the_response_is_an_error() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    assert_eq!(shop.get("/too-late", &cookie).await.text(), "answered");
    shop.gate.entered.notified().await;
    shop.gate.go.notify_one();
    let word = shop.gate.word().await;
    assert!(word.contains("after the response has left"), "{word}");
}

#[tokio::test]
async fn a_login_takes_the_place_of_an_older_session() {
    let sessions = Sessions::in_cookie();
    let shop = shop_of(sessions.clone());
    let nobody = shop.login("nobody").await;
    let response = shop.post("/login/ann", &nobody).await;
    assert_eq!(shop.get("/me", &set(&response)).await.text(), "ann 0 0");
    assert_eq!(sessions.counts().renewed, 1);
}

#[tokio::test]
async fn a_new_key_seals_the_session_again() {
    let (before, _) = serve(Sessions::in_cookie());
    let before = Visitors {
        client: TestClient::new(before.secret_key(OTHER_SECRET)).unwrap(),
        ..shop()
    };
    let cookie = before.login("ann").await;
    let (ring, _) = serve(Sessions::in_cookie());
    let ring = Visitors {
        client: TestClient::new(ring.secret_key(SecretKey::ring([SECRET, OTHER_SECRET]).unwrap()))
            .unwrap(),
        ..shop()
    };
    let resealed = set(&ring.get("/me", &cookie).await);
    let after = shop();
    assert_eq!(after.get("/me", &resealed).await.text(), "ann 0 0");
    assert_eq!(after.me(&cookie).await, 401);
}

#[tokio::test]
async fn data_of_another_shape_ends_the_session() {
    let sessions = Sessions::in_cookie();
    let shop = shop_of(sessions.clone());
    let cookie = shop.login("ann").await;
    let (key, now) = (SecretKey::new(SECRET).unwrap(), shop.client.clock().now());
    let text = oxy::testing::unseal(&key, COOKIE, value(&cookie), now).unwrap();
    let other = text.replace("\"count\":0", "\"count\":\"none\"");
    assert_ne!(text, other);
    let sealed = oxy::testing::seal(&key, COOKIE, &other, HOUR, now).unwrap();
    let response = shop.get("/me", &format!("{COOKIE}={sealed}")).await;
    assert_eq!(response.status(), 401);
    assert!(only_line(&response).contains("Max-Age=0"));
    assert_eq!(sessions.counts().unreadable, 1);
}

/// Others keep the session alive, of which its stream does not learn.
#[tokio::test(start_paused = true)]
async fn a_stream_lasts_until_its_session_can_live_no_longer() {
    let sessions = Sessions::in_cookie().idle(HOUR / 6).absolute(HOUR);
    let shop = Arc::new(shop_of(sessions));
    let cookie = shop.login("ann").await;
    shop.client.clear_cookies();
    let watching = tokio::spawn({
        let (shop, cookie) = (Arc::clone(&shop), cookie.clone());
        async move {
            let request = shop.client.get("/watch").header("cookie", cookie);
            request.send().await
        }
    });
    shop.gate.entered.notified().await;
    shop.gate.go.notify_one();
    for _ in 0..5 {
        shop.client.clock().advance(HOUR / 6 + HOUR / 600);
        tokio::time::sleep(HOUR).await;
        assert!(!watching.is_finished());
    }
    shop.client.clock().advance(HOUR / 6);
    let ended = tokio::time::timeout(HOUR, watching).await;
    assert_eq!(ended.unwrap().unwrap().text(), "ended");
}
