//! Clients of HTTP/2 that are asked whether they are there.

use std::time::{Duration, Instant};

use oxy::Limits;

use crate::app::App;
use crate::frames::{END_HEADERS, END_STREAM, GET_WAIT, HEADERS, PING, Raw, frame};

const INTERVAL: Duration = Duration::from_millis(300);
const ACK: u8 = 1;

async fn start(app: App) -> oxy::Running {
    let limits = Limits::new().ping_interval(INTERVAL);
    let server = oxy::serve(app).limits(limits).port(0);
    server.start().await.unwrap()
}

#[tokio::test]
async fn who_does_not_answer_is_cut_and_the_handler_is_dropped() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    raw.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, GET_WAIT))
        .await;
    gate.entered().await;
    let begun = Instant::now();
    raw.next(PING).await.expect("it is not asked");
    gate.left().await;
    raw.end().await;
    let took = begun.elapsed();
    assert!(took >= INTERVAL, "{took:?}");
}

#[tokio::test]
async fn who_answers_stays() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    raw.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, GET_WAIT))
        .await;
    gate.entered().await;
    for _ in 0..4 {
        let asked = raw.next(PING).await.expect("it was cut");
        raw.send(&frame(PING, ACK, 0, &asked.payload)).await;
    }
    gate.go();
    raw.next(HEADERS).await.expect("the answer is lost");
}
