//! Bodies that take their time: those that come steadily may, those that trickle may not.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Frame;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use oxy::Limits;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::Instant;

use crate::app::App;

/// The slowest average in bytes a second, and the time before which none is judged.
const RATE: usize = 1_000;
const GRACE: Duration = Duration::from_secs(5);

/// Between two pieces of a body, by the clock of the server.
const STEP: Duration = Duration::from_millis(500);

/// A body that is made as the test goes.
struct Pieces(UnboundedReceiver<Bytes>);

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = self.0.poll_recv(context);
        piece.map(|piece| piece.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// What came of a body: the status, and the size that was echoed.
type Outcome = (u16, usize);

/// Begins to send a body, whose pieces come from the test.
async fn begin(
    server: &oxy::Running,
    is_http2: bool,
) -> (UnboundedSender<Bytes>, JoinHandle<Outcome>) {
    let (pieces, body) = unbounded_channel();
    let request = http::Request::post(format!("{}/echo", server.url()))
        .header("host", server.address().to_string())
        .body(Pieces(body))
        .unwrap();
    let stream = TcpStream::connect(server.address()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let io = TokioIo::new(stream);
    let outcome = if is_http2 {
        let (mut sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
        tokio::spawn(connection);
        tokio::spawn(async move { outcome(sender.send_request(request).await.unwrap()).await })
    } else {
        let (mut sender, connection) = http1::handshake(io).await.unwrap();
        tokio::spawn(connection);
        tokio::spawn(async move { outcome(sender.send_request(request).await.unwrap()).await })
    };
    (pieces, outcome)
}

async fn outcome(response: http::Response<hyper::body::Incoming>) -> Outcome {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await;
    (status, body.map_or(0, |body| body.to_bytes().len()))
}

/// Lets bytes arrive while the clock stands still: it does not go on by itself while a thread is busy.
async fn settle() {
    let wait = || std::thread::sleep(Duration::from_millis(20));
    spawn_blocking(wait).await.unwrap();
}

/// Sends pieces of a size, each a step after the other, until there is an answer or `longest` is over; gives what came of
/// it, and after which time.
async fn send(is_http2: bool, size: usize, longest: Duration) -> (Outcome, Duration) {
    let limits = Limits::new()
        .body_rate(RATE as u64)
        .body_timeout(Duration::from_secs(50));
    let server = oxy::serve(App::default()).limits(limits).port(0);
    let server = server.start().await.unwrap();
    let (pieces, mut answer) = begin(&server, is_http2).await;
    settle().await;
    tokio::time::pause();
    let begun = Instant::now();
    while begun.elapsed() < longest && !answer.is_finished() {
        let _ = pieces.send(Bytes::from(vec![b'x'; size]));
        settle().await;
        tokio::time::advance(STEP).await;
        settle().await;
    }
    let took = begun.elapsed();
    tokio::time::resume();
    drop(pieces);
    let answer = tokio::time::timeout(Duration::from_secs(10), &mut answer).await;
    (answer.expect("there is no answer").unwrap(), took)
}

#[tokio::test]
async fn a_body_that_trickles_is_cut() {
    for is_http2 in [false, true] {
        let longest = Duration::from_secs(40);
        let ((status, _), took) = send(is_http2, RATE / 10, longest).await;
        assert_eq!(status, 408, "HTTP/2: {is_http2}");
        // A fifth of the rate has earned a second by then, and the clock goes in steps.
        let expected = GRACE..GRACE + Duration::from_secs(3);
        assert!(expected.contains(&took), "HTTP/2: {is_http2}: {took:?}");
    }
}

#[tokio::test]
async fn a_body_that_comes_steadily_may_take_longer() {
    for is_http2 in [false, true] {
        let longest = 4 * GRACE;
        let (outcome, took) = send(is_http2, 4 * RATE, longest).await;
        assert_eq!(
            took, longest,
            "HTTP/2: {is_http2}: it was answered before its end"
        );
        assert_eq!(outcome, (200, 40 * 4 * RATE), "HTTP/2: {is_http2}");
    }
}
