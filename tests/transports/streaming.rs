//! What a response that is made as it goes costs while its client does not read.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use oxy::Body;
use oxy::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use crate::app::{App, LARGE, served};
use crate::client::patiently;
use crate::frames::{END_HEADERS, END_STREAM, HEADERS, SETTINGS, WINDOW_UPDATE, frame};
use crate::listeners::Folder;

/// Of as many that are ready, hyper would gather 400 KiB before it sends any.
const PART: usize = 32 * 1024;

/// A body without an end, which counts what it gave.
struct Counted(Arc<AtomicUsize>);

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        self.0.fetch_add(PART, Ordering::Relaxed);
        let part = http_body::Frame::data(vec![b'x'; PART].into());
        Poll::Ready(Some(Ok(part)))
    }
}

/// What is made of responses to `requests`, and what the system keeps of it in a Unix socket.
async fn made(requests: &[u8]) -> (usize, usize) {
    let kept = std::fs::read_to_string("/proc/sys/net/core/wmem_default").unwrap();
    let folder = Folder::new();
    let made = Arc::new(AtomicUsize::new(0));
    let given = Arc::clone(&made);
    let server = oxy::serve(App::default())
        .unix_socket(folder.socket())
        .route(Method::GET, "/made", move |_: Request| {
            let body = Body::new(Counted(Arc::clone(&given)));
            async move { Response::new(body) }
        });
    let server = server.start().await.unwrap();
    let mut client = UnixStream::connect(folder.socket()).await.unwrap();
    client.write_all(requests).await.unwrap();
    let mut last = 0;
    let rests = async {
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = made.load(Ordering::Relaxed);
            if now > 0 && now == last {
                break;
            }
            last = now;
        }
    };
    patiently(rests).await;
    drop(client);
    patiently(server.stop()).await;
    (last, kept.trim().parse().unwrap())
}

#[tokio::test]
async fn a_client_that_does_not_read_has_little_made_for_it() {
    let (made, kept) = made(b"GET /made HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert!(made <= kept + 3 * PART, "{made} bytes beside {kept}");
}

#[tokio::test]
async fn many_responses_on_a_connection_cost_little_each_though_there_is_room() {
    const STREAMS: usize = 4;
    // SETTINGS_INITIAL_WINDOW_SIZE (4), and as much for the connection.
    let mut requests = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    requests.extend(frame(SETTINGS, 0, 0, &[0, 4, 0x7F, 0xFF, 0xFF, 0xFF]));
    requests.extend(frame(WINDOW_UPDATE, 0, 0, &[0x7F, 0, 0, 0]));
    let get = b"\x82\x86\x04\x05/made\x01\x09localhost";
    for stream in (1..).step_by(2).take(STREAMS) {
        requests.extend(frame(HEADERS, END_HEADERS | END_STREAM, stream, get));
    }
    let (made, kept) = made(&requests).await;
    assert!(
        made <= kept + STREAMS * 3 * PART,
        "{made} bytes beside {kept}"
    );
}

/// A socket keeps a part of the response, and the rest is taken for longer than a connection may be idle.
#[tokio::test]
async fn a_response_in_one_piece_that_is_taken_slowly_arrives() {
    let folder = Folder::new();
    let server = served(App::default()).unix_socket(folder.socket());
    let _server = server.start().await.unwrap();
    let mut client = UnixStream::connect(folder.socket()).await.unwrap();
    let request = b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.write_all(request).await.unwrap();
    let begun = Instant::now();
    let mut taken = 0;
    let mut piece = vec![0; 2 * PART];
    while taken < LARGE {
        let more = patiently(client.read(&mut piece)).await.unwrap();
        assert!(more > 0, "it was cut after {taken} bytes");
        taken += more;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(
        begun.elapsed() > Duration::from_millis(1_200),
        "{:?}",
        begun.elapsed()
    );
}
