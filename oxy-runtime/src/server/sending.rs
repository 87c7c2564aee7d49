//! A response's body on its way out.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::{Body, BoxError, Parts};
use crate::server::room::waits;
use crate::server::watch::InFlight;

/// Its request is in flight until the body was handed over, and not until the handler returned.
pub(super) struct Sending {
    body: Parts,
    in_flight: InFlight,
    /// The bytes that hyper has got without a pause to send them.
    given: usize,
}

/// The parts of HTTP/2 are cut to this size: hyper hands a part of any size on when there is room for a byte of it, and the
/// last one is out of sight then.
const PART: usize = 16 * 1024;

/// hyper gathers up to 16 parts or 400 KiB of HTTP/1 before it sends any. It is made to send after this many bytes.
const AT_ONCE: usize = 32 * 1024;

impl Sending {
    pub(super) fn new(body: Body, in_flight: InFlight) -> Self {
        let most = if in_flight.is_http2 { PART } else { usize::MAX };
        Self {
            body: Parts::new(body, most),
            in_flight,
            given: 0,
        }
    }
}

impl http_body::Body for Sending {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.in_flight.is_http2 {
            waits(false);
        } else if self.in_flight.watch.is_stuck() {
            // The wire wakes when the client takes something.
            return Poll::Pending;
        } else if self.given >= AT_ONCE {
            self.given = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            self.given += data.len();
        }
        // HTTP/1 has no room of its own: the socket tells whether the client takes what it gets.
        if self.in_flight.is_http2 && matches!(frame, Some(Ok(_))) {
            // hyper asks for the next when there is room for this one.
            waits(true);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
