//! Clients that never stop sending, and never finish: the time for the headers of a request runs from their first byte.

use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::rustls::ClientConnection;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::app::App;
use crate::client::patiently;
use crate::frames::{CONTINUATION, END_HEADERS, END_STREAM, GET_INDEX, HEADERS, SETTINGS, frame};
use crate::site::{Site, config};

/// The time for headers, and that between two pieces: one that began again with each piece would never be over.
const LIMIT: Duration = Duration::from_millis(500);
const BETWEEN: Duration = Duration::from_millis(50);

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// With a minute between two requests: it is not the end of that which cuts.
fn served() -> oxy::Serve<App> {
    let limits = oxy::Limits::new().header_timeout(LIMIT);
    oxy::serve(App::default()).limits(limits).port(0)
}

/// A request's head that goes on for longer than a test waits, a byte at a time.
fn endless_head() -> impl Iterator<Item = Vec<u8>> {
    let head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Field: ";
    let head = head.iter().copied().chain(std::iter::repeat(b'x'));
    head.map(|byte| vec![byte])
}

/// Sends one piece after the other until the server closes; it does so once the time is over.
async fn is_cut<S>(what: &str, stream: S, pieces: impl Iterator<Item = Vec<u8>>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    is_cut_at_pace(what, stream, pieces, BETWEEN).await;
}

async fn is_cut_at_pace<S>(
    what: &str,
    stream: S,
    mut pieces: impl Iterator<Item = Vec<u8>>,
    between: Duration,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut reader, mut writer) = tokio::io::split(stream);
    let begun = Instant::now();
    let sends = async {
        loop {
            let piece = pieces.next().expect("it took all");
            if writer.write_all(&piece).await.is_err() || writer.flush().await.is_err() {
                break;
            }
            tokio::time::sleep(between).await;
        }
    };
    let closes = async {
        let mut said = [0; 1024];
        while matches!(reader.read(&mut said).await, Ok(1..)) {}
    };
    let cut = async {
        tokio::select! {
            () = sends => {}
            () = closes => {}
        }
    };
    let cut = tokio::time::timeout(Duration::from_secs(10), cut).await;
    cut.unwrap_or_else(|_| panic!("{what}: it is still open"));
    let took = begun.elapsed();
    assert!(took >= LIMIT - BETWEEN, "{what}: {took:?}");
}

async fn connect(server: &oxy::Running) -> TcpStream {
    let stream = TcpStream::connect(server.address()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Sends what is answered, and reads the answer.
async fn answered<S>(stream: &mut S, request: &[u8], end: &[u8])
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(request).await.unwrap();
    stream.flush().await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(end) {
        answer.push(patiently(stream.read_u8()).await.unwrap());
    }
}

#[tokio::test]
async fn a_first_request_is_cut() {
    let server = served().start().await.unwrap();
    is_cut("first", connect(&server).await, endless_head()).await;
}

#[tokio::test]
async fn a_further_request_is_cut() {
    let server = served().start().await.unwrap();
    let mut stream = connect(&server).await;
    for _ in 0..2 {
        answered(&mut stream, REQUEST, b"index").await;
        // Idle for longer than headers may take: that is a time of its own.
        tokio::time::sleep(LIMIT + BETWEEN).await;
    }
    is_cut("further", stream, endless_head()).await;
}

/// What has no end in HTTP/2, a byte at a time.
fn endless_frames() -> [(&'static str, Vec<u8>); 2] {
    let open = frame(HEADERS, END_STREAM, 3, GET_INDEX);
    let mut long = frame(HEADERS, END_STREAM | END_HEADERS, 3, &[0; 10_000]);
    long.splice(9..9 + GET_INDEX.len(), GET_INDEX.iter().copied());
    let mut continued = open.clone();
    for _ in 0..200 {
        // Each has the representation of one field by its number in the table.
        continued.extend(frame(CONTINUATION, 0, 3, b"\x90"));
    }
    [("frame", long), ("continued", continued)]
}

#[tokio::test]
async fn headers_in_frames_are_cut() {
    let server = served().start().await.unwrap();
    let connections = endless_frames().map(|(what, bytes)| {
        let server = &server;
        async move {
            for is_first in [true, false] {
                let mut stream = connect(server).await;
                let begin = [PREFACE, &frame(SETTINGS, 0, 0, &[])].concat();
                stream.write_all(&begin).await.unwrap();
                if !is_first {
                    let request = frame(HEADERS, END_STREAM | END_HEADERS, 1, GET_INDEX);
                    // The last byte of a body is a frame of its own.
                    answered(&mut stream, &request, b"inde").await;
                    tokio::time::sleep(LIMIT + BETWEEN).await;
                }
                let pieces = bytes.clone().into_iter().map(|byte| vec![byte]);
                is_cut(what, stream, pieces).await;
            }
        }
    });
    let [one, other] = connections;
    tokio::join!(one, other);
}

#[tokio::test]
async fn a_preface_is_cut() {
    let server = served().start().await.unwrap();
    // It is short, and so its last byte would come after nine seconds.
    let pieces = PREFACE.iter().map(|byte| vec![*byte]);
    let between = LIMIT - 2 * BETWEEN;
    is_cut_at_pace("preface", connect(&server).await, pieces, between).await;
}

#[tokio::test]
async fn over_tls_the_handshake_and_the_headers_are_cut() {
    let site = Site::new();
    let server = served().tls(site.certificate_file(), site.key_file());
    let server = server.start().await.unwrap();

    let name = ServerName::try_from("localhost").unwrap();
    let config = std::sync::Arc::new(config(&site.certificate, &[]));
    let mut hello = Vec::new();
    let mut client = ClientConnection::new(config, name).unwrap();
    client.write_tls(&mut hello).unwrap();
    let pieces = hello.into_iter().map(|byte| vec![byte]);
    is_cut("handshake", connect(&server).await, pieces).await;

    let stream = site.connect(&server, &[]).await;
    is_cut("head", stream, endless_head()).await;

    let mut stream = site.connect(&server, &[]).await;
    answered(&mut stream, REQUEST, b"index").await;
    is_cut("further head", stream, endless_head()).await;
}
