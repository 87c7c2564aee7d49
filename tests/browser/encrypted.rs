//! `examples/session_demo.rs` over TLS, as a person uses it.

use crate::harness::{Browser, Site};

#[test]
fn a_person_logs_in_and_out_over_tls() {
    let site = Site::start_encrypted("session_demo");
    let browser = Browser::start_trusting();
    browser.goto(&site.url("/dashboard"));
    assert_eq!(browser.url(), site.url("/"));
    assert!(browser.url().starts_with("https://"), "{}", browser.url());
    assert_eq!(browser.script("return isSecureContext"), true);

    browser.fill("input[name=user]", "admin");
    browser.fill("input[name=pass]", "1234");
    browser.click("button");
    assert_eq!(browser.url(), site.url("/dashboard"));
    assert_eq!(browser.text("h1"), "Welcome back, admin!");
    let cookies = browser.cookies();
    assert_eq!(cookies.len(), 1, "{} cookies", cookies.len());
    let cookie = &cookies[0];
    assert_eq!(cookie.name, "__Host-session_id");
    assert!(cookie.secure && cookie.http_only);
    assert_eq!((&*cookie.domain, &*cookie.path), ("localhost", "/"));
    assert_eq!(cookie.same_site.as_deref(), Some("Lax"));
    assert_eq!(browser.script("return document.cookie"), "");
    let version = "return performance.getEntriesByType('navigation')[0].nextHopProtocol";
    assert_eq!(browser.script(version), "h2");
    browser.screenshot("demo-dashboard-encrypted");

    // The session holds on the next page.
    browser.goto(&site.url("/"));
    assert_eq!(browser.url(), site.url("/dashboard"));
    assert_eq!(browser.text("h1"), "Welcome back, admin!");

    browser.click("form[action='/logout'] button");
    assert_eq!(browser.url(), site.url("/"));
    assert_eq!(browser.text("[role=status]"), "You are logged out.");
    assert!(browser.cookies().is_empty(), "a cookie is left");
    browser.goto(&site.url("/dashboard"));
    assert_eq!(browser.url(), site.url("/"), "the log-out is not final");
}
