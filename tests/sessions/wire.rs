//! What only real connections show: the next request comes on another one, and streams last.

use std::net::SocketAddr;
use std::time::Duration;

use oxy::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::pieces;
use crate::shop::{Account, Shop, open_shop};
use crate::spy::{Mood, Step};
use crate::support::{Socket, pair};

/// Logs in on a connection of its own; the cookie.
async fn log_in(address: SocketAddr, name: &str) -> String {
    let mut socket = Socket::open(address).await;
    let path = format!("/login/{name}");
    let reply = socket.send("POST", &path, &[], b"").await;
    assert_eq!(reply.status, 303);
    assert_eq!(reply.header("location"), Some("/me"));
    pair(reply.header("set-cookie").unwrap()).to_owned()
}

/// What a new connection is answered.
async fn ask(address: SocketAddr, method: &str, path: &str, cookie: &str) -> (u16, String) {
    let mut socket = Socket::open(address).await;
    let reply = socket.send(method, path, &[("Cookie", cookie)], b"").await;
    (reply.status, reply.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_the_redirect_of_a_login_at_once_on_a_new_connection_is_logged_in() {
    let shop = open_shop().await;
    let address = shop.server.address();
    for step in [Step::Create, Step::Load] {
        shop.store.set(step, Mood::Yields);
    }
    let clients: Vec<_> = (0..20)
        .map(|client| {
            tokio::spawn(async move {
                let name = format!("user{client}");
                for _ in 0..20 {
                    let cookie = log_in(address, &name).await;
                    let (status, body) = ask(address, "GET", "/me", &cookie).await;
                    assert_eq!((status, body), (200, format!("{name} 0 0")));
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    assert_eq!(shop.store.rows(), 400);
    shop.server.stop().await;
}

#[tokio::test]
async fn sessions_behind_a_socket_go_by_the_injected_clock() {
    let shop = open_shop().await;
    let address = shop.server.address();
    let cookie = log_in(address, "ann").await;
    shop.clock
        .advance(Duration::from_secs(61 * 60) - Duration::from_millis(1));
    assert_eq!(ask(address, "GET", "/me", &cookie).await.0, 200);
    shop.clock.advance(Duration::from_secs(61 * 60));
    assert_eq!(ask(address, "GET", "/me", &cookie).await.0, 401);
    shop.server.stop().await;
}

/// News for as long as the session lasts.
#[get("/news", app = Shop)]
async fn news(user: Session<Account>) -> Response {
    let (sender, receiver) = mpsc::channel(1);
    let ended = user.ended();
    tokio::spawn(async move {
        let _ = sender.send("first").await;
        ended.await;
        let _ = sender.send("last").await;
    });
    pieces::response(receiver)
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let shop = open_shop().await;
    let address = shop.server.address();
    for (path, times) in [("/logout", 1), ("/end-all", 2), ("/login/bob", 1)] {
        let (cookie, other) = (log_in(address, "ann").await, log_in(address, "ann").await);
        let mut streams = Vec::new();
        for cookie in [&cookie, &other].into_iter().take(times) {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let head = format!(
                "GET /news HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            let mut received = Vec::new();
            while !received.windows(5).any(|bytes| bytes == b"first") {
                assert_ne!(stream.read_buf(&mut received).await.unwrap(), 0);
            }
            streams.push((stream, received));
        }
        let (status, body) = ask(address, "POST", path, &cookie).await;
        assert!(matches!(status, 200 | 303), "{path}: {body}");
        for (mut stream, mut received) in streams {
            let rest = stream.read_to_end(&mut received);
            let rest = timeout(Duration::from_secs(20), rest).await;
            rest.expect("the stream ends").unwrap();
            let text = String::from_utf8_lossy(&received);
            assert!(
                text.contains("last") && text.ends_with("0\r\n\r\n"),
                "{path}: {text}"
            );
        }
    }
    shop.server.stop().await;
}
