//! The answers to what goes wrong, and how an application replaces them.

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};
use oxy::{Failure, Layer, Next, Serve};

use crate::support::{client, detail};

#[oxy::app(named)]
struct Shaky {}

#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the disk at /dev/secret is broken")
    }
}

impl std::error::Error for Broken {}

#[get("/error/io", app = Shaky)]
async fn io() -> Result<String, Error> {
    Err(Broken)?
}

#[get("/error/of/{status}", app = Shaky)]
async fn of(status: u16) -> Result<String, Error> {
    let text = format!("<b>{status}</b> & so on");
    Err(match status {
        401 => Error::unauthorized(text),
        403 => Error::forbidden(text),
        404 => Error::not_found(text),
        409 => Error::conflict(text),
        422 => Error::unprocessable(text),
        other => Error::new(StatusCode::from_u16(other).unwrap(), text),
    })
}

#[get("/error/panic", app = Shaky)]
async fn panics() -> String {
    panic!("a secret of the handler")
}

#[get("/error/own", app = Shaky)]
async fn own() -> (StatusCode, Html<&'static str>) {
    (StatusCode::UNAUTHORIZED, Html("<h1>own page</h1>"))
}

#[get("/error/header", app = Shaky)]
async fn bad_header() -> Response {
    text("split")
        .header("x-kept", "1")
        .header("x-split", "a\r\nset-cookie: b=c")
}

#[get("/error/json", app = Shaky)]
async fn bad_json() -> Json<std::collections::HashMap<Vec<u8>, u8>> {
    Json([(vec![1], 1)].into())
}

fn server() -> Serve<Shaky> {
    oxy::serve(Shaky {})
}

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

async fn get(client: &TestClient, path: &str, accept: &str) -> TestResponse {
    client.get(path).header("accept", accept).send().await
}

#[tokio::test]
async fn a_500_says_nothing_but_its_request_id() {
    let client = client(server());
    for path in [
        "/error/io",
        "/error/panic",
        "/error/header",
        "/error/json",
        "/error/of/500",
    ] {
        for accept in ["application/json", BROWSER] {
            let response = get(&client, path, accept).await;
            assert_eq!(response.status(), 500, "{path}");
            let body = response.text();
            for hidden in ["secret", "disk", "split", "handler", "so on", "x-kept"] {
                assert!(!body.contains(hidden), "{path}: {body}");
            }
            assert!(response.header("x-kept").is_none(), "{path}");
            assert!(response.set_cookies().is_empty(), "{path}");
        }
        let response = get(&client, path, "*/*").await;
        let problem: serde_json::Value = response.json().unwrap();
        assert_eq!(problem["title"], "Internal Server Error");
        assert_eq!(problem["request_id"].as_str().unwrap().len(), 32, "{path}");
        assert_eq!(problem.get("detail"), None);
    }
}

#[tokio::test]
async fn errors_carry_their_status_and_their_text() {
    let client = client(server());
    for status in [400, 401, 403, 404, 409, 418, 422, 429, 503] {
        let path = format!("/error/of/{status}");
        let response = get(&client, &path, "*/*").await;
        assert_eq!(response.status(), status);
        assert_eq!(detail(&response), format!("<b>{status}</b> & so on"));
        let response = get(&client, &path, BROWSER).await;
        assert_eq!(response.status(), status);
        assert_eq!(
            response.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        let page = response.text();
        let text = format!("&lt;b&gt;{status}&lt;/b&gt; &amp; so on");
        assert!(page.contains(&text), "{page}");
        assert!(!page.contains("<b>"), "{page}");
    }
}

#[tokio::test]
async fn accept_decides_between_json_and_html() {
    let client = client(server());
    let rows = [
        (BROWSER, true),
        ("text/html", true),
        ("application/json;q=0.4, text/html;q=0.5", true),
        ("*/*", false),
        ("", false),
        ("application/json", false),
        ("application/problem+json, text/html;q=0.9", false),
        ("text/html;q=0, application/json", false),
        ("image/png", false),
    ];
    for (accept, is_html) in rows {
        for path in ["/error/of/404", "/unknown", "/error/of/x"] {
            let response = get(&client, path, accept).await;
            let expected = if is_html {
                "text/html; charset=utf-8"
            } else {
                "application/problem+json"
            };
            assert_eq!(
                response.header("content-type"),
                Some(expected),
                "{path} {accept}"
            );
        }
    }
}

#[tokio::test]
async fn a_401_carries_a_challenge_that_opens_no_dialogue() {
    let client = client(server());
    for path in ["/error/of/401", "/error/own"] {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), 401);
        assert_eq!(
            response.header("www-authenticate"),
            Some("Cookie realm=\"session\"")
        );
    }
}

#[tokio::test]
async fn what_a_handler_built_keeps_its_body() {
    let client = client(server().on_error(|_| text("replaced")));
    for accept in ["application/json", BROWSER] {
        let response = get(&client, "/error/own", accept).await;
        assert_eq!(response.text(), "<h1>own page</h1>");
    }
}

fn page(failure: &Failure<'_>) -> Response {
    let kind = if failure.prefers_html() {
        "html"
    } else {
        "json"
    };
    let id = failure.request_id().map_or("none", |_| "some");
    let detail = failure.detail().unwrap_or("nothing");
    text(format!(
        "{} {kind} {id} {detail}",
        failure.status().as_u16()
    ))
    .status(StatusCode::OK)
    .header("x-page", "own")
    .set_cookie(Cookie::new("page", 1))
}

#[tokio::test]
async fn every_error_of_the_framework_goes_through_on_error() {
    let client = client(server().on_error(page));
    let rows = [
        ("/error/of/409", "409 json none <b>409</b> & so on"),
        ("/error/io", "500 json some nothing"),
        ("/error/panic", "500 json some nothing"),
        ("/unknown", "404 json none nothing"),
        (
            "/error/of/x",
            "400 json none path parameter `status` is not a valid u16",
        ),
    ];
    for (path, body) in rows {
        let response = client.get(path).send().await;
        assert_eq!(response.text(), body, "{path}");
        assert!(body.starts_with(response.status().as_str()), "{path}");
        assert_eq!(response.header("x-page"), Some("own"));
        assert_eq!(response.set_cookies().len(), 1);
    }
    let response = get(&client, "/unknown", BROWSER).await;
    assert_eq!(response.text(), "404 html none nothing");
    let response = client.post("/error/io").send().await;
    assert_eq!(response.text(), "405 json none nothing");
    assert_eq!(response.header("allow"), Some("GET, HEAD, OPTIONS"));
}

#[tokio::test]
async fn an_error_page_that_fails_itself_falls_back_to_the_built_in_one() {
    let client = client(server().on_error(|failure| {
        if failure.status() == 409 {
            panic!("no page")
        }
        text("").header("x", "\n")
    }));
    for status in [404, 409] {
        let response = client.get(&format!("/error/of/{status}")).send().await;
        assert_eq!(response.status(), status);
        assert!(detail(&response).contains("so on"));
    }
}

#[tokio::test]
async fn a_fallback_answers_unknown_paths_and_nothing_else() {
    let client = client(server().fallback(|request: Request| async move {
        (
            StatusCode::NOT_FOUND,
            format!("nothing at {}", request.uri().path()),
        )
    }));
    let response = client.post("/unknown").send().await;
    assert_eq!(response.status(), 404);
    assert_eq!(response.text(), "nothing at /unknown");
    let response = client.post("/error/io").send().await;
    assert_eq!(response.status(), 405);
    assert!(response.header("allow").is_some());
    // A handler's own 404 is not an unknown path.
    let response = client.get("/error/of/404").send().await;
    assert!(detail(&response).contains("so on"));
}

#[tokio::test]
async fn a_fallback_may_fail_like_a_handler() {
    let client = client(server().fallback(|request: Request| async move {
        match request.uri().path() {
            "/gone" => Err(Error::new(StatusCode::GONE, "it was here")),
            "/panic" => panic!("a secret of the fallback"),
            _ => Ok(Redirect::to("/")),
        }
    }));
    let response = client.get("/gone").send().await;
    assert_eq!(response.status(), 410);
    assert_eq!(detail(&response), "it was here");
    assert_eq!(client.get("/panic").send().await.status(), 500);
    assert_eq!(client.get("/other").send().await.status(), 303);
}

/// Panics before it makes a future, which is another place than within one.
fn panicking() -> Layer {
    Layer::new(|request: Request, next: Next| {
        assert!(request.uri().path() != "/error/own", "a secret of a layer");
        next.run(request)
    })
}

#[tokio::test]
async fn a_panic_outside_a_future_is_a_500_as_well() {
    let client = client(server().layer(panicking()).route(
        Method::GET,
        "/early",
        |_: Request| -> std::future::Ready<Response> { panic!("a secret of a closure") },
    ));
    for path in ["/error/own", "/early"] {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), 500, "{path}");
        assert!(!response.text().contains("secret"));
    }
}
