//! Answers that would confuse a client or the next response, over a real socket: none leaves as it was written.

use oxy::MethodSet;
use oxy::prelude::*;

use crate::support::{SECRET, Socket, client};

#[oxy::app(named)]
struct Odd {}

#[get("/next", app = Odd)]
async fn next() -> &'static str {
    "next"
}

#[get("/status/{status}", app = Odd)]
async fn status(status: u16) -> Response {
    text("body").status(StatusCode::from_u16(status).unwrap())
}

#[get("/length/{length}", app = Odd)]
async fn length(length: String) -> Response {
    text("body").header("content-length", length)
}

#[get("/empty", app = Odd)]
async fn empty() -> Response {
    Response::new(oxy::Body::empty()).header("content-length", "5")
}

#[tokio::test]
async fn the_next_response_begins_where_the_last_one_ended() {
    let server = oxy::serve(Odd {}).secret_key(SECRET).port(0);
    let running = server.start().await.unwrap();
    let rows = [
        ("/status/200", 200, Some("4"), "body"),
        ("/status/404", 404, Some("4"), "body"),
        ("/status/204", 204, None, ""),
        ("/status/205", 205, Some("0"), ""),
        ("/status/304", 304, None, ""),
        ("/length/2", 200, Some("4"), "body"),
        ("/length/9", 200, Some("4"), "body"),
        ("/length/x", 200, Some("4"), "body"),
        ("/empty", 200, Some("0"), ""),
    ];
    for (path, status, length, body) in rows {
        let mut socket = Socket::open(running.address()).await;
        let reply = socket.send("GET", path, &[], b"").await;
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.header("content-length"), length, "{path}");
        assert_eq!(reply.body, body, "{path}");
        let reply = socket.send("HEAD", path, &[], b"").await;
        assert_eq!(reply.status, status, "HEAD {path}");
        let reply = socket.send("GET", "/next", &[], b"").await;
        assert_eq!(reply.body, "next", "after {path}");
    }
    running.stop().await;
}

#[tokio::test]
async fn a_status_that_is_not_final_is_a_500() {
    let server = oxy::serve(Odd {}).secret_key(SECRET).port(0);
    let running = server.start().await.unwrap();
    for status in [100, 101, 103] {
        let mut socket = Socket::open(running.address()).await;
        let reply = socket
            .send("GET", &format!("/status/{status}"), &[], b"")
            .await;
        assert_eq!(reply.status, 500, "{status}");
        assert!(reply.body.contains("request_id"), "{}", reply.body);
        assert_eq!(socket.send("GET", "/next", &[], b"").await.body, "next");
    }
    running.stop().await;
}

#[tokio::test]
async fn the_test_client_sees_what_leaves() {
    let client = client(oxy::serve(Odd {}));
    let response = client.get("/status/204").send().await;
    assert_eq!(response.text(), "");
    assert_eq!(response.header("content-type"), None);
    assert_eq!(client.get("/status/103").send().await.status(), 500);
}

#[tokio::test]
async fn a_streamed_body_is_sent_whole() {
    let server = oxy::serve(Odd {}).secret_key(SECRET).port(0).route(
        MethodSet::POST,
        "/echo",
        |mut request: Request| async move { Response::new(request.take_body()) },
    );
    let running = server.start().await.unwrap();
    let mut socket = Socket::open(running.address()).await;
    let reply = socket.send("POST", "/echo", &[], b"there and back").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body, "there and back");
    running.stop().await;
}
