//! `examples/session_demo.rs` as a person uses it.

use std::time::{Duration, Instant};

use crate::harness::{Browser, Site};
use crate::servers::Redis;

const DESKTOP: (u32, u32) = (1280, 800);
const PHONE: (u32, u32) = (390, 844);
/// How soon a store that is back must be found.
const BACK: Duration = Duration::from_secs(10);

fn log_in(browser: &Browser, site: &Site, pass: &str) {
    browser.goto(&site.url("/"));
    browser.fill("input[name=user]", "admin");
    browser.fill("input[name=pass]", pass);
    browser.click("button");
}

fn devices(browser: &Browser) -> u64 {
    let count = browser.script("return document.querySelectorAll('main li').length");
    count.as_u64().unwrap()
}

#[test]
fn a_person_logs_in_reloads_and_logs_out() {
    let site = Site::start("session_demo");
    let browser = Browser::start();
    let (width, height) = DESKTOP;
    browser.resize(width, height);

    // A stranger who asks for the dashboard gets to the log-in page.
    browser.goto(&site.url("/dashboard"));
    assert_eq!(browser.url(), site.url("/"));
    assert_eq!(browser.text("h1"), "Log in");
    browser.screenshot("demo-login-desktop");

    // Nearly right is wrong.
    log_in(&browser, &site, "12345");
    assert_eq!(
        browser.text("[role=status]"),
        "Wrong user or password. Please try again."
    );
    assert_eq!(browser.url(), site.url("/login"));
    assert!(
        browser.cookies().is_empty(),
        "a cookie for a wrong password"
    );
    browser.screenshot("demo-wrong-password-desktop");

    log_in(&browser, &site, "1234");
    assert_eq!(browser.url(), site.url("/dashboard"));
    assert_eq!(browser.text("h1"), "Welcome back, admin!");
    let cookies = browser.cookies();
    assert_eq!(cookies.len(), 1, "{} cookies", cookies.len());
    assert_eq!(cookies[0].name, "__Host-session_id");
    assert_eq!(
        browser.script("return document.cookie"),
        "",
        "scripts see the cookie"
    );
    browser.screenshot("demo-dashboard-desktop");

    // A reload, and the log-in page leads back.
    browser.goto(&site.url("/dashboard"));
    assert_eq!(browser.text("h1"), "Welcome back, admin!");
    browser.goto(&site.url("/"));
    assert_eq!(browser.url(), site.url("/dashboard"));

    browser.click("form[action='/logout'] button");
    assert_eq!(browser.url(), site.url("/"));
    assert_eq!(browser.text("[role=status]"), "You are logged out.");
    browser.screenshot("demo-logged-out-desktop");
    assert!(
        browser.cookies().is_empty(),
        "a cookie is left after the log-out"
    );
    browser.goto(&site.url("/dashboard"));
    assert_eq!(browser.url(), site.url("/"), "the log-out is not final");
    assert_eq!(
        browser.text("main").matches("logged out").count(),
        0,
        "the message was shown twice"
    );
}

#[test]
fn one_browser_logs_the_other_out() {
    let site = Site::start("session_demo");
    let (laptop, phone) = (Browser::start(), Browser::start());
    phone.resize(PHONE.0, PHONE.1);
    log_in(&laptop, &site, "1234");
    assert_eq!(devices(&laptop), 1);

    phone.goto(&site.url("/"));
    phone.screenshot("demo-login-phone");
    log_in(&phone, &site, "1234");
    assert_eq!(devices(&phone), 2);
    phone.screenshot("demo-dashboard-phone");

    phone.click("form[action='/end-others'] button");
    assert_eq!(
        phone.text("[role=status]"),
        "One other device was logged out."
    );
    assert_eq!(devices(&phone), 1);
    phone.screenshot("demo-others-ended-phone");

    laptop.goto(&site.url("/dashboard"));
    assert_eq!(
        laptop.url(),
        site.url("/"),
        "the other browser is still logged in"
    );
    phone.goto(&site.url("/dashboard"));
    assert_eq!(phone.text("h1"), "Welcome back, admin!");
}

#[test]
fn a_person_stays_logged_in_while_redis_is_stopped_and_started_again() {
    let redis = Redis::start_with(&["--appendonly", "yes"]);
    let site = Site::start_on(&redis.url(), "session_demo");
    let browser = Browser::start();
    log_in(&browser, &site, "1234");
    assert_eq!(browser.text("h1"), "Welcome back, admin!");
    let before = browser.cookies();

    redis.kill();
    browser.goto(&site.url("/dashboard"));
    assert_eq!(browser.text("h1"), "One moment, please");
    browser.screenshot("demo-redis-stopped-desktop");
    let kept = browser.cookies();
    assert_eq!(kept.len(), 1, "{} cookies", kept.len());
    assert_eq!(kept[0].name, before[0].name);

    redis.restart();
    let start = Instant::now();
    while browser.text("h1") != "Welcome back, admin!" {
        assert!(start.elapsed() < BACK, "{} is left", browser.text("h1"));
        browser.click("a[href='/']");
    }
    assert_eq!(browser.url(), site.url("/dashboard"));
}
