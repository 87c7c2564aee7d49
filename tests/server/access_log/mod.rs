//! The lines of access logs, of requests over real sockets.

mod end;
mod files;
mod sizes;
#[cfg(unix)]
mod stdout;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use http_body_util::Empty;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use oxy::prelude::*;
use oxy::{AccessLog, ManualClock, Running, Serve};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::wire::{Wire, get, patiently};

#[oxy::app(named)]
#[derive(Default)]
struct Logged {
    gate: crate::app::Gate,
}

#[get("/rooms/{number}", app = Logged)]
async fn room(number: u32) -> String {
    format!("room {number}")
}

#[get("/streamed", app = Logged)]
async fn streamed() -> Response {
    let parts = [Ok::<_, io::Error>("one".into()), Ok("three".into())];
    let parts = parts.map(|part: Result<Bytes, _>| part.map(http_body::Frame::data));
    let mut parts = parts.into_iter();
    let body = Parts(move || parts.next());
    Response::new(oxy::Body::new(body))
}

/// A body whose size nobody knows before its end.
struct Parts<F>(F);

impl<F> http_body::Body for Parts<F>
where
    F: FnMut() -> Option<Result<http_body::Frame<Bytes>, io::Error>> + Unpin,
{
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, io::Error>>> {
        std::task::Poll::Ready((self.0)())
    }
}

#[get("/wait", app = Logged)]
async fn wait(gate: Context<crate::app::Gate>) -> &'static str {
    gate.entered.notify_one();
    gate.go.notified().await;
    "waited"
}

/// What was written so far.
#[derive(Clone, Default, Debug)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
        text.lines().map(str::to_owned).collect()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn served(app: Logged, log: AccessLog) -> Serve<Logged> {
    let clock = ManualClock::new();
    // 2026-11-29T02:45:45.678Z
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_920_345_678);
    let now = oxy::Clock::now(&clock);
    clock.advance(time.duration_since(now).unwrap());
    oxy::serve(app).clock(clock).access_log(log).port(0)
}

async fn start(log: AccessLog) -> (Running, Wire) {
    let server = served(Logged::default(), log).start().await.unwrap();
    let wire = Wire::connect(server.address()).await;
    (server, wire)
}

/// What sends requests over one HTTP/2 connection.
async fn http2(address: SocketAddr) -> http2::SendRequest<Empty<Bytes>> {
    let stream = TcpStream::connect(address).await.unwrap();
    let client = http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (sender, connection) = patiently(client).await.unwrap();
    tokio::spawn(connection);
    sender
}

async fn ask(wire: &mut Wire, request: impl AsRef<[u8]>) {
    wire.send(request).await;
    wire.receive().await.unwrap();
}

const BROWSER: &str = "GET /rooms/7?token=s3cret HTTP/1.1\r\nHost: localhost\r\nCookie: id=s3cret\r\n\
    Referer: http://localhost/login?next=s3cret#s3cret\r\nUser-Agent: Mozilla/5.0 \"quoted\"\r\n\r\n";

#[tokio::test]
async fn the_combined_form_is_that_of_apache() {
    let buffer = Buffer::default();
    let (server, mut wire) = start(AccessLog::combined().writer(buffer.clone())).await;
    ask(&mut wire, BROWSER).await;
    ask(&mut wire, get("/nowhere")).await;
    wire.send("HEAD /rooms/7 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await;
    wire.receive_head().await.unwrap();
    server.stop().await;
    let lines = buffer.lines();
    let expected = "127.0.0.1 - - [29/Nov/2026:02:45:45 +0000] \"GET /rooms/7 HTTP/1.1\" 200 6 \
        \"http://localhost/login\" \"Mozilla/5.0 \\\"quoted\\\"\"";
    assert_eq!(lines[0], expected);
    assert!(
        lines[1].contains("\"GET /nowhere HTTP/1.1\" 404 "),
        "{lines:?}"
    );
    assert!(lines[1].ends_with(" \"-\" \"-\""), "{lines:?}");
    assert!(
        lines[2].contains("\"HEAD /rooms/7 HTTP/1.1\" 200 0 "),
        "{lines:?}"
    );
    assert_eq!(lines.len(), 3);
}

#[tokio::test]
async fn a_line_of_json_has_all_members() {
    let buffer = Buffer::default();
    let (server, mut wire) = start(AccessLog::json().writer(buffer.clone())).await;
    ask(&mut wire, BROWSER).await;
    server.stop().await;
    let [line] = buffer.lines().try_into().unwrap();
    assert!(!line.contains("s3cret"), "{line}");
    let mut found: Value = serde_json::from_str(&line).unwrap();
    let latency = found["latency_ms"].take().as_f64().unwrap();
    assert!(latency > 0.0 && latency < 10_000.0, "{latency}");
    assert_eq!(found["request_id"].take().as_str().unwrap().len(), 32);
    let expected = json!({
        "time": "2026-11-29T02:45:45.678Z",
        "client": "127.0.0.1",
        "method": "GET",
        "path": "/rooms/7",
        "version": "HTTP/1.1",
        "route": "/rooms/{number}",
        "status": 200,
        "bytes": 6,
        "latency_ms": null,
        "referer": "http://localhost/login",
        "user_agent": "Mozilla/5.0 \"quoted\"",
        "request_id": null,
    });
    assert_eq!(found, expected);
}

#[tokio::test]
async fn behind_a_proxy_that_is_trusted_the_client_is_the_one_it_names() {
    let buffer = Buffer::default();
    let log = AccessLog::combined().writer(buffer.clone());
    let server = served(Logged::default(), log).trust_x_forwarded(["127.0.0.1"]);
    let server = server.start().await.unwrap();
    let mut wire = Wire::connect(server.address()).await;
    let request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1, 2001:db8::7\r\n\r\n";
    ask(&mut wire, request).await;
    server.stop().await;
    assert!(
        buffer.lines()[0].starts_with("2001:db8::7 - - ["),
        "{buffer:?}"
    );
}

#[tokio::test]
async fn a_streamed_body_is_counted_to_its_end() {
    let buffer = Buffer::default();
    let (server, mut wire) = start(AccessLog::json().writer(buffer.clone())).await;
    wire.send(get("/streamed")).await;
    wire.receive().await.unwrap();
    server.stop().await;
    let [line] = buffer.lines().try_into().unwrap();
    let found: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&found["status"], &found["bytes"]),
        (&json!(200), &json!(8))
    );
}

#[tokio::test]
async fn who_leaves_before_the_response_is_a_499() {
    let buffer = Buffer::default();
    let app = Logged::default();
    let gate = app.gate.clone();
    let server = served(app, AccessLog::json().writer(buffer.clone()));
    let server = server.start().await.unwrap();
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get("/wait")).await;
    gate.entered.notified().await;
    drop(wire);
    server.stop().await;
    let [line] = buffer.lines().try_into().unwrap();
    let found: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&found["status"], &found["bytes"]),
        (&json!(499), &json!(0))
    );
    assert_eq!(found["route"], "/wait");
}

#[tokio::test]
async fn who_leaves_before_the_request_is_begun_is_a_499_too() {
    let buffer = Buffer::default();
    let server = served(Logged::default(), AccessLog::json().writer(buffer.clone()));
    let server = server.start().await.unwrap();
    let mut silent = std::net::TcpStream::connect(server.address()).unwrap();
    let mut leaving = Wire::connect(server.address()).await;
    leaving.send(get("/rooms/1")).await;
    leaving.receive().await.unwrap();
    // All are in one thread, which does nothing else meanwhile.
    leaving.send(get("/rooms/2")).await;
    drop(leaving);
    silent.write_all(get("/rooms/3").as_bytes()).unwrap();
    drop(silent);
    let mut other = Wire::connect(server.address()).await;
    other.send(get("/rooms/4")).await;
    other.receive().await.unwrap();
    server.stop().await;
    let lines = buffer.lines();
    let found: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for path in ["/rooms/2", "/rooms/3"] {
        let line = found.iter().find(|line| line["path"] == path);
        let line = line.unwrap_or_else(|| panic!("{path} has no line: {found:?}"));
        let outcome = (&line["status"], &line["bytes"]);
        assert_eq!(outcome, (&json!(499), &json!(0)), "{path}");
    }
}

#[tokio::test]
async fn the_id_of_an_error_page_is_in_its_line() {
    let buffer = Buffer::default();
    let log = AccessLog::json().writer(buffer.clone());
    let server = oxy::serve(crate::app::App::default()).access_log(log);
    let server = server.port(0).start().await.unwrap();
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get("/panic")).await;
    let page: Value = serde_json::from_str(&wire.receive().await.unwrap().body).unwrap();
    server.stop().await;
    let [line] = buffer.lines().try_into().unwrap();
    let found: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(found["request_id"], page["request_id"]);
    assert_eq!(found["status"], 500);
}

#[tokio::test]
async fn a_client_can_neither_forge_a_line_nor_fill_the_disk() {
    let long = "x".repeat(20_000);
    let header = |agent: &[u8]| {
        let mut request = b"GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: ".to_vec();
        request.extend(agent);
        request.extend(b"\r\n\r\n");
        request
    };
    for log in [AccessLog::combined(), AccessLog::json()] {
        let buffer = Buffer::default();
        let (server, mut wire) = start(log.writer(buffer.clone())).await;
        ask(&mut wire, header(b"\xff\xc2\x9b31m\xc3\xa9\ttab \\ \"")).await;
        ask(&mut wire, header(long.as_bytes())).await;
        ask(&mut wire, get("/%22%0a%1b[31m\"")).await;
        ask(&mut wire, get("/").replace("GET", &"X".repeat(20_000))).await;
        server.stop().await;
        let lines = buffer.lines();
        assert_eq!(lines.len(), 4, "{lines:?}");
        let (short, long) = ("X".repeat(32), "X".repeat(33));
        assert!(lines[3].contains(&short) && !lines[3].contains(&long));
        for line in lines {
            assert!(line.len() < 1_500, "{}", line.len());
            assert!(!line.contains(char::is_control), "{line:?}");
        }
    }
}
