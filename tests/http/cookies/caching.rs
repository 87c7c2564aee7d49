//! What caches may keep: nothing that depends on a cookie.

use oxy::header::HeaderValue;
use oxy::prelude::*;
use oxy::testing::TestResponse;

use super::{Crumbs, answered, ask, crumbs};
use crate::support::client;

const OURS: Option<&str> = Some("no-store");

#[get("/untouched", app = Crumbs)]
async fn untouched() -> Response {
    text("same for all").header("cache-control", "public, max-age=60")
}

#[get("/secret-or-failure", app = Crumbs)]
async fn secret_or_failure(cookies: Cookies) -> Result<String, Error> {
    let who = cookies.get_encrypted("who");
    who.ok_or_else(|| Error::unauthorized("who are you?"))
}

fn varies_by(response: &TestResponse, name: &str) -> bool {
    response
        .headers()
        .get_all("vary")
        .iter()
        .any(|line| line == name)
}

#[tokio::test]
async fn a_response_that_depends_on_a_cookie_is_kept_by_no_cache() {
    let client = client(crumbs());
    let personal = [
        "/set?name=a&value=1",
        "/set-sealed?name=who&value=alice",
        // The cookie is there now, and then asked for by a name that is not.
        "/get-sealed?name=who",
        "/get-sealed?name=nobody",
        "/secret-or-failure",
        "/leave",
    ];
    for path in personal {
        let response = client.get(path).send().await;
        assert_eq!(response.header("cache-control"), OURS, "{path}");
        assert!(varies_by(&response, "Cookie"), "{path}");
    }
    client.clear_cookies();
    let response = client.get("/secret-or-failure").send().await;
    assert_eq!(response.status(), 401);
    assert_eq!(response.header("cache-control"), OURS);
    assert!(varies_by(&response, "Cookie"));
    let head = client.request(Method::HEAD, "/set?name=a&value=1");
    assert_eq!(head.send().await.header("cache-control"), OURS);
}

#[tokio::test]
async fn other_responses_are_left_as_they_are() {
    let client = client(crumbs());
    for (path, control) in [
        ("/untouched", Some("public, max-age=60")),
        ("/get?name=theme", None),
        ("/unknown", None),
    ] {
        let response = ask(&client, path, &["theme=dark; who=x"]).await;
        assert_eq!(response.header("cache-control"), control, "{path}");
        assert!(!varies_by(&response, "Cookie"), "{path}");
    }
}

#[tokio::test]
async fn a_handlers_own_cache_control_is_kept_but_made_private() {
    let rows = [
        ("max-age=60", "private, max-age=60"),
        ("public, max-age=60", "private, max-age=60"),
        ("Public, S-MaxAge=9, max-age=5", "private, max-age=5"),
        ("private, max-age=5", "private, max-age=5"),
        ("PRIVATE", "PRIVATE"),
        ("no-store", "no-store"),
        ("no-cache", "private, no-cache"),
        // Private for one field only is not private.
        (
            "private=\"set-cookie\", max-age=5",
            "private, private=\"set-cookie\", max-age=5",
        ),
        ("public", "private"),
        ("", "private"),
    ];
    for (own, expected) in rows {
        let response = answered(crumbs(), move || {
            text("")
                .header("cache-control", own)
                .set_cookie(Cookie::new("a", 1))
        })
        .await;
        assert_eq!(response.header("cache-control"), Some(expected), "{own:?}");
    }
}

#[tokio::test]
async fn of_several_cache_control_lines_none_is_lost() {
    let response = answered(crumbs(), || {
        let mut response = text("").set_cookie(Cookie::new("a", 1));
        for line in ["public, max-age=60", "no-store"] {
            let value = HeaderValue::from_static(line);
            response.headers_mut().append("cache-control", value);
        }
        response
    })
    .await;
    let lines = response.headers().get_all("cache-control").iter();
    let lines: Vec<_> = lines.map(|line| line.to_str().unwrap()).collect();
    assert_eq!(lines.join(", "), "max-age=60, no-store");
}

#[tokio::test]
async fn a_handlers_own_vary_is_kept() {
    let rows = [
        ("Accept-Encoding", "Accept-Encoding|Cookie"),
        ("accept, COOKIE", "accept, COOKIE"),
        ("*", "*"),
        ("X-Cookie", "X-Cookie|Cookie"),
    ];
    for (own, expected) in rows {
        let response = answered(crumbs(), move || {
            text("").header("vary", own).set_cookie(Cookie::new("a", 1))
        })
        .await;
        let lines = response.headers().get_all("vary").iter();
        let lines: Vec<_> = lines.map(|line| line.to_str().unwrap()).collect();
        assert_eq!(lines.join("|"), expected, "{own}");
    }
}
