//! Many at once, over real sockets.

use std::collections::HashSet;

use oxy::prelude::*;

use crate::sessions::App;
use crate::support::{SECRET, Socket, client, pair};

/// Opens what the founding page's example sealed: it has the same key.
#[oxy::app(named)]
struct Peek {}

#[get("/id", app = Peek)]
async fn id(cookies: Cookies) -> Option<String> {
    cookies.get_encrypted("session_id")
}

const CONNECTIONS: usize = 100;
const LOGINS: usize = 100;

/// Logs in several times on one connection; gives the cookies.
async fn log_in(address: std::net::SocketAddr) -> Vec<String> {
    let mut socket = Socket::open(address).await;
    let mut cookies = Vec::with_capacity(LOGINS);
    for _ in 0..LOGINS {
        let reply = socket.send("POST", "/login", &[], b"").await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let line = reply.header("set-cookie").unwrap_or_default();
        cookies.push(pair(line).to_owned());
    }
    let last = cookies.last().unwrap();
    let reply = socket
        .send("GET", "/dashboard", &[("Cookie", last)], b"")
        .await;
    assert_eq!(reply.body, "Welcome back, alice@example.com!");
    cookies
}

#[tokio::test(flavor = "multi_thread")]
async fn s26_ten_thousand_parallel_logins_are_ten_thousand_sessions() {
    let server = oxy::serve(App::default()).secret_key(SECRET).port(0);
    let running = server.start().await.unwrap();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| tokio::spawn(log_in(running.address())))
        .collect();
    let mut cookies = Vec::new();
    for task in tasks {
        cookies.extend(task.await.unwrap());
    }
    running.stop().await;
    assert_eq!(cookies.len(), CONNECTIONS * LOGINS);

    let peek = client(oxy::serve(Peek {}));
    let mut ids = HashSet::new();
    for cookie in &cookies {
        let response = peek.get("/id").header("cookie", cookie).send().await;
        let id: Uuid = response.text().parse().expect("a session id");
        ids.insert(id);
    }
    assert_eq!(ids.len(), CONNECTIONS * LOGINS);
}

#[oxy::app(named)]
struct Early {}

#[get("/", app = Early)]
async fn early() -> &'static str {
    "early"
}

#[oxy::app(named)]
struct Late {}

#[get("/", app = Late)]
async fn late() -> &'static str {
    "late"
}

#[tokio::test]
async fn two_applications_on_two_ports_do_not_know_each_other() {
    let one = oxy::serve(Early {}).port(0).start().await.unwrap();
    let two = oxy::serve(Late {}).port(0).start().await.unwrap();
    assert_ne!(one.address(), two.address());
    assert!(one.address().ip().is_loopback());
    for (running, body) in [(&one, "early"), (&two, "late")] {
        let mut socket = Socket::open(running.address()).await;
        let reply = socket.send("GET", "/", &[], b"").await;
        assert_eq!(reply.body, body);
    }
    one.stop().await;
    let mut socket = Socket::open(two.address()).await;
    assert_eq!(socket.send("GET", "/", &[], b"").await.body, "late");
    two.stop().await;
}
