//! What Chromium does on a plain connection to this machine: the examples rely on it.

use std::fs;
use std::time::Duration;

use oxy::prelude::*;
use tokio::runtime::Runtime;

use crate::harness::{Browser, Cookie as Kept, Site};

/// A form, a cookie, and what came back with the form.
#[oxy::app]
#[derive(Default)]
pub(crate) struct App {}

#[get("/")]
async fn form() -> Response {
    html(
        "<!DOCTYPE html><title>Form</title><form method=post>\
         <input name=word value=old><button>Send</button></form>",
    )
    .header(
        "content-security-policy",
        "default-src 'none'; form-action 'self'",
    )
    .set_cookie(
        Cookie::new("__Host-id", "abc")
            .max_age(Duration::from_secs(3600))
            .same_site(SameSite::Lax),
    )
}

#[derive(serde::Deserialize)]
struct Sent {
    word: String,
}

#[post("/")]
async fn sent(headers: Headers, cookies: Cookies, form: Form<Sent>) -> Redirect {
    let site = headers.get("sec-fetch-site");
    let site = site
        .and_then(|site| site.to_str().ok())
        .unwrap_or("nothing");
    let id = cookies.get("__Host-id").unwrap_or_default();
    Redirect::to(format!("/sent/{}/{id}/{site}", form.word))
}

#[get("/sent/{word}/{id}/{site}")]
async fn seen(word: String, id: String, site: String) -> Html<String> {
    Html(format!(
        "<h1>{}</h1>",
        escape_html(&format!("{word} {id} {site}"))
    ))
}

/// A cookie that is secure and closed to scripts is kept and sent, as over HTTPS.
#[test]
fn a_secure_cookie_works_on_this_machine_without_tls() {
    let runtime = Runtime::new().unwrap();
    let server = oxy::serve(App::default())
        .secret_key(SecretKey::random())
        .port(0)
        .start();
    let server = runtime.block_on(server).unwrap();
    let browser = Browser::start();
    for host in ["127.0.0.1", "localhost"] {
        let page = format!("http://{host}:{}/", server.address().port());
        browser.goto(&page);
        browser.fill("input", "new & other");
        browser.click("button");
        assert_eq!(browser.text("h1"), "new & other abc same-origin", "{host}");
        assert_eq!(
            browser.url(),
            format!("{page}sent/new%20&%20other/abc/same-origin")
        );

        let cookies = browser.cookies();
        let expected = Kept {
            name: "__Host-id".into(),
            value: "abc".into(),
            domain: host.into(),
            path: "/".into(),
            secure: true,
            http_only: true,
            same_site: Some("Lax".into()),
            expiry: cookies[0].expiry,
        };
        assert_eq!(cookies, [expected]);
        assert!(cookies[0].expiry.is_some());
        assert_eq!(browser.script("return document.cookie"), "");
    }
}

/// Pictures have the size that was asked for, on every page.
#[test]
fn an_example_is_a_site_to_look_at() {
    let site = Site::start("sessions");
    let browser = Browser::start();
    browser.resize(390, 844);
    browser.goto(&site.url("/dashboard"));
    assert_eq!(browser.url(), site.url("/dashboard"));
    assert_eq!(browser.text("body"), "Unauthorized - Please Login");
    let size = browser.script("return [innerWidth, innerHeight]");
    assert_eq!(size, serde_json::json!([390, 844]));
    let picture = fs::read(browser.screenshot("sessions-dashboard")).unwrap();
    assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
    // The header of a picture tells its size: 0x186 by 0x34c.
    assert_eq!(&picture[16..24], [0, 0, 1, 0x86, 0, 0, 3, 0x4c]);
}
