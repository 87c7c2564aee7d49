//! One connection, from its first byte to its last.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::task::Poll;

use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::time::Instant;

use crate::body::Body;
use crate::peer::Peer;
use crate::server::driver::{Connection, Driver};
use crate::server::room::Streams;
use crate::server::sending::Sending;
use crate::server::socket::Socket;
use crate::server::stream::Stream;
use crate::server::watch::Watch;
use crate::server::wire::Wire;
use crate::service::Service;
use crate::stop::Stopping;

/// As much of each response over HTTP/2 waits for the socket. hyper would keep 400 KiB of each, so that 100 responses on a
/// connection whose client reads nothing would cost 40 MiB.
const WAITING: usize = 32 * 1024;

/// As many header fields hyper takes if it is told no number, and is faster at it.
const HYPERS_HEADERS: usize = 100;

/// A client that has connected.
pub(super) struct Arrival {
    pub(super) socket: Socket,
    pub(super) peer: Peer,
    /// Since when it may send the headers of a request; agreeing on keys is part of that.
    pub(super) begun: Instant,
}

/// Serves a connection until either side closes it, or `stop` says so and the requests in flight are answered.
pub(super) async fn serve(client: Arrival, service: Arc<Service>, mut stop: Stopping) {
    let Arrival {
        socket,
        peer,
        begun,
    } = client;
    let limits = &service.setup.limits;
    let watch = Arc::new(Watch::new(limits, begun));
    let wire = Wire::new(socket, &watch);
    let speaks = poll_fn(|context| wire.poll_is_http2(context));
    let speaks = tokio::time::timeout_at(watch.first_look(), speaks);
    let Some(Ok(Some(is_http2))) = stop.unless_new(speaks).await else {
        return;
    };
    let unread = Arc::new(AtomicBool::new(false));
    let stream = TokioIo::new(Stream::new(&wire, &watch, &unread, is_http2));

    let asked = (!is_http2).then(|| wire.clone());

    let answer = service_fn(|request: http::Request<Incoming>| {
        let in_flight = watch.begin(is_http2);
        let request = request.map(|incoming| Body::upload(incoming, &unread));
        let mut attended = service.attend(request, peer);
        let service = Arc::clone(&service);
        let asked = asked.clone();
        async move {
            if let Some(wire) = asked
                && poll_fn(|context| Poll::Ready(wire.is_gone(context))).await
            {
                service.give_up(&attended);
                return Err(Gone);
            }
            let response = service.call(&mut attended).await;
            let answer = response.into_answer();
            Ok(answer.map(|body| Sending::new(body, in_flight)))
        }
    });
    let driver = Driver {
        wire,
        watch: Arc::clone(&watch),
        stop,
    };
    if is_http2 {
        let streams = Streams {
            send_timeout: limits.send_timeout,
        };
        let connection = http2::Builder::new(streams)
            .timer(TokioTimer::new())
            .keep_alive_interval(limits.ping_interval)
            .keep_alive_timeout(limits.ping_interval.unwrap_or_default())
            .max_concurrent_streams(limits.streams)
            .max_pending_accept_reset_streams(limits.resets)
            .max_local_error_reset_streams(limits.stream_errors)
            .max_send_buf_size(WAITING)
            .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
            .serve_connection(stream, answer);
        driver.drive(std::pin::pin!(connection)).await;
    } else {
        let mut builder = http1::Builder::new();
        builder
            // hyper would look for a closed client by reading into a new buffer, at every request.
            .half_close(true)
            .max_header_size(limits.header_bytes);
        if limits.headers != HYPERS_HEADERS {
            builder.max_headers(limits.headers);
        }
        let connection = builder.serve_connection(stream, answer);
        driver.drive(std::pin::pin!(connection)).await;
    }
}

type Error = Box<dyn std::error::Error + Send + Sync>;

/// Nobody waits for the answer: the client left while its request waited to be read, as many do when there is too much to
/// do.
#[derive(Debug)]
struct Gone;

impl fmt::Display for Gone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the client left before its request was read")
    }
}

impl std::error::Error for Gone {}

impl<S> Connection for http1::Connection<TokioIo<Stream>, S>
where
    S: HttpService<Incoming, ResBody = Sending>,
    S::Error: Into<Error>,
{
    const IS_HTTP2: bool = false;

    fn graceful_shutdown(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

impl<S> Connection for http2::Connection<TokioIo<Stream>, S, Streams>
where
    S: HttpService<Incoming, ResBody = Sending>,
    S::Future: Send + 'static,
    S::Error: Into<Error>,
{
    const IS_HTTP2: bool = true;

    fn graceful_shutdown(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}
