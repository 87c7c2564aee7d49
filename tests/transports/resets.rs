//! Clients of HTTP/2 that make the server reset its own streams (CVE-2025-8671), or answer their settings without end.

use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use crate::app::{App, start};
use crate::client::{get, http2, send};
use crate::frames::{
    DATA, END_HEADERS, END_STREAM, GET_WAIT, GOAWAY, HEADERS, Raw, SETTINGS, WINDOW_UPDATE, frame,
};

/// RFC 9113, 7.
const PROTOCOL_ERROR: u32 = 1;
const STREAM_CLOSED: u32 = 5;
const ENHANCE_YOUR_CALM: u32 = 11;

async fn others_are_answered(server: &oxy::Running) {
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let mut sender = http2(stream).await;
    let uri = format!("{}/", server.url());
    assert_eq!(send(&mut sender, get(&uri)).await.text, "index");
}

/// A request with which, or behind which, there is something wrong.
type Offence = fn(u32) -> Vec<u8>;

fn request_and(stream: u32, offence: &[u8]) -> Vec<u8> {
    let request = frame(HEADERS, END_HEADERS | END_STREAM, stream, GET_WAIT);
    [&request, offence].concat()
}

/// `POST /ignore` that announces one byte.
const POST_ONE: &[u8] = b"\x83\x86\x04\x07/ignore\x01\x09localhost\x0f\x0d\x011";

#[tokio::test]
async fn streams_that_the_server_is_made_to_reset_end_the_connection() {
    // Some are errors of the connection by the first of them, others are counted.
    let offences: [(&str, Offence, &[u32]); 5] = [
        (
            "more room than there is",
            |stream| {
                let most = 0x7fff_ffff_u32.to_be_bytes();
                request_and(stream, &frame(WINDOW_UPDATE, 0, stream, &most))
            },
            &[ENHANCE_YOUR_CALM],
        ),
        (
            "a longer body than announced",
            |stream| {
                let head = frame(HEADERS, END_HEADERS, stream, POST_ONE);
                [head, frame(DATA, END_STREAM, stream, b"two")].concat()
            },
            &[ENHANCE_YOUR_CALM],
        ),
        (
            "no more room",
            |stream| request_and(stream, &frame(WINDOW_UPDATE, 0, stream, &[0; 4])),
            &[PROTOCOL_ERROR, ENHANCE_YOUR_CALM],
        ),
        (
            "a body behind the end",
            |stream| request_and(stream, &frame(DATA, 0, stream, b"more")),
            &[PROTOCOL_ERROR, STREAM_CLOSED, ENHANCE_YOUR_CALM],
        ),
        (
            "headers behind the end",
            |stream| {
                let again = frame(HEADERS, END_HEADERS | END_STREAM, stream, GET_WAIT);
                request_and(stream, &again)
            },
            &[PROTOCOL_ERROR, STREAM_CLOSED, ENHANCE_YOUR_CALM],
        ),
    ];
    for (what, offence, expected) in offences {
        let app = App::default();
        let gate = app.gate.clone();
        let server = start(app).await;
        let mut raw = Raw::connect(server.address(), &[]).await;
        let mut requests = Vec::new();
        for stream in (1..20_000).step_by(2) {
            requests.extend(offence(stream));
        }
        raw.send(&requests).await;
        let end = raw.next(GOAWAY).await;
        let end = end.unwrap_or_else(|| panic!("{what}: it closed without a word"));
        assert!(expected.contains(&end.error()), "{what}: {}", end.error());
        raw.end().await;
        // Nobody waits for what had begun.
        for _ in 0..gate.begun() {
            gate.left().await;
        }
        others_are_answered(&server).await;
    }
}

#[tokio::test]
async fn settings_whose_acknowledgements_nobody_reads_end_the_connection() {
    let server = start(App::default()).await;
    let mut raw = Raw::connect(server.address(), &[]).await;
    // The largest frame of a body: 16,384 bytes.
    let settings = frame(SETTINGS, 0, 0, &[0, 5, 0, 0, 0x40, 0]).repeat(10_000);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(9) && raw.send(&settings).await {}
    assert!(begun.elapsed() < Duration::from_secs(9), "it is still open");
    others_are_answered(&server).await;
}
