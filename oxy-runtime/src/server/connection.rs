//! One connection, from its first byte to its last.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::task::Poll;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::body::Body;
use crate::server::io::{LINGER, Stream};
use crate::server::outgoing::Outgoing;
use crate::server::sending::Sending;
use crate::server::stop::Stopped;
use crate::server::watch::{Verdict, Watch};
use crate::service::Service;

/// Serves a connection until either side closes it, or `stop` says so and the request in flight is answered.
pub(super) async fn drive(socket: TcpStream, service: Arc<Service>, mut stop: Stopped) {
    // Small responses must not wait for the acknowledgement of earlier ones.
    let _ = socket.set_nodelay(true);
    let limits = &service.setup.limits;
    let watch = Arc::new(Watch::new(limits));
    let unread = Arc::new(AtomicBool::new(false));
    let (incoming, outgoing) = socket.into_split();
    let outgoing = Outgoing::new(outgoing, &watch);
    let stream = TokioIo::new(Stream::new(incoming, &outgoing, &watch, &unread));

    let answer = service_fn(|request: http::Request<Incoming>| {
        watch.busy();
        let request = request.map(|incoming| Body::upload(incoming, &unread));
        let (service, watch) = (Arc::clone(&service), Arc::clone(&watch));
        async move {
            let answer = service.call(request).await;
            Ok::<_, Infallible>(answer.map(|body| Sending::new(body, watch)))
        }
    });
    let connection = http1::Builder::new()
        // hyper would look for a closed client by reading into a new buffer, at every request.
        .half_close(true)
        .max_headers(limits.headers)
        .max_header_size(limits.header_bytes)
        .serve_connection(stream, answer);
    let mut connection = std::pin::pin!(connection);
    let mut stopping = std::pin::pin!(stop.wait());
    let mut is_stopping = false;
    let mut timer = std::pin::pin!(tokio::time::sleep_until(
        Instant::now() + limits.header_timeout
    ));

    let outcome = std::future::poll_fn(|context| {
        if let Poll::Ready(result) = connection.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        if !is_stopping && stopping.as_mut().poll(context).is_ready() {
            is_stopping = true;
            connection.as_mut().graceful_shutdown();
            if let Poll::Ready(result) = connection.as_mut().poll(context) {
                return Poll::Ready(result);
            }
        }
        // hyper can do nothing more now, so this is the moment to send what it wrote, and to see whether anyone waits.
        if let Poll::Ready(Err(_)) = outgoing.poll_flush(context) {
            return Poll::Ready(Ok(()));
        }
        if watch.is_busy() && outgoing.poll_gone(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        loop {
            match watch.verdict(Instant::now()) {
                // A timer is only moved when it would come too late; one that comes early is set again.
                Verdict::Wait(deadline) => {
                    if deadline < timer.deadline() {
                        timer.as_mut().reset(deadline);
                    }
                    if timer.as_mut().poll(context).is_pending() {
                        return Poll::Pending;
                    }
                    timer.as_mut().reset(deadline);
                }
                Verdict::Idle | Verdict::Slow => return Poll::Ready(Ok(())),
            }
        }
    })
    .await;
    if let Err(error) = outcome {
        // What was answered before the error is still to be sent.
        let flushed = std::future::poll_fn(|context| outgoing.poll_flush(context));
        let _ = tokio::time::timeout(LINGER, flushed).await;
        tracing::debug!(%error, "a connection ended early");
    }
}
