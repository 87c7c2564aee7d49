//! Who has no session: nothing is stored for them, and no id of their own making is taken for one.

use std::time::Duration;

use oxy::Clock as _;
use oxy::prelude::*;
use oxy::testing::seal;

use crate::shop::{COOKIE, Visitors, shop};
use crate::spy::Step;
use crate::support::{OTHER_SECRET, SECRET, only_line, pair, value};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// A cookie of this name and content, sealed under a secret.
fn sealed(shop: &Visitors, secret: &str, name: &str, content: &str) -> String {
    let key = SecretKey::new(secret).unwrap();
    let token = seal(&key, name, content, HOUR, shop.client.clock().now());
    format!("{COOKIE}={}", token.unwrap())
}

/// An id as the framework makes them, which no store has.
const UNKNOWN_ID: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";

/// The cookie opens no door, and the store was not even asked.
async fn is_refused_unasked(shop: &Visitors, cookie: &str) {
    let before = shop.store.all_calls();
    let required = shop.get("/me", cookie).await;
    assert_eq!(required.status(), 401, "{cookie}");
    assert!(required.set_cookies().is_empty(), "{cookie}");
    let optional = shop.get("/peek", cookie).await;
    assert_eq!(optional.text(), "stranger", "{cookie}");
    assert!(optional.set_cookies().is_empty(), "{cookie}");
    assert_eq!(shop.store.all_calls(), before, "{cookie}");
}

#[tokio::test]
async fn two_hundred_thousand_requests_without_a_cookie_store_nothing_and_set_nothing() {
    let shop = shop();
    let paths = [
        ("/plain", 200),
        ("/peek", 200),
        ("/handle", 200),
        ("/me", 401),
    ];
    for (path, status) in paths {
        for _ in 0..50_000 {
            let response = shop.client.get(path).send().await;
            assert_eq!(response.status(), status);
            assert!(!response.headers().contains_key("set-cookie"));
        }
    }
    assert_eq!(shop.store.all_calls(), 0);
    assert_eq!(shop.store.rows(), 0);
}

#[tokio::test]
async fn a_well_sealed_id_that_the_store_does_not_know_is_not_adopted() {
    let shop = shop();
    let planted = sealed(&shop, SECRET, COOKIE, UNKNOWN_ID);
    assert_eq!(shop.me(&planted).await, 401);
    assert_eq!(shop.store.calls(Step::Load), 1, "it was a well-formed id");
    assert_eq!(shop.get("/peek", &planted).await.text(), "stranger");
    let response = shop.post("/login/ann", &planted).await;
    let cookie = only_line(&response);
    let cookie = pair(&cookie);
    assert_ne!(shop.id(cookie), UNKNOWN_ID);
    assert_eq!(shop.me(cookie).await, 200);
    assert_eq!(shop.me(&planted).await, 401, "after the login, too");
    assert_eq!(shop.store.rows(), 1);
}

#[tokio::test]
async fn well_sealed_values_that_are_no_ids_are_refused_without_the_store() {
    let shop = shop();
    let longer = format!("{UNKNOWN_ID}AA");
    let standard = UNKNOWN_ID.replace('A', "+");
    let padded = format!("{UNKNOWN_ID}==");
    let malformed = [
        "",
        "x",
        "ann",
        "session-abc-123",
        "0b2c9cb0-7c1e-4a5b-9d36-5a2a2f0f1d11",
        &UNKNOWN_ID[..63],
        &UNKNOWN_ID[1..],
        &longer,
        &standard,
        &padded,
        "%00",
        "{\"name\":\"ann\"}",
    ];
    for content in malformed {
        is_refused_unasked(&shop, &sealed(&shop, SECRET, COOKIE, content)).await;
    }
}

#[tokio::test]
async fn an_id_sealed_under_a_foreign_key_is_refused_without_the_store() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let id = shop.id(&cookie);
    is_refused_unasked(&shop, &sealed(&shop, OTHER_SECRET, COOKIE, &id)).await;
}

#[tokio::test]
async fn the_value_of_another_cookie_is_refused_without_the_store() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let id = shop.id(&cookie);
    for other in ["session_id", "__Secure-session_id", "theme"] {
        is_refused_unasked(&shop, &sealed(&shop, SECRET, other, &id)).await;
    }
}

#[tokio::test]
async fn a_plain_id_is_refused_without_the_store() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let id = shop.id(&cookie);
    is_refused_unasked(&shop, &format!("{COOKIE}={id}")).await;
    is_refused_unasked(&shop, &format!("{COOKIE}=session-abc-123")).await;
    is_refused_unasked(&shop, &format!("{COOKIE}=")).await;
    is_refused_unasked(&shop, &format!("{COOKIE}=\"\"")).await;
}

#[tokio::test]
async fn a_cookie_with_any_character_changed_is_refused_without_the_store() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let token = value(&cookie).to_owned();
    for place in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        is_refused_unasked(&shop, &format!("{COOKIE}={changed}")).await;
        is_refused_unasked(&shop, &format!("{COOKIE}={}", &token[..place])).await;
    }
    is_refused_unasked(&shop, &format!("{COOKIE}={token}A")).await;
    is_refused_unasked(&shop, &format!("{COOKIE}=\"{token}\"")).await;
    assert_eq!(shop.me(&cookie).await, 200, "unchanged it is good");
}

#[tokio::test]
async fn only_the_exact_name_is_the_session_s_cookie() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let token = value(&cookie);
    for name in [
        "session_id",
        "__HOST-session_id",
        "__host-session_id",
        "%5F%5FHost-session_id",
        "\u{2000}__Host-session_id",
        "__Host-session_id\u{2000}",
        "__Host-session_idx",
    ] {
        is_refused_unasked(&shop, &format!("{name}={token}")).await;
    }
}

#[tokio::test]
async fn a_session_comes_from_the_cookie_and_from_nowhere_else() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let before = shop.store.all_calls();
    let token = value(&cookie);
    let query = format!("/me?{cookie}");
    assert_eq!(shop.get(&query, "").await.status(), 401);
    for (name, sent) in [
        ("authorization", format!("Bearer {token}")),
        ("x-session-id", token.to_owned()),
        ("set-cookie", cookie.clone()),
    ] {
        shop.client.clear_cookies();
        let response = shop.client.get("/me").header(name, sent).send().await;
        assert_eq!(response.status(), 401, "{name}");
    }
    assert_eq!(shop.store.all_calls(), before);
}

#[tokio::test]
async fn two_live_sessions_in_one_request_are_nobody_in_either_order() {
    let shop = shop();
    let (ann, bob) = (shop.login("ann").await, shop.login("bob").await);
    is_refused_unasked(&shop, &format!("{ann}; {bob}")).await;
    is_refused_unasked(&shop, &format!("{bob}; {ann}")).await;
    for (first, second) in [(&ann, &bob), (&bob, &ann)] {
        shop.client.clear_cookies();
        let request = shop.client.get("/me").header("cookie", first);
        let response = request.header("cookie", second).send().await;
        assert_eq!(response.status(), 401, "in two lines");
    }
    assert_eq!(shop.me(&ann).await, 200);
    assert_eq!(shop.me(&bob).await, 200);
}

#[tokio::test]
async fn a_live_session_beside_junk_of_its_name_is_good_in_either_order() {
    let shop = shop();
    let ann = shop.login("ann").await;
    let foreign = sealed(&shop, OTHER_SECRET, COOKIE, UNKNOWN_ID);
    for junk in [format!("{COOKIE}=junk"), foreign, ann.clone()] {
        for line in [format!("{ann}; {junk}"), format!("{junk}; {ann}")] {
            assert_eq!(shop.get("/me", &line).await.text(), "ann 0 0", "{line}");
        }
    }
    shop.client.clear_cookies();
    let line = [b"junk=\xFF; ", ann.as_bytes()].concat();
    let response = shop.client.get("/me").header("cookie", line).send().await;
    assert_eq!(response.status(), 200, "beside bytes that are no text");
}

#[tokio::test]
async fn a_logout_without_a_session_is_fine_and_removes_only_a_cookie_that_came() {
    let shop = shop();
    let response = shop.post("/leave", "").await;
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (200, "false".into())
    );
    assert!(response.set_cookies().is_empty());
    let response = shop.post("/leave", "theme=dark").await;
    assert!(response.set_cookies().is_empty(), "that is another cookie");
    assert_eq!(shop.store.all_calls(), 0);

    let gone = shop.login("ann").await;
    assert_eq!(shop.post("/leave", &gone).await.text(), "true");
    let unknown = sealed(&shop, SECRET, COOKIE, UNKNOWN_ID);
    for cookie in [gone, unknown, format!("{COOKIE}=junk")] {
        let response = shop.post("/leave", &cookie).await;
        assert_eq!(response.text(), "false", "{cookie}");
        let line = only_line(&response);
        assert!(line.starts_with(&format!("{COOKIE}=;")), "{line}");
        assert!(line.contains("Max-Age=0"), "{line}");
    }
}

#[tokio::test]
async fn a_logout_by_get_is_not_possible() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        let response = shop.send(method.clone(), "/logout", &cookie).await;
        assert!(response.set_cookies().is_empty(), "{method}");
        assert_eq!(shop.me(&cookie).await, 200, "{method}");
    }
}
