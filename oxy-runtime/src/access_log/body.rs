//! A response's body whose bytes are counted.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::access_log::entry::Entry;
use crate::body::{Body, BoxError, Pieces};

/// A part counts when it is handed on: one of a whole file would count before a byte of it has left.
const PART: usize = 64 * 1024;

/// A body whose line is written when it was handed on, or is not wanted any more.
pub(super) struct Counted {
    pieces: Pieces,
    entry: Box<Entry>,
}

impl Counted {
    pub(super) fn new(body: Body, entry: Box<Entry>) -> Self {
        Self {
            pieces: Pieces::new(body, PART),
            entry,
        }
    }
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.pieces).poll_frame(context));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            self.entry.line.bytes += data.len() as u64;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.pieces.size_hint()
    }
}
