//! The last lines of an access log: those of requests that are cut off, and those that nobody takes.

use std::io::{self, Write};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use http_body_util::Empty;
use oxy::prelude::*;
use oxy::testing::TestClient;
use oxy::{AccessLog, Limits, Running};
use serde_json::Value;

use crate::access_log::{Buffer, Logged, ask, http2, served};
use crate::wire::{Wire, get, patiently};

/// A server that gives requests in flight no time to speak of, with their log.
async fn hasty(app: Logged) -> (Running, Buffer) {
    let buffer = Buffer::default();
    let log = AccessLog::json().writer(buffer.clone());
    let limits = Limits::new().drain(Duration::from_millis(50));
    let server = served(app, log).limits(limits).start().await.unwrap();
    (server, buffer)
}

/// What a handler leaves behind when it is cut off takes a while, so that its line comes late.
struct Slow;

impl Drop for Slow {
    fn drop(&mut self) {
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[get("/slow", app = Logged)]
async fn slow(gate: Context<crate::app::Gate>) -> &'static str {
    let _slow = Slow;
    gate.entered.notify_one();
    gate.go.notified().await;
    "waited"
}

fn assert_is_cut(buffer: &Buffer) {
    let [line] = buffer.lines().try_into().unwrap();
    let found: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&found["status"], &found["bytes"]),
        (&499.into(), &0.into())
    );
    assert_eq!(found["route"], "/slow");
}

#[tokio::test]
async fn a_request_that_is_cut_off_by_the_stop_has_its_line() {
    let app = Logged::default();
    let gate = app.gate.clone();
    let (server, buffer) = hasty(app).await;
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get("/slow")).await;
    patiently(gate.entered.notified()).await;
    patiently(server.stop()).await;
    assert_is_cut(&buffer);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_http2_it_has_one_as_well() {
    let app = Logged::default();
    let gate = app.gate.clone();
    let (server, buffer) = hasty(app).await;
    let mut sender = http2(server.address()).await;
    let request = http::Request::get("http://localhost/slow");
    let request = request.body(Empty::<Bytes>::new()).unwrap();
    let answer = tokio::spawn(sender.send_request(request));
    patiently(gate.entered.notified()).await;
    patiently(server.stop()).await;
    assert_is_cut(&buffer);
    assert!(patiently(answer).await.unwrap().is_err());
}

/// A pipe that nobody reads.
struct Stuck {
    begun: mpsc::Sender<()>,
    go: mpsc::Receiver<()>,
}

impl Write for Stuck {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.begun.send(());
        let _ = self.go.recv();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A disk that takes its time.
struct Lazy(Buffer);

impl Write for Lazy {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        std::thread::sleep(Duration::from_millis(100));
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap()
}

/// A client without a server, which has asked once.
async fn client(log: AccessLog) -> TestClient {
    let client = TestClient::new(served(Logged::default(), log)).unwrap();
    client.get("/rooms/1").send().await;
    client
}

#[test]
fn an_application_without_a_server_writes_its_last_line_as_well() {
    let lazy = |buffer: &Buffer| AccessLog::combined().writer(Lazy(buffer.clone()));
    let within = Buffer::default();
    let runtime = runtime();
    runtime.block_on(async { drop(client(lazy(&within)).await) });
    drop(runtime);
    assert_eq!(within.lines().len(), 1, "it was dropped within a runtime");
    let outside = Buffer::default();
    drop(self::runtime().block_on(client(lazy(&outside))));
    assert_eq!(outside.lines().len(), 1, "it was dropped outside");
}

#[test]
fn an_application_that_the_end_of_its_runtime_drops_writes_its_last_line_as_well() {
    let buffer = Buffer::default();
    let log = AccessLog::combined().writer(Lazy(buffer.clone()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let client = runtime.block_on(client(log));
    runtime.spawn(async move {
        let _client = client;
        std::future::pending::<()>().await;
    });
    drop(runtime);
    assert_eq!(buffer.lines().len(), 1);
}

#[tokio::test]
async fn an_application_that_is_dropped_does_not_keep_a_thread_of_the_runtime() {
    let (begun, has_begun) = mpsc::channel();
    let (go, stuck) = mpsc::channel();
    let client = client(AccessLog::combined().writer(Stuck { begun, go: stuck })).await;
    has_begun.recv_timeout(Duration::from_secs(60)).unwrap();
    let begun = Instant::now();
    drop(client);
    // As long as the last lines are waited for.
    assert!(begun.elapsed() < Duration::from_secs(1));
    drop(go);
}

#[tokio::test]
async fn a_writer_that_panics_ends_nothing_but_itself() {
    let log = AccessLog::combined().writer(Panics);
    let server = served(Logged::default(), log).start().await.unwrap();
    let mut wire = Wire::connect(server.address()).await;
    for _ in 0..10 {
        ask(&mut wire, get("/rooms/1")).await;
    }
    patiently(server.stop()).await;
}

struct Panics;

impl Write for Panics {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        panic!("on purpose");
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_writer_that_stands_still_does_not_keep_the_server() {
    let (begun, has_begun) = mpsc::channel();
    let (go, stuck) = mpsc::channel();
    let log = AccessLog::combined().writer(Stuck { begun, go: stuck });
    let server = served(Logged::default(), log).start().await.unwrap();
    let mut wire = Wire::connect(server.address()).await;
    ask(&mut wire, get("/rooms/1")).await;
    has_begun.recv_timeout(Duration::from_secs(60)).unwrap();
    // More than may wait.
    let many = get("/rooms/1").repeat(100);
    for _ in 0..170 {
        wire.send(&many).await;
        for _ in 0..100 {
            assert_eq!(wire.receive().await.unwrap().status, 200);
        }
    }
    patiently(server.stop()).await;
    drop(go);
}
