//! A body that is handed on piece by piece, however large its parts are.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::{Body, BoxError};

/// A body whose parts have at most so many bytes.
pub(crate) struct Pieces {
    body: Body,
    most: usize,
    /// Whether the last byte is a part of its own, where the body says which one is the last.
    ends_with_a_byte: bool,
    /// What is left of a part that was cut.
    rest: Bytes,
}

impl Pieces {
    pub(crate) fn new(body: Body, most: usize) -> Self {
        Self {
            body,
            most,
            ends_with_a_byte: false,
            rest: Bytes::new(),
        }
    }

    pub(crate) fn ending_with_a_byte(self) -> Self {
        Self {
            ends_with_a_byte: true,
            ..self
        }
    }

    /// Whether something is left of a part that was cut.
    pub(crate) fn has_rest(&self) -> bool {
        !self.rest.is_empty()
    }

    /// Keeps what is too much of a part.
    fn cut(&mut self, mut data: Bytes) -> Frame<Bytes> {
        let size = match data.len() {
            large if large > self.most => self.most,
            last if self.ends_with_a_byte && last > 1 && self.body.is_empty() => last - 1,
            _ => return Frame::data(data),
        };
        self.rest = data.split_off(size);
        Frame::data(data)
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if !self.rest.is_empty() {
            let rest = std::mem::take(&mut self.rest);
            return Poll::Ready(Some(Ok(self.cut(rest))));
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        Poll::Ready(frame.map(|frame| {
            Ok(match frame?.into_data() {
                Ok(data) => self.cut(data),
                Err(trailers) => trailers,
            })
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let mut hint = self.body.size_hint();
        let upper = hint.upper().map(|upper| upper.saturating_add(rest));
        hint.set_lower(hint.lower().saturating_add(rest));
        if let Some(upper) = upper {
            hint.set_upper(upper);
        }
        hint
    }
}
