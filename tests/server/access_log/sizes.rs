//! How much of a response a line counts, and that counting changes nothing of it.

use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use oxy::prelude::*;
use oxy::{AccessLog, Running, Serve};
use serde_json::Value;

use crate::access_log::{Buffer, Logged, http2, served};
use crate::wire::{Wire, get, patiently};

/// More than the sockets of both sides take.
const LARGE: usize = 64 * 1024 * 1024;

#[get("/large", app = Logged)]
async fn large() -> Vec<u8> {
    vec![0; LARGE]
}

#[get("/unchanged", app = Logged)]
async fn unchanged() -> StatusCode {
    StatusCode::NOT_MODIFIED
}

#[get("/empty", app = Logged)]
async fn empty() -> &'static str {
    ""
}

async fn start() -> (Running, Buffer) {
    let buffer = Buffer::default();
    let log = AccessLog::json().writer(buffer.clone());
    let server = served(Logged::default(), log).start().await.unwrap();
    (server, buffer)
}

/// The only line.
fn line(buffer: &Buffer) -> Value {
    let [line] = buffer.lines().try_into().unwrap();
    serde_json::from_str(&line).unwrap()
}

fn assert_has_a_part(line: &Value) {
    assert_eq!(line["status"], 200);
    let bytes = line["bytes"].as_u64().unwrap();
    assert!(bytes > 0 && bytes < LARGE as u64, "{line}");
}

#[tokio::test]
async fn who_leaves_in_the_middle_has_got_a_part() {
    let (server, buffer) = start().await;
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get("/large")).await;
    let head = wire.receive_head().await.unwrap();
    assert!(head.contains(&format!("content-length: {LARGE}")), "{head}");
    drop(wire);
    patiently(server.stop()).await;
    assert_has_a_part(&line(&buffer));
}

#[tokio::test]
async fn over_http2_as_well() {
    let (server, buffer) = start().await;
    let mut sender = http2(server.address()).await;
    let request = http::Request::get("http://localhost/large");
    let request = request.body(Empty::<Bytes>::new()).unwrap();
    let mut answer = patiently(sender.send_request(request)).await.unwrap();
    assert_eq!(answer.headers()["content-length"], LARGE.to_string());
    patiently(answer.frame()).await.unwrap().unwrap();
    drop(answer);
    drop(sender);
    patiently(server.stop()).await;
    assert_has_a_part(&line(&buffer));
}

#[tokio::test]
async fn the_latency_is_that_of_the_whole_response() {
    const PAUSE: Duration = Duration::from_millis(200);
    let (server, buffer) = start().await;
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get("/large")).await;
    wire.receive_head().await.unwrap();
    // Real time: it is the client's, whom the server waits for.
    tokio::time::sleep(PAUSE).await;
    wire.receive_body(LARGE).await;
    patiently(server.stop()).await;
    let line = line(&buffer);
    assert_eq!(line["bytes"], LARGE);
    let latency = line["latency_ms"].as_f64().unwrap();
    assert!(latency >= PAUSE.as_secs_f64() * 1000.0, "{latency}");
}

/// The head of each answer, and its body, without the date.
async fn answers(server: Serve<Logged>) -> Vec<(String, String)> {
    let server = server.start().await.unwrap();
    let mut wire = Wire::connect(server.address()).await;
    let mut answers = Vec::new();
    for request in [
        get("/rooms/7"),
        get("/rooms/7").replace("GET", "HEAD"),
        get("/empty"),
        get("/unchanged"),
        get("/nowhere"),
        get("/streamed").replace("GET", "HEAD"),
    ] {
        wire.send(&request).await;
        let head = wire.receive_head().await.unwrap();
        let lines = head.lines().filter(|line| !line.starts_with("date:"));
        let head: Vec<_> = lines.collect();
        let length = head
            .iter()
            .find_map(|line| line.strip_prefix("content-length: "));
        let has_body = request.starts_with("GET");
        let length = length
            .filter(|_| has_body)
            .map_or(0, |text| text.parse().unwrap());
        let body = wire.receive_body(length).await;
        answers.push((head.join("\n"), body));
    }
    wire.send(get("/streamed")).await;
    let head = wire.receive_head().await.unwrap();
    assert!(head.contains("transfer-encoding: chunked"), "{head}");
    server.stop().await;
    answers
}

#[tokio::test]
async fn a_log_changes_nothing_of_an_answer() {
    let buffer = Buffer::default();
    let logged = served(Logged::default(), AccessLog::json().writer(buffer.clone()));
    let logged = answers(logged.explain_misses(false)).await;
    let plain = oxy::serve(Logged::default()).port(0).explain_misses(false);
    assert_eq!(logged, answers(plain).await);
    assert_eq!(logged[0].1, "room 7");
    assert!(logged[1].0.contains("content-length: 6"), "{logged:?}");
    let bytes = |line: &String| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["bytes"].as_u64().unwrap()
    };
    let bytes: Vec<_> = buffer.lines().iter().map(bytes).collect();
    assert_eq!(
        [bytes[0], bytes[1], bytes[2], bytes[3], bytes[5]],
        [6, 0, 0, 0, 0]
    );
}
