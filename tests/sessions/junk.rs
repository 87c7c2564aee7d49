//! A session cookie that is none changes nothing about what does not need one.

use oxy::Method;

use crate::shop::{COOKIE, shop};
use crate::support::{only_line, pair};

/// `Cookie` lines in which no session is.
fn junk() -> Vec<String> {
    let values = [
        "",
        "junk",
        "\"\"",
        "AQ",
        "%00%ff",
        "{\"user\":\"ann\"}",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ];
    let lines = values.iter().map(|value| format!("{COOKIE}={value}"));
    let long = format!("{COOKIE}={}", "A".repeat(5_000));
    let twice = format!("{COOKIE}=one; {COOKIE}=two");
    let broken = format!("{COOKIE}; =; ;;; {COOKIE}");
    lines.chain([long, twice, broken]).collect()
}

#[tokio::test]
async fn a_login_with_junk_is_a_login() {
    let shop = shop();
    for line in junk() {
        let login = shop.post("/login/ann", &line).await;
        assert_eq!(login.status(), 303, "{line}");
        let cookie = pair(&only_line(&login)).to_owned();
        assert_eq!(shop.me(&cookie).await, 200, "{line}");
        // Also where the junk stays beside it, as that of another path would.
        assert_eq!(shop.me(&format!("{line}; {cookie}")).await, 200, "{line}");
        assert_eq!(shop.me(&format!("{cookie}; {line}")).await, 200, "{line}");
        let logout = shop.post("/logout", &format!("{line}; {cookie}")).await;
        assert_eq!(logout.status(), 200, "{line}");
        assert_eq!(shop.me(&cookie).await, 401, "{line}");
    }
    assert_eq!(shop.store.rows(), 0);
}

#[tokio::test]
async fn junk_opens_nothing_and_closes_nothing() {
    let shop = shop();
    for line in junk() {
        for (method, path, status) in [
            (Method::GET, "/plain", 200),
            (Method::GET, "/peek", 200),
            (Method::HEAD, "/peek", 200),
            (Method::GET, "/me", 401),
            (Method::HEAD, "/me", 401),
            (Method::GET, "/nowhere", 404),
            (Method::POST, "/me", 405),
            (Method::OPTIONS, "/me", 204),
        ] {
            let response = shop.send(method.clone(), path, &line).await;
            assert_eq!(response.status(), status, "{method} {path} {line}");
            assert!(response.set_cookies().is_empty(), "{method} {path} {line}");
            let bare = shop.send(method.clone(), path, "").await;
            assert_eq!(response.text(), bare.text(), "{method} {path} {line}");
            assert_eq!(response.headers(), bare.headers(), "{method} {path} {line}");
        }
    }
    assert_eq!(shop.store.all_calls(), 0, "nobody asked the store");
}
