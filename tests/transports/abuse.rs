//! Clients of HTTP/2 that want to harm: each is cut off, and others do not notice.

use std::time::{Duration, Instant};

use oxy::Limits;
use tokio::net::TcpStream;

use crate::app::{App, LARGE, start};
use crate::client::{get, http2, patiently, send};
use crate::frames::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, Frame, GET_INDEX, GET_WAIT, GOAWAY, HEADERS, PING,
    POST_IGNORE, RST_STREAM, Raw, frame,
};

/// RFC 9113, 7.
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;

/// Another client is answered as always.
async fn others_are_answered(server: &oxy::Running) {
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let mut sender = http2(stream).await;
    let uri = format!("{}/", server.url());
    assert_eq!(send(&mut sender, get(&uri)).await.text, "index");
}

fn goes_away(frame: Option<Frame>) -> u32 {
    frame.expect("the server closed without a word").error()
}

#[tokio::test]
async fn rapid_resets_end_the_connection() {
    let server = start(App::default()).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    let mut resets = Vec::new();
    for stream in (1..20_000).step_by(2) {
        resets.extend(frame(HEADERS, END_HEADERS | END_STREAM, stream, GET_WAIT));
        resets.extend(frame(RST_STREAM, 0, stream, &CANCEL.to_be_bytes()));
    }
    raw.send(&resets).await;
    assert_eq!(goes_away(raw.next(GOAWAY).await), ENHANCE_YOUR_CALM);
    raw.end().await;
    others_are_answered(&server).await;
}

#[tokio::test]
async fn headers_that_go_on_end_the_connection() {
    let server = start(App::default()).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    raw.send(&frame(HEADERS, END_STREAM, 1, GET_INDEX)).await;
    // A literal field without indexing: `x: aaa..`, as often as the server listens.
    let mut field = b"\x00\x01x\x7f\x81\x01".to_vec();
    field.resize(field.len() + 256, b'a');
    raw.send(&frame(CONTINUATION, 0, 1, &field.repeat(50)).repeat(100))
        .await;
    assert_eq!(goes_away(raw.next(GOAWAY).await), ENHANCE_YOUR_CALM);
    raw.end().await;
    others_are_answered(&server).await;
}

#[tokio::test]
async fn headers_that_never_end_are_cut() {
    let server = start(App::default()).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    let begun = Instant::now();
    raw.send(&frame(HEADERS, END_STREAM, 1, GET_INDEX)).await;
    raw.end().await;
    let took = begun.elapsed();
    let expected = Duration::from_millis(300)..Duration::from_millis(800);
    assert!(expected.contains(&took), "{took:?}");
}

#[tokio::test]
async fn a_preface_that_never_ends_is_cut() {
    let server = start(App::default()).await;
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut socket, b"PRI * HTTP/2")
        .await
        .unwrap();
    let begun = Instant::now();
    let mut rest = Vec::new();
    let read = tokio::io::AsyncReadExt::read_to_end(&mut socket, &mut rest);
    let _ = patiently(read).await;
    assert!(
        begun.elapsed() < Duration::from_millis(800),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn empty_parts_of_a_body_end_the_connection() {
    let server = start(App::default()).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    raw.send(&frame(HEADERS, END_HEADERS, 1, POST_IGNORE)).await;
    raw.send(&frame(DATA, 0, 1, &[]).repeat(100_000)).await;
    raw.end().await;
    others_are_answered(&server).await;
}

#[tokio::test]
async fn pings_whose_answers_nobody_reads_end_the_connection() {
    let server = start(App::default()).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    let pings = frame(PING, 0, 0, &[0; 8]).repeat(10_000);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(9) && raw.send(&pings).await {}
    assert!(begun.elapsed() < Duration::from_secs(9), "it is still open");
    others_are_answered(&server).await;
}

#[tokio::test]
async fn more_requests_at_once_than_the_limit_are_refused() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    for stream in (1..=201).step_by(2) {
        raw.send(&frame(HEADERS, END_HEADERS | END_STREAM, stream, GET_WAIT))
            .await;
    }
    let refused = raw.next(RST_STREAM).await.expect("all were taken");
    assert_eq!((refused.stream, refused.error()), (201, REFUSED_STREAM));
    for _ in 0..100 {
        gate.entered().await;
        gate.go();
    }
    for _ in 0..100 {
        raw.next(HEADERS).await.expect("a request was lost");
    }
}

#[tokio::test]
async fn a_client_that_does_not_answer_pings_does_not_hold_a_stop() {
    // With a minute between requests: it is not the end of that which is waited for.
    let server = oxy::serve(App::default()).port(0).start().await.unwrap();
    let raw = Raw::connect(server.address(), &[]).await;
    others_are_answered(&server).await;
    let begun = Instant::now();
    patiently(server.stop()).await;
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );
    drop(raw);
}

#[tokio::test]
async fn a_request_that_comes_while_a_stop_waits_for_pings_is_answered() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    others_are_answered(&server).await;
    let stopping = tokio::spawn(server.stop());
    raw.next(GOAWAY).await.expect("it says that it goes");
    raw.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, GET_WAIT))
        .await;
    gate.entered().await;
    // Longer by a second than a client without requests is waited for.
    let metrics = tokio::runtime::Handle::current().metrics();
    let busy = metrics.worker_total_busy_duration(0);
    tokio::time::sleep(Duration::from_millis(3_000)).await;
    let busy = metrics.worker_total_busy_duration(0) - busy;
    assert!(
        busy < Duration::from_millis(500),
        "it does not rest: {busy:?}"
    );
    gate.go();
    raw.next(HEADERS).await.expect("it is answered");
    patiently(stopping).await.unwrap();
}

#[tokio::test]
async fn a_client_of_http_1_that_takes_nothing_is_cut() {
    for path in ["/endless", "/large"] {
        let app = App::default();
        let gate = app.gate.clone();
        let server = start(app).await;
        let mut socket = TcpStream::connect(server.address()).await.unwrap();
        let requests = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(20);
        let written = tokio::io::AsyncWriteExt::write_all(&mut socket, requests.as_bytes());
        written.await.unwrap();
        if path == "/endless" {
            gate.left().await;
        }
        // What is in the buffers of the system can still be read; behind it the connection has ended.
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let mut taken = Vec::new();
        let read = tokio::io::AsyncReadExt::read_to_end(&mut socket, &mut taken);
        let _ = patiently(read).await;
        assert!(taken.len() < 20 * LARGE, "{path}: all of it was waited for");
        others_are_answered(&server).await;
    }
}

/// What the server says to ten requests: that the client shall go, or, of one more, the answer or the refusal.
async fn end_of_ten(limits: Limits, ten: &[u8]) -> Option<u32> {
    let server = oxy::serve(App::default()).limits(limits).port(0);
    let server = server.start().await.unwrap();
    let mut raw = Raw::connect(server.address(), &[]).await;
    let mut bytes = ten.to_vec();
    bytes.extend(frame(HEADERS, END_HEADERS | END_STREAM, 101, GET_INDEX));
    raw.send(&bytes).await;
    let end = loop {
        let frame = raw.receive().await.expect("closed without a word");
        match frame.kind {
            GOAWAY => break Some(frame.error()),
            HEADERS | RST_STREAM if frame.stream == 101 => break None,
            _ => {}
        }
    };
    others_are_answered(&server).await;
    end
}

fn ten(each: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    (1..20).step_by(2).flat_map(each).collect()
}

#[tokio::test]
async fn so_many_requests_may_be_taken_back_at_once() {
    let ten = ten(|stream| {
        let mut request = frame(HEADERS, END_HEADERS | END_STREAM, stream, GET_WAIT);
        request.extend(frame(RST_STREAM, 0, stream, &CANCEL.to_be_bytes()));
        request
    });
    assert_eq!(end_of_ten(Limits::new(), &ten).await, None);
    let few = Limits::new().resets(3);
    assert_eq!(end_of_ten(few, &ten).await, Some(ENHANCE_YOUR_CALM));
    let others = Limits::new().stream_errors(3);
    assert_eq!(end_of_ten(others, &ten).await, None);
}

/// The server resets the streams, each for a window of more than 2^31 - 1 bytes (RFC 9113, 6.9.1).
#[tokio::test]
async fn so_many_requests_may_end_by_mistakes() {
    const MOST: [u8; 4] = [0x7f, 0xff, 0xff, 0xff];
    let ten = ten(|stream| {
        let mut request = frame(HEADERS, END_HEADERS | END_STREAM, stream, GET_WAIT);
        request.extend(frame(crate::frames::WINDOW_UPDATE, 0, stream, &MOST));
        request
    });
    assert_eq!(end_of_ten(Limits::new(), &ten).await, None);
    let few = Limits::new().stream_errors(3);
    assert_eq!(end_of_ten(few, &ten).await, Some(ENHANCE_YOUR_CALM));
    let others = Limits::new().resets(3);
    assert_eq!(end_of_ten(others, &ten).await, None);
}

#[tokio::test]
async fn requests_that_are_refused_count_as_mistakes() {
    let ten = ten(|stream| frame(HEADERS, END_HEADERS | END_STREAM, stream, GET_WAIT));
    let limits = Limits::new().streams(1);
    assert_eq!(end_of_ten(limits.clone(), &ten).await, None);
    let few = limits.stream_errors(3);
    assert_eq!(end_of_ten(few, &ten).await, Some(ENHANCE_YOUR_CALM));
}
