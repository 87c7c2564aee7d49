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
///
/// It is as small as may be: hyper moves it a few times.
pub(super) struct Sending {
    // It goes first, while its request is in flight.
    body: Way,
    in_flight: InFlight,
}

enum Way {
    /// HTTP/1 has no room of its own: the socket tells whether the client takes what it gets.
    Whole {
        body: Body,
        /// The bytes that hyper has got without a pause to send them.
        given: usize,
    },
    /// HTTP/2.
    Parts(Box<Parts>),
}

struct Parts {
    pieces: Pieces,
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
            Way::Parts(Box::new(Parts {
                // hyper is done with the last part as soon as it hands it on. So that is a byte, which waits for the others.
                pieces: Pieces::new(body, PART).ending_with_a_byte(),
                taken: None,
                end: None,
            }))
        } else {
            Way::Whole { body, given: 0 }
        };
        Self { body, in_flight }
    }
}

type Next = Option<Result<Frame<Part>, BoxError>>;

impl Parts {
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Next> {
        if let Some(end) = self.end.take() {
            return self.poll_end(end, context);
        }
        waits(false);
        let frame = ready!(http_body::Body::poll_frame(
            Pin::new(&mut self.pieces),
            context
        ))
        .transpose()?;
        // hyper asks for the next when there is room for this one.
        waits(true);
        match frame.map(Frame::into_data) {
            Some(Ok(bytes)) => Poll::Ready(Some(Ok(Frame::data(self.give(bytes))))),
            Some(Err(other)) => {
                self.poll_end(other.into_trailers().ok().map(Frame::trailers), context)
            }
            None => self.poll_end(None, context),
        }
    }

    /// Watches a part where it may be the last one.
    fn give(&mut self, bytes: Bytes) -> Part {
        let may_be_last = !self.pieces.has_rest() && !http_body::Body::is_end_stream(&self.pieces);
        let taken = may_be_last.then(|| {
            let (sender, receiver) = channel();
            self.taken = Some(receiver);
            sender
        });
        Part {
            bytes,
            _taken: taken,
        }
    }

    /// Waits until the client has taken all, and gives the end then.
    fn poll_end(&mut self, end: Option<Frame<Part>>, context: &mut Context<'_>) -> Poll<Next> {
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

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Next> {
        let Self { in_flight, body } = &mut *self;
        let (body, given) = match body {
            Way::Parts(parts) => return parts.poll_frame(context),
            Way::Whole { body, given } => (body, given),
        };
        if in_flight.watch.is_stuck() {
            // The wire wakes when the client takes something.
            return Poll::Pending;
        }
        if *given >= AT_ONCE {
            *given = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let frame = ready!(Pin::new(body).poll_frame(context));
        Poll::Ready(frame.map(|frame| {
            Ok(frame?.map_data(|bytes| {
                *given += bytes.len();
                Part {
                    bytes,
                    _taken: None,
                }
            }))
        }))
    }

    fn is_end_stream(&self) -> bool {
        match &self.body {
            Way::Whole { body, .. } => body.is_end_stream(),
            Way::Parts(parts) => parts.end.is_none() && parts.pieces.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            Way::Whole { body, .. } => body.size_hint(),
            Way::Parts(parts) => parts.pieces.size_hint(),
        }
    }
}
