//! How often a request allocates, counted over a real connection beside a hand-written hyper server.
//!
//! `cargo test --test allocations -- --nocapture` prints the counts.

#![allow(clippy::unwrap_used, missing_docs)]

use std::convert::Infallible;
use std::net::SocketAddr;

use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use oxy::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

#[path = "../examples/sessions.rs"]
#[allow(dead_code)]
mod sessions;

oxy::default_app!(crate::sessions::App);

#[oxy::app(named)]
struct Plain {}

#[get("/plaintext", app = Plain)]
async fn plaintext() -> &'static str {
    "Hello, World!"
}

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
#[session(user = "email")]
struct User {
    email: String,
}

/// The same dashboard with the framework's sessions.
#[oxy::app(named)]
struct Framework {
    sessions: Sessions<User>,
}

#[post("/login", app = Framework)]
async fn begin(sessions: SessionHandle<User>) -> Result<(), Error> {
    let email = "alice@example.com".to_owned();
    sessions.begin(User { email }).await?;
    Ok(())
}

#[get("/dashboard", app = Framework)]
async fn welcome(user: Session<User>) -> String {
    format!("Welcome back, {}!", user.email)
}

const PLAINTEXT: &str = "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n";

/// Sends a request so often over one connection; the client allocates nothing. Gives the last response.
async fn exchange(stream: &mut TcpStream, request: &str, count: u64, buffer: &mut [u8]) -> usize {
    let mut read = 0;
    for _ in 0..count {
        stream.write_all(request.as_bytes()).await.unwrap();
        read = stream.read(buffer).await.unwrap();
    }
    read
}

/// Allocations per request, after a warm-up. Client and server share the one thread of the runtime, which is counted.
fn per_request(runtime: &Runtime, address: SocketAddr, request: &str) -> u64 {
    const COUNTED: u64 = 100;
    let mut buffer = vec![0; 4096];
    let mut stream = runtime.block_on(TcpStream::connect(address)).unwrap();
    let read = runtime.block_on(exchange(&mut stream, request, 20, &mut buffer));
    assert!(
        buffer[..read].starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&buffer[..read])
    );
    let counted = allocation_counter::measure(|| {
        runtime.block_on(exchange(&mut stream, request, COUNTED, &mut buffer));
    });
    // Rounded down: the runtime and the buffers allocate once in a while.
    counted.count_total / COUNTED
}

fn single_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A server by hand: what hyper itself allocates for a response with a content type.
async fn floor() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        let answer = service_fn(|_: http::Request<Incoming>| async {
            let mut response = http::Response::new(Full::new(Bytes::from_static(b"Hello, World!")));
            let plain = http::HeaderValue::from_static("text/plain; charset=utf-8");
            response
                .headers_mut()
                .insert(http::header::CONTENT_TYPE, plain);
            Ok::<_, Infallible>(response)
        });
        let server = hyper::server::conn::http1::Builder::new();
        let _ = server.serve_connection(TokioIo::new(socket), answer).await;
    });
    address
}

#[test]
fn a_request_allocates_little_more_than_hyper_itself() {
    let runtime = single_thread();
    let address = runtime.block_on(floor());
    let hyper = per_request(&runtime, address, PLAINTEXT);

    let plain = runtime
        .block_on(oxy::serve(Plain {}).port(0).start())
        .unwrap();
    let plaintext = per_request(&runtime, plain.address(), PLAINTEXT);

    let key = SecretKey::random();
    let app = oxy::serve(sessions::App::default()).secret_key(key).port(0);
    let server = runtime.block_on(app.start()).unwrap();
    let cookie = runtime.block_on(login(server.address()));
    let request = format!("GET /dashboard HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n");
    let dashboard = per_request(&runtime, server.address(), &request);

    let app = Framework {
        sessions: Sessions::memory(),
    };
    let app = oxy::serve(app).secret_key(SecretKey::random()).port(0);
    let server = runtime.block_on(app.start()).unwrap();
    let cookie = runtime.block_on(login(server.address()));
    let request = format!("GET /dashboard HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n");
    let session = per_request(&runtime, server.address(), &request);

    println!(
        "allocations per request: hyper {hyper}, plaintext {plaintext}, dashboard {dashboard}, \
         dashboard of a session {session}"
    );
    // The handler's future and the response, which would be moved as a whole otherwise.
    assert!(
        plaintext <= hyper + 2,
        "plaintext {plaintext}, hyper {hyper}"
    );
    assert!(
        dashboard <= hyper + 9,
        "dashboard {dashboard}, hyper {hyper}"
    );
    assert!(session <= hyper + 14, "session {session}, hyper {hyper}");
}

#[test]
fn what_a_trusted_proxy_says_costs_no_allocation() {
    const FORWARDED: &str = "GET /plaintext HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9, 127.0.0.1\r\n\
        X-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n\r\n";
    let runtime = single_thread();
    let count = |server: oxy::Serve<Plain>| {
        let server = runtime.block_on(server.port(0).start()).unwrap();
        per_request(&runtime, server.address(), FORWARDED)
    };
    let nobody = count(oxy::serve(Plain {}));
    let proxy = count(oxy::serve(Plain {}).trust_x_forwarded(["127.0.0.1"]));
    assert_eq!(proxy, nobody);
}

/// Logs in and gives the pair for the `Cookie` header.
async fn login(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"POST /login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    let line = response
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .unwrap();
    line.split(';').next().unwrap().to_owned()
}
