//! A response that is told what to send while it is on its way.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::Frame;
use oxy::{Body, Response};
use tokio::sync::mpsc::Receiver;

/// A body that yields what comes through a channel.
struct Pieces(Receiver<&'static str>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = ready!(self.0.poll_recv(context));
        Poll::Ready(piece.map(|text| Ok(Frame::data(Bytes::from_static(text.as_bytes())))))
    }
}

/// A response that ends when nobody can send to it any more.
pub(crate) fn response(pieces: Receiver<&'static str>) -> Response {
    Response::new(Body::new(Pieces(pieces)))
}
