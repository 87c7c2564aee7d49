//! A connection's stream as hyper sees it: it tells the watch what arrives, and lingers when a request was left unread.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Duration, Sleep};

use crate::server::frames::Frames;
use crate::server::messages::{END, Messages};
use crate::server::watch::Watch;
use crate::server::wire::Wire;

/// How long, and how far, an unread request is received after its response, so that the client reads that response
/// instead of a reset connection (RFC 9112, 9.6).
pub(super) const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 32 * 1024 * 1024;

pub(super) struct Stream {
    wire: Wire,
    watch: Arc<Watch>,
    unread: Arc<AtomicBool>,
    arriving: Arriving,
    closing: Closing,
}

/// What is followed of that which arrives.
enum Arriving {
    Messages(Messages),
    Frames(Frames),
}

enum Closing {
    Open,
    Draining { until: Pin<Box<Sleep>>, left: usize },
    Closed,
}

impl Stream {
    pub(super) fn new(
        wire: &Wire,
        watch: &Arc<Watch>,
        unread: &Arc<AtomicBool>,
        is_http2: bool,
    ) -> Self {
        Self {
            wire: wire.clone(),
            watch: Arc::clone(watch),
            unread: Arc::clone(unread),
            arriving: if is_http2 {
                Arriving::Frames(Frames::new())
            } else {
                Arriving::Messages(Messages::new())
            },
            closing: Closing::Open,
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let stream = self.get_mut();
        if let Arriving::Messages(messages) = &mut stream.arriving
            && buffer.remaining() >= END.len()
            && messages.takes_end()
        {
            buffer.put_slice(END);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        ready!(stream.wire.poll_read(context, buffer))?;
        let arrived = buffer.filled_mut().get_mut(before..).unwrap_or_default();
        match &mut stream.arriving {
            Arriving::Messages(messages) => {
                messages.follow(arrived);
                stream.watch.received();
            }
            Arriving::Frames(frames) => stream.watch.received_frames(frames.follow(arrived)),
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.wire.poll_write(context, &[io::IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.wire.poll_write(context, pieces)
    }

    /// hyper would copy each body behind its head otherwise: that saves a small response 450 instructions, and costs a large one
    /// three quarters more of the processor.
    fn is_write_vectored(&self) -> bool {
        true
    }

    /// The driver flushes, once for all responses that were ready.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let stream = &mut *self;
        loop {
            match &mut stream.closing {
                Closing::Open => {
                    ready!(stream.wire.poll_shutdown(context))?;
                    let unread = stream.unread.load(Ordering::Relaxed);
                    stream.closing = if unread || stream.watch.is_in_head() {
                        let until = Box::pin(tokio::time::sleep(LINGER));
                        Closing::Draining {
                            until,
                            left: LINGER_BYTES,
                        }
                    } else {
                        Closing::Closed
                    };
                }
                Closing::Draining { until, left } => {
                    ready!(poll_drain(&stream.wire, until, left, context));
                    stream.closing = Closing::Closed;
                }
                Closing::Closed => return Poll::Ready(Ok(())),
            }
        }
    }
}

/// Drops what arrives until the client closes, the time is over, or enough was received.
fn poll_drain(
    wire: &Wire,
    until: &mut Pin<Box<Sleep>>,
    left: &mut usize,
    context: &mut Context<'_>,
) -> Poll<()> {
    let mut scratch = [0_u8; 16 * 1024];
    loop {
        let mut buffer = ReadBuf::new(&mut scratch);
        match wire.poll_read(context, &mut buffer) {
            Poll::Ready(Ok(())) if !buffer.filled().is_empty() && *left > 0 => {
                *left = left.saturating_sub(buffer.filled().len());
            }
            Poll::Ready(_) => return Poll::Ready(()),
            Poll::Pending => return until.as_mut().poll(context),
        }
    }
}
