//! A response's body on its way out.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Frame, SizeHint};
use tokio::sync::oneshot::{Receiver, Sender, channel};

use crate::body::{Body, BoxError, Pieces};
use crate::server::room::waits;
use crate::server::watch::InFlight;

/// Its request is in flight until the body was handed over, and not until the handler returned.
pub(super) struct Sending {
    body: Pieces,
    in_flight: InFlight,
    /// The bytes that hyper has got without a pause to send them.
    given: usize,
    /// Ends when the client has taken the latest part, where that may have been the last one.
    taken: Option<Receiver<()>>,
    /// The end, with trailers or without, while that part is not taken.
    end: Option<Option<Frame<Part>>>,
}

/// A part of a body, which is kept until it is sent.
pub(super) struct Part {
    bytes: Bytes,
    _taken: Option<Sender<()>>,
}

impl Buf for Part {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
    }
}

/// The parts of HTTP/2 are cut to this size: hyper hands a part of any size on when there is room for a byte of it, and asks
/// for the next when there is room for all of it.
const PART: usize = 16 * 1024;

/// hyper gathers up to 16 parts or 400 KiB of HTTP/1 before it sends any. It is made to send after this many bytes.
const AT_ONCE: usize = 32 * 1024;

impl Sending {
    pub(super) fn new(body: Body, in_flight: InFlight) -> Self {
        let body = if in_flight.is_http2 {
            // hyper is done with the last part as soon as it hands it on. So that is a byte, which waits for the others.
            Pieces::new(body, PART).ending_with_a_byte()
        } else {
            Pieces::new(body, usize::MAX)
        };
        Self {
            body,
            in_flight,
            given: 0,
            taken: None,
            end: None,
        }
    }

    /// Counts a part, and watches it where it may be the last one.
    fn give(&mut self, bytes: Bytes) -> Part {
        let may_be_last = !self.body.has_rest() && !http_body::Body::is_end_stream(&self.body);
        let taken = (self.in_flight.is_http2 && may_be_last).then(|| {
            let (sender, receiver) = channel();
            self.taken = Some(receiver);
            sender
        });
        self.given += bytes.len();
        Part {
            bytes,
            _taken: taken,
        }
    }

    /// Waits until the client has taken all, and gives the end then.
    fn poll_end(
        &mut self,
        end: Option<Frame<Part>>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Part>, BoxError>>> {
        if let Some(taken) = &mut self.taken
            && Pin::new(taken).poll(context).is_pending()
        {
            self.end = Some(end);
            return Poll::Pending;
        }
        self.taken = None;
        Poll::Ready(end.map(Ok))
    }
}

impl http_body::Body for Sending {
    type Data = Part;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Part>, BoxError>>> {
        if let Some(end) = self.end.take() {
            return self.poll_end(end, context);
        }
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
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context)).transpose()?;
        // HTTP/1 has no room of its own: the socket tells whether the client takes what it gets.
        if self.in_flight.is_http2 {
            // hyper asks for the next when there is room for this one.
            waits(true);
        }
        match frame.map(Frame::into_data) {
            Some(Ok(bytes)) => Poll::Ready(Some(Ok(Frame::data(self.give(bytes))))),
            Some(Err(other)) => {
                self.poll_end(other.into_trailers().ok().map(Frame::trailers), context)
            }
            None => self.poll_end(None, context),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.end.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
