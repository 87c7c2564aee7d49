//! A response of 10 MB, in pieces that are made when they are asked for.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::counts::Open;

const SIZE: usize = 10_000_000;
/// What a file or a template is commonly read in.
const PIECE: usize = 16 * 1024;

pub(crate) struct Large {
    left: usize,
    _open: Open,
}

impl Large {
    pub(crate) fn new(open: Open) -> Self {
        Self {
            left: SIZE,
            _open: open,
        }
    }
}

impl Body for Large {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let size = self.left.min(PIECE);
        self.left -= size;
        // Memory of its own each time, as of something that is read.
        let piece = (size > 0).then(|| Ok(Frame::data(Bytes::from(vec![b'x'; size]))));
        Poll::Ready(piece)
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left as u64)
    }
}
