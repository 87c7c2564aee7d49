//! Responses that take longer than the limits of idle connections, and answers before an error.

use std::time::Duration;

use oxy::prelude::*;
use oxy::{Body, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::{App, start};
use crate::wire::{Wire, get};

/// A body that yields a piece whenever the test says so.
struct Dripping(tokio::sync::mpsc::Receiver<&'static str>);

impl http_body::Body for Dripping {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let piece = std::task::ready!(self.0.poll_recv(context));
        std::task::Poll::Ready(
            piece.map(|text| Ok(http_body::Frame::data(Bytes::from_static(text.as_bytes())))),
        )
    }
}

#[tokio::test]
async fn a_stream_may_last_longer_than_an_idle_connection() {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    let body = std::sync::Mutex::new(Some(Dripping(receiver)));
    // An idle connection is closed at once, so that nothing has to be waited for.
    let limits = Limits::new().keep_alive(Duration::ZERO);
    let server = oxy::serve(App::default()).limits(limits).route(
        Method::GET,
        "/stream",
        move |_: Request| {
            let body = body.lock().unwrap().take();
            async move { body.map(|body| Response::new(Body::new(body))) }
        },
    );
    let server = server.port(0).start().await.unwrap();
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    socket.write_all(get("/stream").as_bytes()).await.unwrap();
    let mut received = Vec::new();
    for ticks in 1..=5 {
        sender.send("tick").await.unwrap();
        while String::from_utf8_lossy(&received).matches("tick").count() < ticks {
            assert_ne!(
                socket.read_buf(&mut received).await.unwrap(),
                0,
                "cut after {ticks} ticks"
            );
        }
    }
    drop(sender);
    socket.read_to_end(&mut received).await.unwrap();
    assert!(
        received.ends_with(b"0\r\n\r\n"),
        "{}",
        String::from_utf8_lossy(&received)
    );
}

#[tokio::test]
async fn what_was_answered_before_a_bad_request_is_sent() {
    let server = start(App::default()).await;
    for bad in [
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "garbage\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    ] {
        let mut wire = Wire::connect(server.address()).await;
        wire.send(format!("{}{}{bad}", get("/number/1"), get("/number/2")))
            .await;
        assert_eq!(wire.receive().await.unwrap().body, "1", "{bad:?}");
        assert_eq!(wire.receive().await.unwrap().body, "2", "{bad:?}");
    }
}

#[tokio::test]
async fn limits_of_time_can_be_endless() {
    let endless = Duration::MAX;
    let limits = Limits::new()
        .header_timeout(endless)
        .keep_alive(endless)
        .body_timeout(endless)
        .drain(endless);
    let server = oxy::serve(App::default())
        .limits(limits)
        .port(0)
        .start()
        .await
        .unwrap();
    let mut wire = Wire::connect(server.address()).await;
    wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody")
        .await;
    assert_eq!(wire.receive().await.unwrap().body, "body");
    server.stop().await;
}

#[tokio::test]
async fn run_inside_a_runtime_is_an_error_that_says_what_to_do() {
    let error = oxy::serve(App::default()).port(0).run().unwrap_err();
    assert!(error.to_string().contains(".start().await"), "{error}");
}
