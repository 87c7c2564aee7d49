//! Responses over HTTP/2 that wait for room: the client gives it, to each stream by itself.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::HeaderMap;
use oxy::prelude::{Bytes, Method, Request, Response};

use crate::app::{App, LARGE, served, start};
use crate::frames::{
    DATA, END_HEADERS, END_STREAM, Frame, GET_ENDLESS, GET_INDEX, GET_LARGE, HEADERS, PING,
    RST_STREAM, Raw, WINDOW_UPDATE, frame,
};

/// `Limits::send_timeout` of the application under test, and how long it is waited for what it brings about.
const LIMIT: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(20);

/// RFC 9113, 7 and 6.5.2.
const CANCEL: u32 = 8;
const NOTHING: &[u8] = &[0, 4, 0, 0, 0, 0];
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
    while cut.is_none() || begun.elapsed() < 3 * LIMIT {
        assert!(begun.elapsed() < PATIENCE, "it waits for ever");
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
    let (after, error) = cut.unwrap();
    assert!(after >= LIMIT, "{after:?}");
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
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
}

/// "index", of which is known before it ends that nothing follows, or not until it is asked for.
struct Made {
    text: Option<Bytes>,
    trailers: Option<HeaderMap>,
}

impl http_body::Body for Made {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let text = self.text.take().map(http_body::Frame::data);
        let frame = text.or_else(|| self.trailers.take().map(http_body::Frame::trailers));
        Poll::Ready(frame.map(Ok))
    }
}

/// hyper is done with the last part of a body when there is room for one byte of it.
#[tokio::test]
async fn the_only_part_of_a_response_is_cut_too_where_there_is_no_room_for_all_of_it() {
    let made = |trailers: Option<HeaderMap>| {
        move |_: Request| {
            let (text, trailers) = (Some("index".into()), trailers.clone());
            async move { Response::new(oxy::Body::new(Made { text, trailers })) }
        }
    };
    let server = served(App::default())
        .port(0)
        .route(Method::GET, "/made", made(None))
        .route(Method::GET, "/more", made(Some(HeaderMap::new())));
    let server = server.start().await.unwrap();
    let (get_made, get_more) = (
        b"\x82\x86\x04\x05/made\x01\x09localhost".as_slice(),
        b"\x82\x86\x04\x05/more\x01\x09localhost".as_slice(),
    );
    for target in [GET_INDEX, get_made, get_more] {
        for window in [NOTHING, ONE_BYTE] {
            let mut raw = Raw::connect(server.address(), window).await;
            let begun = Instant::now();
            raw.send(&request(1, target)).await;
            let cut = beside(&mut raw, target, 3, RST_STREAM).await;
            assert_eq!((cut.stream, cut.error()), (1, CANCEL));
            assert!(begun.elapsed() >= LIMIT, "{:?}", begun.elapsed());
            raw.send(&frame(PING, 0, 0, &[0; 8])).await;
            beside(&mut raw, target, 5, PING).await;
        }
    }
}

/// Waits for a frame, while a response with room for it arrives by another stream.
async fn beside(raw: &mut Raw, target: &[u8], stream: u32, kind: u8) -> Frame {
    let more = frame(WINDOW_UPDATE, 0, stream, &5_u32.to_be_bytes());
    raw.send(&[request(stream, target), more].concat()).await;
    let (mut found, mut text, mut has_ended) = (None, Vec::new(), false);
    while !has_ended || found.is_none() {
        let frame = raw.receive().await.expect("the connection ended");
        if frame.kind == kind {
            found = Some(frame);
        } else if frame.stream == stream {
            has_ended |= frame.flags & END_STREAM != 0;
            if frame.kind == DATA {
                text.extend(frame.payload);
            }
        }
    }
    assert_eq!(text, b"index");
    found.unwrap()
}
