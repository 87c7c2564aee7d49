//! In which order layers of tower run, and what they see.

use oxy::testing::{TestClient, TestResponse};
use oxy::{Flash, Layer, Next, Redirect, Request};
use tower::util::MapResponseLayer;

use crate::app::{in_app, served};

fn order(response: &TestResponse) -> Vec<&str> {
    let values = response.headers().get_all("x-order").iter();
    values.map(|value| value.to_str().unwrap()).collect()
}

/// What is added on the way out is added by the inner one first.
#[tokio::test]
async fn from_the_application_to_the_route() {
    let own = Layer::new(async |request: Request, next: Next| {
        next.run(request).await.append_header("x-order", "own")
    });
    let client = TestClient::new(served().layer(in_app()).layer(own)).unwrap();
    let response = client.get("/api/ordered").send().await;
    assert_eq!(response.text(), "ordered");
    assert_eq!(order(&response), ["route", "router", "own", "app"]);
}

#[tokio::test]
async fn they_see_what_no_route_answers_and_what_fails() {
    let client = TestClient::new(served().layer(in_app())).unwrap();
    let rows = [
        ("/nowhere", 404, vec!["app"]),
        ("/api/nowhere", 404, vec!["router", "app"]),
        ("/fails", 500, vec!["app"]),
        ("/panics", 500, vec!["app"]),
        ("/refused", 401, vec!["app"]),
    ];
    for (path, status, expected) in rows {
        let response = client.get(path).send().await;
        assert_eq!(
            (response.status().as_u16(), order(&response)),
            (status, expected),
            "{path}"
        );
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert_eq!(kind, "application/problem+json", "{path}");
    }
    let response = client.post("/api/ordered").send().await;
    assert_eq!(
        (response.status().as_u16(), order(&response)),
        (405, vec!["router", "app"])
    );
    assert_eq!(response.headers()["allow"], "GET, HEAD, OPTIONS");
}

#[tokio::test]
async fn cookies_sessions_and_bodies_come_through() {
    let client = TestClient::new(served().layer(in_app()).layer(in_app())).unwrap();
    client.get("/cookie").send().await;
    assert_eq!(client.cookie("theme").as_deref(), Some("dark"));
    client.get("/refused").send().await;
    assert_eq!(client.cookie("seen").as_deref(), Some("yes"));
    assert_eq!(client.post("/login").send().await.text(), "welcome");
    assert_eq!(client.get("/dashboard").send().await.text(), "hello Ann");
    let echo = client
        .post("/echo")
        .body("said")
        .header("content-type", "text/plain");
    assert_eq!(echo.send().await.text(), "said");
    assert_eq!(client.get("/who/Bob").send().await.text(), "Bob from None");
}

#[tokio::test]
async fn a_layer_that_changes_the_status_of_an_error_means_its_own_answer() {
    let later = |response: http::Response<oxy::Body>| {
        let (mut parts, _) = response.into_parts();
        parts.status = http::StatusCode::SERVICE_UNAVAILABLE;
        http::Response::from_parts(parts, oxy::Body::from("later"))
    };
    let client = TestClient::new(served().layer(MapResponseLayer::new(later))).unwrap();
    let answer = client.get("/fails").send().await;
    assert_eq!((answer.status().as_u16(), &*answer.text()), (503, "later"));
}

#[tokio::test]
async fn messages_that_are_shown_once_come_through() {
    let server = served()
        .layer(in_app())
        .route(http::Method::GET, "/note", async |_: Request| {
            Redirect::to("/").flash(Flash::success("noted"))
        });
    let client = TestClient::new(server).unwrap();
    let answer = client.get("/note").send().await;
    assert!(answer.headers().contains_key("set-cookie"), "it is lost");
}

/// What a response has beyond HTTP is among its extensions, which a layer may copy, or leave out.
#[tokio::test]
async fn a_response_has_its_cookies_once_or_is_another_response() {
    type Http = http::Response<oxy::Body>;
    let copies = |response: Http| {
        let mut copied = Http::new(oxy::Body::from("copied"));
        *copied.extensions_mut() = response.extensions().clone();
        copied
    };
    let replaces = |_: Http| Http::new(oxy::Body::from("replaced"));
    let client = TestClient::new(served().layer(MapResponseLayer::new(copies))).unwrap();
    let answer = client.get("/cookie").send().await;
    assert_eq!(answer.headers().get_all("set-cookie").iter().count(), 1);
    assert_eq!(answer.text(), "copied");
    let client = TestClient::new(served().layer(MapResponseLayer::new(replaces))).unwrap();
    let answer = client.get("/cookie").send().await;
    assert!(!answer.headers().contains_key("set-cookie"));
    assert_eq!(answer.text(), "replaced");
}
