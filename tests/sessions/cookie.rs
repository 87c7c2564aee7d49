//! The cookie of a session: its name, its attributes, what it hides, and how it is renewed.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oxy::prelude::*;
use oxy::testing::unseal;

use crate::shop::{Account, COOKIE, Shop, shop, shop_over, shop_with};
use crate::spy::Spy;
use crate::support::{OTHER_SECRET, SECRET, attributes, only_line, pair, value};

const DAY: u64 = 24 * 60 * 60;

#[post("/remember/{days}", app = Shop)]
async fn remember(days: u64, sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    let begin = sessions.begin(Account::of("ann"));
    begin.remember_for(Duration::from_secs(days * DAY)).await?;
    Ok("remembered")
}

#[post("/until-closed", app = Shop)]
async fn until_closed(sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    sessions.begin(Account::of("ann")).browser_session().await?;
    Ok("until the browser is closed")
}

/// A response that a cache would like to keep.
#[post("/cacheable-login", app = Shop)]
async fn cacheable_login(sessions: SessionHandle<Account>) -> Result<Response, Error> {
    sessions.begin(Account::of("ann")).await?;
    Ok(text("hello").header("cache-control", "public, max-age=60"))
}

#[tokio::test]
async fn the_cookie_is_host_only_hidden_from_scripts_and_lasts_for_the_absolute_timeout() {
    let shop = shop();
    let line = only_line(&shop.post("/login/ann", "").await);
    assert!(line.starts_with("__Host-session_id="), "{line}");
    assert_eq!(
        attributes(&line),
        [
            "HttpOnly",
            "Max-Age=604800",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ]
    );
}

#[tokio::test]
async fn max_age_is_the_absolute_timeout_whatever_the_idle_timeout_is() {
    let shop = shop_with(|sessions| {
        let sessions = sessions.idle(Duration::from_secs(5));
        sessions.absolute(Duration::from_secs(90))
    });
    let line = only_line(&shop.post("/login/ann", "").await);
    assert!(attributes(&line).contains(&"Max-Age=90"), "{line}");
}

#[tokio::test]
async fn the_cookie_of_a_browser_session_has_no_max_age() {
    let by_default = shop_with(|sessions| sessions.browser_session());
    let by_default = by_default.post("/login/ann", "").await;
    let by_login = shop().post("/until-closed", "").await;
    for response in [by_default, by_login] {
        let line = only_line(&response);
        assert_eq!(
            attributes(&line),
            ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
        );
    }
}

#[tokio::test]
async fn a_remembered_session_has_the_login_s_own_lifetime_and_outlives_the_browser() {
    for browser_session in [false, true] {
        let shop = shop_with(|sessions| match browser_session {
            true => sessions.browser_session(),
            false => sessions,
        });
        let line = only_line(&shop.post("/remember/30", "").await);
        assert!(attributes(&line).contains(&"Max-Age=2592000"), "{line}");
        // No request for 30 days less a millisecond.
        shop.advance(30 * DAY * 1000 - 1);
        assert_eq!(shop.me(pair(&line)).await, 200);
        shop.advance(1);
        assert_eq!(shop.me(pair(&line)).await, 401);
    }
}

/// The clocks of two machines are never quite the same.
#[tokio::test]
async fn the_longest_lifetime_holds_where_the_clock_is_behind() {
    let (store, same) = (Spy::new(), |sessions| sessions);
    let ahead = shop_over(&store, same, |server| server.secret_key(OTHER_SECRET));
    ahead.advance(1_000);
    let cookie = pair(&only_line(&ahead.post("/remember/400", "").await)).to_owned();
    let ring = SecretKey::ring([SECRET, OTHER_SECRET]).unwrap();
    let behind = shop_over(&store, same, |server| server.secret_key(ring));
    for (method, path) in [(Method::GET, "/me"), (Method::POST, "/rotate")] {
        let response = behind.send(method, path, &cookie).await;
        assert_eq!(response.status(), 200, "{path}");
        let line = only_line(&response);
        assert!(line.contains("Max-Age=34560000"), "{path}: {line}");
    }
}

#[tokio::test]
async fn nobody_is_remembered_for_longer_than_a_browser_keeps_a_cookie() {
    let shop = shop();
    assert_eq!(shop.post("/remember/400", "").await.status(), 200);
    assert_eq!(shop.store.rows(), 1);
    let response = shop.post("/remember/401", "").await;
    assert_eq!(response.status(), 500);
    assert!(response.set_cookies().is_empty());
    assert_eq!(shop.store.rows(), 1);
}

#[tokio::test]
async fn neither_id_nor_user_can_be_read_from_the_cookie() {
    let shop = shop();
    let cookie = shop.login("annabella").await;
    let id = shop.id(&cookie);
    assert_eq!(id.len(), 64);
    let raw_id = URL_SAFE_NO_PAD.decode(&id).unwrap();
    assert_eq!(raw_id.len(), 48);
    let token = URL_SAFE_NO_PAD.decode(value(&cookie)).unwrap();
    let has = |hidden: &[u8]| token.windows(hidden.len()).any(|part| part == hidden);
    assert!(!cookie.contains(&id) && !has(id.as_bytes()));
    assert!(raw_id.chunks(8).all(|part| !has(part)));
    assert!(!cookie.contains("annabella") && !has(b"annabella"));
}

#[tokio::test]
async fn the_same_user_has_another_cookie_at_every_login() {
    let shop = shop();
    let (one, two) = (shop.login("ann").await, shop.login("ann").await);
    assert_ne!(shop.id(&one), shop.id(&two));
    assert_ne!(one, two);
}

#[tokio::test]
async fn the_prefix_is_the_strictest_that_the_application_s_cookies_allow() {
    let new = CookieDefaults::new;
    let cases = [
        (new().secure(false), "session_id="),
        (
            new().secure(false).same_site(SameSite::None),
            "__Host-session_id=",
        ),
        (new().domain("example.com"), "__Secure-session_id="),
        (new().path("/app"), "__Secure-session_id="),
    ];
    for (defaults, expected) in cases {
        let store = Spy::new();
        let shop = shop_over(
            &store,
            |sessions| sessions,
            |server| server.secret_key(SECRET).cookies(defaults.clone()),
        );
        let line = only_line(&shop.post("/login/ann", "").await);
        assert!(line.starts_with(expected), "{line} for {defaults:?}");
        assert_eq!(shop.me(pair(&line)).await, 200, "{defaults:?}");
        let is_secure = attributes(&line).contains(&"Secure");
        assert_eq!(is_secure, expected.starts_with("__"), "{line}");
    }
}

#[tokio::test]
async fn in_development_the_cookie_travels_over_plain_http() {
    let shop = shop_over(
        &Spy::new(),
        |sessions| sessions,
        |server| server.secret_key(SECRET).insecure_cookies(),
    );
    let line = only_line(&shop.post("/login/ann", "").await);
    assert!(line.starts_with("session_id="), "{line}");
    assert!(!line.contains("Secure"), "{line}");
    assert_eq!(shop.me(pair(&line)).await, 200);
}

#[tokio::test]
async fn the_cookie_s_name_can_be_chosen_without_its_prefix() {
    let shop = shop_with(|sessions| sessions.cookie("till"));
    let line = only_line(&shop.post("/login/ann", "").await);
    assert!(line.starts_with("__Host-till="), "{line}");
    assert_eq!(shop.me(pair(&line)).await, 200);
}

#[tokio::test]
async fn a_live_session_s_cookie_is_sealed_again_under_the_first_key() {
    let (store, ring) = (Spy::new(), SecretKey::ring([OTHER_SECRET, SECRET]).unwrap());
    let same = |sessions| sessions;
    let before = shop_over(&store, same, |server| server.secret_key(SECRET));
    let during = shop_over(&store, same, |server| server.secret_key(ring));
    let after = shop_over(&store, same, |server| server.secret_key(OTHER_SECRET));
    let old = before.login("ann").await;
    during.advance(60_000);

    assert_eq!(after.me(&old).await, 401, "the old key is gone");
    let response = during.get("/me", &old).await;
    assert_eq!(response.status(), 200);
    let line = only_line(&response);
    assert_eq!(
        attributes(&line),
        [
            "HttpOnly",
            "Max-Age=604740",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ],
        "the time that is left, not a new one"
    );
    let new_key = SecretKey::new(OTHER_SECRET).unwrap();
    let now = oxy::Clock::now(during.client.clock());
    let id = unseal(&new_key, COOKIE, value(&line), now);
    assert_eq!(id, Some(before.id(&old)), "the same session");
    assert_eq!(after.me(pair(&line)).await, 200);
    let again = during.get("/me", pair(&line)).await;
    assert!(again.set_cookies().is_empty(), "once is enough");
}

#[tokio::test]
async fn a_browser_session_s_cookie_is_sealed_again_without_a_max_age() {
    let store = Spy::new();
    let same = |sessions| sessions;
    let before = shop_over(&store, same, |server| server.secret_key(SECRET));
    let ring = SecretKey::ring([OTHER_SECRET, SECRET]).unwrap();
    let during = shop_over(&store, same, |server| server.secret_key(ring));
    let old = only_line(&before.post("/until-closed", "").await);
    let line = only_line(&during.get("/me", pair(&old)).await);
    assert_eq!(
        attributes(&line),
        ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    );
}

#[tokio::test]
async fn a_dead_session_s_cookie_is_not_sealed_again() {
    let store = Spy::new();
    let same = |sessions| sessions;
    let before = shop_over(&store, same, |server| server.secret_key(SECRET));
    let ring = SecretKey::ring([OTHER_SECRET, SECRET]).unwrap();
    let during = shop_over(&store, same, |server| server.secret_key(ring));
    let old = before.login("ann").await;
    before.post("/logout", &old).await;
    for (path, status) in [("/me", 401), ("/peek", 200), ("/handle", 200)] {
        let response = during.get(path, &old).await;
        assert_eq!(response.status(), status, "{path}");
        assert!(response.set_cookies().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_logout_under_an_old_key_removes_the_cookie_and_does_not_seal_it_again() {
    let store = Spy::new();
    let same = |sessions| sessions;
    let before = shop_over(&store, same, |server| server.secret_key(SECRET));
    let ring = SecretKey::ring([OTHER_SECRET, SECRET]).unwrap();
    let during = shop_over(&store, same, |server| server.secret_key(ring));
    let old = before.login("ann").await;
    let line = only_line(&during.post("/logout", &old).await);
    assert!(line.starts_with("__Host-session_id=;"), "{line}");
    assert_eq!(before.me(&old).await, 401);
}

#[tokio::test]
async fn a_logout_removes_the_cookie_under_the_attributes_it_was_set_with() {
    let new = CookieDefaults::new;
    let cases = [
        (new(), "__Host-session_id=;", vec!["Path=/", "Secure"]),
        (
            new().domain("example.com"),
            "__Secure-session_id=;",
            vec!["Domain=example.com", "Path=/", "Secure"],
        ),
        (
            new().path("/app").same_site(SameSite::Strict),
            "__Secure-session_id=;",
            vec!["Path=/app", "Secure", "SameSite=Strict"],
        ),
        (new().secure(false), "session_id=;", vec!["Path=/"]),
    ];
    for (defaults, name, expected) in cases {
        for path in ["/logout", "/leave", "/end-all"] {
            let shop = shop_over(
                &Spy::new(),
                |sessions| sessions,
                |server| server.secret_key(SECRET).cookies(defaults.clone()),
            );
            let set = only_line(&shop.post("/login/ann", "").await);
            let response = shop.post(path, pair(&set)).await;
            assert_eq!(response.status(), 200);
            let line = only_line(&response);
            assert!(line.starts_with(name), "{line}");
            let removed = attributes(&line);
            for attribute in expected.iter().chain(&[
                "HttpOnly",
                "Max-Age=0",
                "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            ]) {
                assert!(removed.contains(attribute), "{attribute} in {line}");
            }
            assert_eq!(line.contains("Secure"), set.contains("Secure"), "{line}");
            assert_eq!(shop.store.rows(), 0, "{path}");
        }
    }
}

#[tokio::test]
async fn whatever_depends_on_a_session_is_stored_by_no_cache() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    for path in ["/me", "/peek", "/handle"] {
        for sent in ["", &cookie, "__Host-session_id=junk"] {
            let response = shop.get(path, sent).await;
            assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
            let mut varies = response.headers().get_all("vary").iter();
            assert!(varies.any(|field| field == "Cookie"), "{path}");
        }
    }
    let plain = shop.get("/plain", &cookie).await;
    assert_eq!(plain.header("cache-control"), None);
    assert_eq!(plain.header("vary"), None);
}

#[tokio::test]
async fn a_login_s_response_is_private_even_if_the_handler_calls_it_public() {
    let response = shop().post("/cacheable-login", "").await;
    assert_eq!(
        response.header("cache-control"),
        Some("private, max-age=60")
    );
    assert_eq!(response.header("vary"), Some("Cookie"));
}
