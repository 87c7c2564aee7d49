//! Whose host and scheme an origin is compared with behind a proxy: what it says, if it is trusted, and nothing else.

use oxy::Serve;

use super::{Shop, shop};
use crate::support::Socket;

type Trust = fn(Serve<Shop>) -> Serve<Shop>;

const X_FORWARDED: Trust = |server| server.trust_x_forwarded(["127.0.0.1"]);
const FORWARDED: Trust = |server| server.trust_forwarded(["127.0.0.1"]);
const ANOTHER: Trust = |server| server.trust_x_forwarded(["192.0.2.1"]);
const NOBODY: Trust = |server| server;

/// What a proxy says of a client that asked for `https://shop.example`.
const X_LINES: &str = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n";
const LINE: &str = "Forwarded: for=203.0.113.9;proto=https;host=shop.example\r\n";

/// The status of a request that a page of `origin` causes, through a proxy that asks for `inner:8080`.
async fn status(trust: Trust, lines: &str, origin: &str) -> u16 {
    let (server, _) = shop();
    let running = trust(server.port(0)).start().await.unwrap();
    let mut socket = Socket::open(running.address()).await;
    let request =
        format!("POST /item HTTP/1.1\r\nHost: inner:8080\r\nOrigin: {origin}\r\n{lines}\r\n");
    let answer = socket.exchange(request.as_bytes(), false).await;
    running.stop().await;
    answer.status
}

#[tokio::test]
async fn an_origin_is_compared_with_what_a_trusted_proxy_says() {
    let rows = [
        (X_FORWARDED, X_LINES, "https://shop.example", 200),
        (X_FORWARDED, X_LINES, "http://shop.example", 403),
        (X_FORWARDED, X_LINES, "https://inner:8080", 403),
        (X_FORWARDED, X_LINES, "https://evil.example", 403),
        (FORWARDED, LINE, "https://shop.example", 200),
        (FORWARDED, LINE, "http://shop.example", 403),
        (FORWARDED, LINE, "https://inner:8080", 403),
    ];
    for (trust, lines, origin, expected) in rows {
        let found = status(trust, lines, origin).await;
        assert_eq!(found, expected, "{lines} {origin}");
    }
}

#[tokio::test]
async fn what_somebody_else_says_of_a_host_is_not_believed() {
    let rows = [
        (NOBODY, X_LINES),
        (NOBODY, LINE),
        (ANOTHER, X_LINES),
        // Each way of speaking is trusted by itself.
        (X_FORWARDED, LINE),
        (FORWARDED, X_LINES),
    ];
    for (trust, lines) in rows {
        let found = status(trust, lines, "https://shop.example").await;
        assert_eq!(found, 403, "{lines}");
        let own = status(trust, lines, "http://inner:8080").await;
        assert_eq!(own, 200, "{lines}");
    }
}
