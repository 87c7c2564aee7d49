//! Responses over HTTP/2 that wait for room: the client gives it, to each stream by itself.

use std::time::{Duration, Instant};

use crate::app::{App, LARGE, start};
use crate::frames::{
    DATA, END_HEADERS, END_STREAM, Frame, GET_ENDLESS, GET_LARGE, HEADERS, RST_STREAM, Raw,
    WINDOW_UPDATE, frame,
};

/// `Limits::send_timeout` of the application under test, and what the machine may take besides.
const LIMIT: Duration = Duration::from_millis(500);
const LATEST: Duration = Duration::from_millis(1_100);

/// RFC 9113, 7 and 6.5.2.
const CANCEL: u32 = 8;
const ONE_BYTE: &[u8] = &[0, 4, 0, 0, 0, 1];
const ONE_PART: &[u8] = &[0, 4, 0, 0, 0x40, 0];

fn request(stream: u32, target: &[u8]) -> Vec<u8> {
    frame(HEADERS, END_HEADERS | END_STREAM, stream, target)
}

/// Room for as much again as a part of a body had, of its stream and of the connection.
fn room(part: &Frame) -> Vec<u8> {
    let more = u32::try_from(part.payload.len()).unwrap().to_be_bytes();
    let frames = [0, part.stream].map(|stream| frame(WINDOW_UPDATE, 0, stream, &more));
    frames.concat()
}

#[tokio::test]
async fn a_client_without_room_for_a_response_is_cut() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut raw = Raw::connect(server.address(), ONE_BYTE).await;
    raw.send(&request(1, GET_ENDLESS)).await;
    raw.end().await;
    gate.left().await;
}

#[tokio::test]
async fn a_large_response_that_is_taken_slowly_arrives() {
    let server = start(App::default()).await;
    // A window of one part, so that the client's own pace rules.
    let mut raw = Raw::connect(server.address(), ONE_PART).await;
    raw.send(&request(1, GET_LARGE)).await;
    let begun = Instant::now();
    let mut received = 0;
    while received < LARGE {
        let part = raw.next(DATA).await.expect("it was cut");
        received += part.payload.len();
        tokio::time::sleep(Duration::from_millis(50)).await;
        raw.send(&room(&part)).await;
    }
    // Longer than a connection may be idle.
    assert!(
        begun.elapsed() > Duration::from_millis(2_500),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_stuck_response_is_cut_and_the_one_beside_it_goes_on() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut raw = Raw::connect(server.address(), ONE_PART).await;
    let begun = Instant::now();
    raw.send(&[request(1, GET_ENDLESS), request(3, GET_ENDLESS)].concat())
        .await;
    let mut cut = None;
    let mut received = 0;
    // Three times as long as it may be stuck, and longer than a connection may be idle.
    while begun.elapsed() < 3 * LIMIT {
        let frame = raw.receive().await.expect("both were cut");
        match (frame.kind, frame.stream) {
            (RST_STREAM, 1) => cut = Some((begun.elapsed(), frame.error())),
            (RST_STREAM, stream) => panic!("stream {stream} was cut"),
            (DATA, 3) => {
                received += frame.payload.len();
                tokio::time::sleep(Duration::from_millis(20)).await;
                raw.send(&room(&frame)).await;
            }
            _ => {}
        }
    }
    let (after, error) = cut.expect("it waits for ever");
    assert!((LIMIT..LATEST).contains(&after), "{after:?}");
    assert_eq!(error, CANCEL);
    assert!(received > 3 * 16 * 1024, "{received}");
    // Its body is gone, and with it what the handler kept.
    gate.left().await;
}

#[tokio::test]
async fn stuck_responses_are_cut_though_others_are_reset() {
    let server = start(App::default()).await;
    let mut raw = Raw::connect(server.address(), ONE_BYTE).await;
    for stream in (1..10).step_by(2) {
        raw.send(&request(stream, GET_LARGE)).await;
    }
    let begun = Instant::now();
    for stream in (11..40).step_by(2) {
        let reset = frame(RST_STREAM, 0, stream, &CANCEL.to_be_bytes());
        raw.send(&[request(stream, GET_LARGE), reset].concat())
            .await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut cut = Vec::new();
    while cut.len() < 5 {
        let frame = raw.next(RST_STREAM).await.expect("the connection ended");
        cut.push(frame.stream);
    }
    cut.sort_unstable();
    assert_eq!(cut, [1, 3, 5, 7, 9]);
    assert!(begun.elapsed() < 2 * LATEST, "{:?}", begun.elapsed());
}
