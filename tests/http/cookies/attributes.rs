//! The attributes of a `Set-Cookie` line.

use std::time::{Duration, SystemTime};

use oxy::prelude::*;

use super::{baked, crumbs};
use crate::support::{attributes, only_line, pair};

const HOUR: Duration = Duration::from_secs(3600);

fn cookie() -> Cookie {
    Cookie::new("a", "b")
}

/// 2025-06-09T10:18:14Z, about five months after the test clock starts.
fn june() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_749_464_294)
}

#[tokio::test]
async fn every_attribute_can_be_set_on_a_cookie() {
    let rows: [(Cookie, &[&str]); 13] = [
        (cookie(), &["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]),
        (
            cookie().http_only(false),
            &["Path=/", "SameSite=Lax", "Secure"],
        ),
        (
            cookie().secure(false),
            &["HttpOnly", "Path=/", "SameSite=Lax"],
        ),
        (
            cookie().same_site(SameSite::Strict),
            &["HttpOnly", "Path=/", "SameSite=Strict", "Secure"],
        ),
        (
            cookie().same_site(SameSite::None),
            &["HttpOnly", "Path=/", "SameSite=None", "Secure"],
        ),
        (
            cookie().path("/api"),
            &["HttpOnly", "Path=/api", "SameSite=Lax", "Secure"],
        ),
        (
            cookie().domain("example.com"),
            &[
                "Domain=example.com",
                "HttpOnly",
                "Path=/",
                "SameSite=Lax",
                "Secure",
            ],
        ),
        (
            cookie().max_age(HOUR),
            &[
                "HttpOnly",
                "Max-Age=3600",
                "Path=/",
                "SameSite=Lax",
                "Secure",
            ],
        ),
        // Parts of a second count as a whole one.
        (
            cookie().max_age(Duration::from_millis(1)),
            &["HttpOnly", "Max-Age=1", "Path=/", "SameSite=Lax", "Secure"],
        ),
        (
            cookie().expires(june()),
            &[
                "Expires=Mon, 09 Jun 2025 10:18:14 GMT",
                "HttpOnly",
                "Path=/",
                "SameSite=Lax",
                "Secure",
            ],
        ),
        (
            cookie().max_age(HOUR).browser_session(),
            &["HttpOnly", "Path=/", "SameSite=Lax", "Secure"],
        ),
        (
            cookie().partitioned(true),
            &[
                "HttpOnly",
                "Partitioned",
                "Path=/",
                "SameSite=Lax",
                "Secure",
            ],
        ),
        (
            cookie()
                .http_only(false)
                .same_site(SameSite::Strict)
                .path("/x")
                .domain("a.example")
                .max_age(HOUR),
            &[
                "Domain=a.example",
                "Max-Age=3600",
                "Path=/x",
                "SameSite=Strict",
                "Secure",
            ],
        ),
    ];
    for (cookie, expected) in rows {
        let response = baked(crumbs(), std::slice::from_ref(&cookie)).await;
        let line = only_line(&response);
        assert_eq!(pair(&line), "a=b");
        assert_eq!(attributes(&line), expected, "{cookie:?}");
    }
}

#[tokio::test]
async fn defaults_are_the_applications_and_a_cookie_overrides_them() {
    let defaults = CookieDefaults::new()
        .http_only(false)
        .secure(false)
        .same_site(SameSite::Strict)
        .path("/app")
        .domain("example.com")
        .max_age(HOUR);
    let rows: [(Cookie, &[&str]); 6] = [
        (
            cookie(),
            &[
                "Domain=example.com",
                "Max-Age=3600",
                "Path=/app",
                "SameSite=Strict",
            ],
        ),
        (
            cookie().path("/").host_only().browser_session(),
            &["Path=/", "SameSite=Strict"],
        ),
        (
            cookie().http_only(true).secure(true),
            &[
                "Domain=example.com",
                "HttpOnly",
                "Max-Age=3600",
                "Path=/app",
                "SameSite=Strict",
                "Secure",
            ],
        ),
        (
            cookie().same_site(SameSite::Lax).domain("other.example"),
            &[
                "Domain=other.example",
                "Max-Age=3600",
                "Path=/app",
                "SameSite=Lax",
            ],
        ),
        (
            cookie().max_age(HOUR * 2),
            &[
                "Domain=example.com",
                "Max-Age=7200",
                "Path=/app",
                "SameSite=Strict",
            ],
        ),
        // Browsers refuse `SameSite=None` without `Secure`, so it comes along.
        (
            cookie().same_site(SameSite::None),
            &[
                "Domain=example.com",
                "Max-Age=3600",
                "Path=/app",
                "SameSite=None",
                "Secure",
            ],
        ),
    ];
    for (cookie, expected) in rows {
        let server = crumbs().cookies(defaults.clone());
        let response = baked(server, std::slice::from_ref(&cookie)).await;
        assert_eq!(attributes(&only_line(&response)), expected, "{cookie:?}");
    }
}

#[tokio::test]
async fn defaults_may_seal_every_cookie_and_one_may_stay_plain() {
    let server = || crumbs().cookies(CookieDefaults::new().encrypted(true));
    let line = only_line(&baked(server(), &[cookie()]).await);
    assert!(pair(&line).len() > 60, "{line}");
    let line = only_line(&baked(server(), &[cookie().plain()]).await);
    assert_eq!(pair(&line), "a=b");
}

#[tokio::test]
async fn secure_is_switched_off_by_name_only() {
    let line = only_line(&baked(crumbs().insecure_cookies(), &[cookie()]).await);
    assert_eq!(attributes(&line), ["HttpOnly", "Path=/", "SameSite=Lax"]);
    let kept = cookie().secure(true);
    let line = only_line(&baked(crumbs().insecure_cookies(), &[kept]).await);
    assert!(attributes(&line).contains(&"Secure"));
}

#[tokio::test]
async fn s18_the_leading_dot_of_a_domain_is_dropped() {
    for domain in [".sub.example.com", "Sub.Example.COM"] {
        let line = only_line(&baked(crumbs(), &[cookie().domain(domain)]).await);
        assert!(
            attributes(&line).contains(&"Domain=sub.example.com"),
            "{line}"
        );
    }
}

#[tokio::test]
async fn s20_same_site_none_forces_secure() {
    let cookie = cookie().same_site(SameSite::None).secure(false);
    let line = only_line(&baked(crumbs().insecure_cookies(), &[cookie]).await);
    assert!(attributes(&line).contains(&"Secure"), "{line}");
}

#[tokio::test]
async fn s21_a_max_age_of_zero_removes_with_the_epoch() {
    let gone = cookie()
        .path("/x")
        .domain("example.com")
        .max_age(Duration::ZERO);
    let line = only_line(&baked(crumbs(), &[gone]).await);
    assert_eq!(
        attributes(&line),
        [
            "Domain=example.com",
            "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "HttpOnly",
            "Max-Age=0",
            "Path=/x",
            "SameSite=Lax",
            "Secure"
        ]
    );
}

#[tokio::test]
async fn prefixed_names_are_sent_where_their_promise_is_kept() {
    for name in ["__Host-id", "__Secure-id"] {
        let line = only_line(&baked(crumbs(), &[Cookie::new(name, 1)]).await);
        assert_eq!(pair(&line), format!("{name}=1"));
    }
    let below = Cookie::new("__Secure-id", 1)
        .path("/x")
        .domain("example.com");
    only_line(&baked(crumbs(), &[below]).await);
}
