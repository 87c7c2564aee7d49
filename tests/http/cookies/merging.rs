//! Several `Set-Cookie` lines: which leave, and which of one cookie wins.

use oxy::prelude::*;
use oxy::{Layer, Next, Serve};

use super::{Crumbs, answered, ask, baked, crumbs};
use crate::support::{attributes, client, only_line, pair};

#[get("/fails", app = Crumbs)]
async fn fails() -> Result<Response, Error> {
    Err(Error::conflict("no"))
}

#[get("/refuses", app = Crumbs)]
async fn refuses() -> Result<&'static str, Response> {
    Err(text("refused")
        .status(StatusCode::FORBIDDEN)
        .set_cookie(Cookie::new("handler", 1)))
}

#[get("/works", app = Crumbs)]
async fn works() -> Response {
    text("works")
        .set_cookie(Cookie::new("handler", 1))
        .set_cookie(Cookie::new("shared", "handler"))
}

/// Sets a cookie of its own, and one that others set as well.
fn baking() -> Layer {
    Layer::new(async |request: Request, next: Next| {
        let response = next.run(request).await;
        response
            .set_cookie(Cookie::new("layer", 1))
            .set_cookie(Cookie::new("shared", "layer"))
    })
}

fn server() -> Serve<Crumbs> {
    crumbs().layer(baking()).on_error(|failure| {
        text(failure.status().to_string())
            .set_cookie(Cookie::new("page", 1))
            .set_cookie(Cookie::new("shared", "page"))
    })
}

#[tokio::test]
async fn cookies_of_handler_layers_and_error_pages_all_survive_and_the_last_wins() {
    let rows = [
        ("/works", 200, "handler=1 layer=1 shared=layer"),
        ("/refuses", 403, "handler=1 layer=1 shared=layer"),
        ("/fails", 409, "layer=1 page=1 shared=page"),
        ("/unknown", 404, "layer=1 page=1 shared=page"),
        ("/set", 400, "layer=1 page=1 shared=page"),
    ];
    let client = client(server());
    for (path, status, expected) in rows {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), status, "{path}");
        let mut pairs: Vec<_> = response.set_cookies().into_iter().map(pair).collect();
        pairs.sort_unstable();
        assert_eq!(pairs.join(" "), expected, "{path}");
    }
    let response = client.post("/works").send().await;
    assert_eq!(response.status(), 405);
    assert_eq!(response.set_cookies().len(), 3);
}

#[tokio::test]
async fn s02_twenty_cookies_are_twenty_lines() {
    let cookies: Vec<_> = (0..20)
        .map(|index| Cookie::new(format!("c{index}"), index))
        .collect();
    let response = baked(crumbs(), &cookies).await;
    let expected: Vec<_> = (0..20).map(|index| format!("c{index}={index}")).collect();
    let found: Vec<_> = response.set_cookies().into_iter().map(pair).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn of_one_name_path_and_domain_the_last_wins() {
    let a = |value: &str| Cookie::new("a", value);
    let rows: [(Vec<Cookie>, &[&str]); 6] = [
        (vec![a("1"), a("2")], &["a=2"]),
        (vec![a("1"), a("2").path("/")], &["a=2"]),
        (vec![a("1"), a("2").path("/x")], &["a=1", "a=2"]),
        (vec![a("1"), a("2").domain("example.com")], &["a=1", "a=2"]),
        (
            vec![a("1").domain("Example.com"), a("2").domain(".example.com")],
            &["a=2"],
        ),
        (vec![a("1"), Cookie::new("A", "2")], &["a=1", "A=2"]),
    ];
    for (cookies, expected) in rows {
        let response = baked(crumbs(), &cookies).await;
        let found: Vec<_> = response.set_cookies().into_iter().map(pair).collect();
        assert_eq!(found, expected, "{cookies:?}");
    }
}

#[tokio::test]
async fn setting_and_removing_is_settled_by_order() {
    let response = answered(crumbs(), || {
        text("").set_cookie(Cookie::new("a", 1)).remove_cookie("a")
    })
    .await;
    assert_eq!(pair(&only_line(&response)), "a=");
    let response = answered(crumbs(), || {
        text("").remove_cookie("a").set_cookie(Cookie::new("a", 1))
    })
    .await;
    assert_eq!(pair(&only_line(&response)), "a=1");
}

#[tokio::test]
async fn a_plain_cookie_is_removed_with_the_defaults_or_as_given() {
    let epoch = "Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    let common = ["HttpOnly", "Max-Age=0"];
    let response = answered(crumbs(), || {
        ["a", "b", "c", "d"]
            .into_iter()
            .fold(text("left"), Response::remove_cookie)
            .remove_cookie(Cookie::new("e", "").path("/x").domain("example.com"))
    })
    .await;
    let lines = response.set_cookies();
    assert_eq!(lines.len(), 5);
    for line in &lines {
        assert!(
            common.iter().all(|each| attributes(line).contains(each)),
            "{line}"
        );
        assert!(attributes(line).contains(&epoch), "{line}");
    }
    assert!(attributes(lines[0]).contains(&"Path=/"));
    assert!(attributes(lines[4]).contains(&"Path=/x"));
    assert!(attributes(lines[4]).contains(&"Domain=example.com"));
    let server = crumbs().cookies(CookieDefaults::new().path("/app"));
    let response = answered(server, || text("").remove_cookie("a")).await;
    assert!(attributes(&only_line(&response)).contains(&"Path=/app"));
}

#[tokio::test]
async fn a_line_written_by_hand_stays() {
    let response = answered(crumbs(), || {
        text("")
            .header("set-cookie", "raw=1; Path=/raw")
            .set_cookie(Cookie::new("a", 1))
    })
    .await;
    let mut lines = response.set_cookies();
    lines.sort_unstable();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1], "raw=1; Path=/raw");
    assert_eq!(response.header("vary"), Some("Cookie"));
}

#[tokio::test]
async fn a_page_that_reads_cookies_and_sets_none_has_no_line() {
    let client = client(crumbs());
    let response = ask(&client, "/get?name=a", &["a=1"]).await;
    assert!(response.set_cookies().is_empty());
}
