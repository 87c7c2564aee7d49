//! A client of hyper's, over whatever carries it.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};

/// Longer than anything that the tests wait for.
const PATIENCE: Duration = Duration::from_secs(10);

/// An answer, with its body as text.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub text: String,
}

pub type Request = http::Request<Full<Bytes>>;

/// What sends requests over one HTTP/2 connection.
pub type Http2 = http2::SendRequest<Full<Bytes>>;

/// Gives up on what takes longer than it ever should.
pub async fn patiently<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("nothing came in ten seconds")
}

pub fn get(uri: &str) -> Request {
    http::Request::get(uri).body(Full::default()).unwrap()
}

pub async fn http2<S>(stream: S) -> Http2
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let handshake = http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (sender, connection) = patiently(handshake).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// Sends one request over HTTP/1.1.
pub async fn http1<S>(stream: S, request: Request) -> Answer
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = patiently(http1::handshake(TokioIo::new(stream)))
        .await
        .unwrap();
    tokio::spawn(connection);
    answer(patiently(sender.send_request(request)).await.unwrap()).await
}

pub async fn send(sender: &mut Http2, request: Request) -> Answer {
    patiently(sender.ready()).await.unwrap();
    answer(patiently(sender.send_request(request)).await.unwrap()).await
}

async fn answer(response: http::Response<hyper::body::Incoming>) -> Answer {
    let (head, body) = response.into_parts();
    let body = patiently(body.collect()).await.unwrap();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        text: String::from_utf8(body.to_bytes().to_vec()).unwrap(),
    }
}
