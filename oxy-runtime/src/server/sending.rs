//! A response's body on its way out.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::{Body, BoxError};
use crate::server::watch::InFlight;

/// Its request is in flight until the body was handed over, and not until the handler returned.
pub(super) struct Sending {
    body: Body,
    in_flight: InFlight,
    /// Whether a part of it waits for room; hyper asks for no more until then.
    is_held: bool,
    /// The bytes that hyper has got without a pause to send them.
    given: usize,
}

/// hyper gathers up to 16 parts or 400 KiB of HTTP/1 before it sends any. It is made to send after this many bytes.
const AT_ONCE: usize = 32 * 1024;

impl Sending {
    pub(super) fn new(body: Body, in_flight: InFlight) -> Self {
        Self {
            body,
            in_flight,
            is_held: false,
            given: 0,
        }
    }

    fn hold(&mut self, hold: bool) {
        // HTTP/1 has no room of its own: the socket tells whether the client takes what it gets.
        if self.is_held == hold || !self.in_flight.is_http2 {
            return;
        }
        self.is_held = hold;
        if hold {
            self.in_flight.watch.hold();
        } else {
            self.in_flight.watch.let_go();
        }
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.hold(false);
    }
}

impl http_body::Body for Sending {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.hold(false);
        if !self.in_flight.is_http2 {
            if self.in_flight.watch.is_stuck() {
                // The wire wakes when the client takes something.
                return Poll::Pending;
            }
            if self.given >= AT_ONCE {
                self.given = 0;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            self.given += frame.data_ref().map_or(0, Bytes::len);
        }
        self.hold(matches!(frame, Poll::Ready(Some(Ok(_)))));
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
