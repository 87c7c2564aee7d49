//! Header fields that protect pages, and limits of how often somebody may ask.

use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};
use oxy::{RateLimit, SecurityHeaders, Serve};

use crate::support::Log;

#[oxy::app(named)]
struct Guarded {}

#[get("/page", app = Guarded)]
async fn page() -> Html<&'static str> {
    Html("<h1>page</h1>")
}

#[get("/own", app = Guarded)]
async fn own() -> Response {
    html("<h1>own</h1>").header("content-security-policy", "default-src 'none'")
}

#[get("/data", app = Guarded)]
async fn data() -> &'static str {
    "data"
}

#[get("/nothing", app = Guarded)]
async fn nothing() {}

fn few() -> RateLimit {
    RateLimit::per_minute(3)
}

fn by_key() -> RateLimit {
    RateLimit::per_second(1).by(|request| {
        let key = request.headers().get("x-api-key")?;
        key.to_str().ok().map(str::to_owned)
    })
}

fn in_bursts() -> RateLimit {
    RateLimit::per_hour(60).burst(2)
}

#[post("/login", app = Guarded, layer = few)]
async fn login() -> &'static str {
    "in"
}

#[get("/api", app = Guarded, layer = by_key)]
async fn api() -> &'static str {
    "api"
}

#[get("/burst", app = Guarded, layer = in_bursts)]
async fn burst() -> &'static str {
    "burst"
}

fn served() -> Serve<Guarded> {
    oxy::serve(Guarded {}).trust_x_forwarded(["127.0.0.1"])
}

fn field<'r>(response: &'r TestResponse, name: &str) -> Option<&'r str> {
    response.headers().get(name)?.to_str().ok()
}

const PAGES: [(&str, &str); 4] = [
    ("content-security-policy", "frame-ancestors 'self'"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
];

#[tokio::test]
async fn pages_are_protected_by_default_and_errors_too() {
    let client = TestClient::new(served()).unwrap();
    let page = client.get("/page").send().await;
    let error = client
        .get("/nowhere")
        .header("accept", "text/html")
        .send()
        .await;
    assert_eq!(error.status(), 404);
    for (name, value) in PAGES {
        assert_eq!(field(&page, name), Some(value), "{name}");
        assert_eq!(field(&error, name), Some(value), "{name}");
    }
    let own = client.get("/own").send().await;
    assert_eq!(
        field(&own, "content-security-policy"),
        Some("default-src 'none'")
    );
    let data = client.get("/data").send().await;
    assert_eq!(field(&data, "x-content-type-options"), Some("nosniff"));
    assert_eq!(field(&data, "content-security-policy"), None);
    assert_eq!(
        field(
            &client.get("/nothing").send().await,
            "x-content-type-options"
        ),
        None
    );
    assert_eq!(field(&page, "strict-transport-security"), None);
    assert_eq!(field(&page, "server"), None);
}

#[tokio::test]
async fn each_can_be_left_out_by_its_name_or_be_another() {
    for (name, _) in PAGES {
        let headers = SecurityHeaders::new().without(name);
        let client = TestClient::new(served().security_headers(headers)).unwrap();
        let page = client.get("/page").send().await;
        for (other, value) in PAGES {
            let expected = (name != other).then_some(value);
            assert_eq!(field(&page, other), expected, "{other} without {name}");
        }
    }
    let headers = SecurityHeaders::new()
        .set("referrer-policy", "same-origin")
        .set("permissions-policy", "camera=()");
    let client = TestClient::new(served().security_headers(headers)).unwrap();
    let page = client.get("/page").send().await;
    assert_eq!(field(&page, "referrer-policy"), Some("same-origin"));
    assert_eq!(field(&page, "permissions-policy"), Some("camera=()"));
}

#[tokio::test]
async fn browsers_are_told_of_https_by_https_only() {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
    let rows = [
        (SecurityHeaders::new().hsts(YEAR), "max-age=31536000"),
        (
            SecurityHeaders::new().hsts_with_subdomains(YEAR),
            "max-age=31536000; includeSubDomains",
        ),
    ];
    for (headers, expected) in rows {
        let client = TestClient::new(served().security_headers(headers)).unwrap();
        for path in ["/page", "/data", "/nowhere"] {
            let plain = client
                .get(path)
                .header("x-forwarded-proto", "http")
                .send()
                .await;
            assert_eq!(field(&plain, "strict-transport-security"), None, "{path}");
            let safe = client
                .get(path)
                .header("x-forwarded-proto", "https")
                .send()
                .await;
            assert_eq!(
                field(&safe, "strict-transport-security"),
                Some(expected),
                "{path}"
            );
        }
    }
}

#[test]
fn what_is_no_field_is_a_problem() {
    let headers = SecurityHeaders::new()
        .without("referer-policy")
        .set("bad name", "value")
        .set("x-name", "bad\nvalue")
        .set("Content-Length", "3");
    let report = served().security_headers(headers).check().unwrap_err();
    assert_eq!(report.problems().len(), 4, "{report}");
    let text = report.to_string();
    assert!(text.contains("`referer-policy` to leave out"), "{text}");
    assert!(
        text.contains("`bad name`") && text.contains("`x-name`"),
        "{text}"
    );
    assert!(text.contains("`content-length` is no"), "{text}");
}

#[tokio::test]
async fn too_many_attempts_are_429_until_time_has_passed() {
    let client = TestClient::new(served()).unwrap();
    let attempt = |address: &'static str| {
        let request = client.post("/login").header("x-forwarded-for", address);
        async move { request.send().await }
    };
    for status in [200, 200, 200, 429, 429] {
        assert_eq!(attempt("203.0.113.1").await.status(), status);
    }
    let refused = attempt("203.0.113.1").await;
    assert_eq!(field(&refused, "retry-after"), Some("20"));
    assert!(
        refused.text().contains("too many attempts"),
        "{}",
        refused.text()
    );
    assert_eq!(attempt("203.0.113.2").await.status(), 200);
    client.clock().advance(Duration::from_secs(19));
    assert_eq!(attempt("203.0.113.1").await.status(), 429);
    client.clock().advance(Duration::from_secs(1));
    assert_eq!(attempt("203.0.113.1").await.status(), 200);
    assert_eq!(attempt("203.0.113.1").await.status(), 429);
    // What is left of a second counts as one: who asks after 19 s would be refused again.
    client.clock().advance(Duration::from_millis(500));
    let refused = attempt("203.0.113.1").await;
    assert_eq!(field(&refused, "retry-after"), Some("20"));
}

#[tokio::test]
async fn addresses_of_one_network_are_one_and_requests_without_one_are_too() {
    let client = TestClient::new(served()).unwrap();
    for (address, status) in [
        ("2001:db8::1", 200),
        ("2001:db8::2", 200),
        ("2001:db8::3", 200),
        ("2001:db8::4", 429),
        ("2001:db8:0:1::1", 200),
        ("unknown", 200),
        ("", 200),
        ("?", 200),
        ("-", 429),
    ] {
        let request = client.post("/login").header("x-forwarded-for", address);
        assert_eq!(request.send().await.status(), status, "{address}");
    }
}

#[tokio::test]
async fn a_value_of_the_request_is_counted_by_itself() {
    let client = TestClient::new(served()).unwrap();
    for (key, status) in [("a", 200), ("a", 429), ("b", 200), ("b", 429)] {
        let request = client.get("/api").header("x-api-key", key);
        assert_eq!(request.send().await.status(), status, "{key}");
    }
    assert_eq!(client.get("/api").send().await.status(), 200);
    assert_eq!(client.get("/api").send().await.status(), 429);
    for status in [200, 200, 429] {
        assert_eq!(client.get("/burst").send().await.status(), status);
    }
}

#[tokio::test]
async fn a_limit_that_has_no_address_to_count_by_says_so_once() {
    let (log, _guard) = Log::capture();
    let client = TestClient::new(served()).unwrap();
    let known = client.post("/login").header("x-forwarded-for", "192.0.2.1");
    assert_eq!(known.send().await.status(), 200);
    let known = client.get("/api").header("x-api-key", "a");
    assert_eq!(known.send().await.status(), 200);
    assert_eq!(log.of("WARN"), Vec::<String>::new());
    for (path, warned) in [("/burst", 1), ("/burst", 1), ("/api", 2), ("/burst", 2)] {
        client.get(path).send().await;
        let warnings = log.of("WARN");
        assert_eq!(warnings.len(), warned, "{path}: {warnings:?}");
    }
    let warnings = log.of("WARN");
    assert!(
        warnings[0].contains("`.trust_x_forwarded(..)`")
            && warnings[0].contains("`Serve::into_service`"),
        "{warnings:?}"
    );
}
