//! Cookies that are never sent: the answer is a 500 whose log line names the cookie and the rule.

use std::time::Duration;

use oxy::prelude::*;

use super::{baked, crumbs};
use crate::support::Log;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Answers with the cookie and gives what the log says about it.
async fn refusal(cookie: Cookie) -> String {
    let (log, _guard) = Log::capture();
    let shown = format!("{cookie:?}");
    let response = baked(crumbs(), &[cookie]).await;
    assert_eq!(response.status(), 500, "{shown}");
    assert!(response.set_cookies().is_empty(), "{shown}");
    assert!(!response.text().contains("cookie"), "{}", response.text());
    let lines = log.of("ERROR");
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines[0].clone()
}

#[tokio::test]
async fn s15_a_cookie_of_more_than_4096_bytes_is_refused() {
    let line = refusal(Cookie::new("cart", "x".repeat(5_000))).await;
    assert!(line.contains("the cookie \"cart\" has 50"), "{line}");
    assert!(line.contains("at most 4096"), "{line}");
    // Sealed, a shorter one is already too long.
    let line = refusal(Cookie::new("cart", "x".repeat(3_100)).encrypted()).await;
    assert!(line.contains("at most 4096"), "{line}");
}

#[tokio::test]
async fn s16_a_part_that_would_become_another_is_refused() {
    let cookie = || Cookie::new("a", "b");
    let rows = [
        (Cookie::new("a; Domain=x", 1), "the cookie name"),
        (Cookie::new("a b", 1), "the cookie name"),
        (Cookie::new("", 1), "the cookie name"),
        (Cookie::new("a=b", 1), "the cookie name"),
        (Cookie::new("a\r\nx", 1), "the cookie name"),
        (Cookie::new("é", 1), "the cookie name"),
        (
            Cookie::new("a", "a;b"),
            "byte 1 of the value of cookie \"a\"",
        ),
        (
            Cookie::new("a", "a\r\nSet-Cookie: c=d"),
            "byte 1 of the value",
        ),
        (Cookie::new("a", "\0"), "byte 0 of the value"),
        (Cookie::new("a", "a b"), "byte 1 of the value"),
        (Cookie::new("a", "é"), "byte 0 of the value"),
        (cookie().path("/;Secure"), "the path"),
        (cookie().domain("x;y"), "the domain"),
        (cookie().domain("invalid domain"), "the domain"),
        (cookie().domain("example.com:8080"), "the domain"),
        (cookie().domain(""), "the domain"),
    ];
    for (cookie, expected) in rows {
        let line = refusal(cookie).await;
        assert!(line.contains(expected), "{line}");
        // One line, whatever the parts hold.
        assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
    }
}

#[tokio::test]
async fn s17_a_path_without_a_slash_is_refused() {
    let line = refusal(Cookie::new("a", "b").path("api")).await;
    assert!(line.contains("the path \"api\" of cookie \"a\""), "{line}");
}

#[tokio::test]
async fn a_prefix_whose_promise_is_broken_is_refused() {
    let host = || Cookie::new("__Host-id", 1);
    let rows = [
        (
            host().secure(false),
            "the prefix __Host- of cookie \"__Host-id\" needs Secure",
        ),
        (host().path("/x"), "needs Path=/"),
        (host().domain("example.com"), "needs no domain"),
        (
            Cookie::new("__Secure-id", 1).secure(false),
            "the prefix __Secure-",
        ),
        // Browsers compare the prefix without case.
        (Cookie::new("__hOsT-id", 1).path("/x"), "the prefix __Host-"),
        (
            Cookie::new("a", 1).partitioned(true).secure(false),
            "the attribute Partitioned",
        ),
    ];
    for (cookie, expected) in rows {
        let line = refusal(cookie).await;
        assert!(line.contains(expected), "{line}");
    }
}

#[tokio::test]
async fn a_life_of_more_than_400_days_is_refused() {
    let line = refusal(Cookie::new("a", 1).max_age(DAY * 401)).await;
    assert!(line.contains("400 days"), "{line}");
    let kept = Cookie::new("a", 1).max_age(DAY * 400);
    let response = baked(crumbs(), &[kept]).await;
    assert_eq!(response.set_cookies().len(), 1);
}

#[tokio::test]
async fn one_refused_cookie_keeps_the_others_back() {
    let cookies = [Cookie::new("good", 1), Cookie::new("bad", ";")];
    let response = baked(crumbs(), &cookies).await;
    assert_eq!(response.status(), 500);
    assert!(response.set_cookies().is_empty());
}

#[tokio::test]
async fn a_sealed_value_holds_any_text() {
    for value in ["", "a;b", "a\r\nb\0", "é ü 漢字 🦀", "a,b\"c\\d"] {
        let response = baked(crumbs(), &[Cookie::new("a", value).encrypted()]).await;
        assert_eq!(response.set_cookies().len(), 1, "{value:?}");
    }
}
