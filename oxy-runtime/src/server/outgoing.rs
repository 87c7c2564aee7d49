//! The bytes on their way to a client, gathered over pipelined responses.
//!
//! hyper's `pipeline_flush` gathers them, too, but never writes them out when the next request is malformed: the
//! responses before it and the 400 itself are lost (seen with hyper 1.12). Here the driver of the connection flushes
//! whenever hyper has nothing more to do.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncWrite, ReadBuf};
use tokio::net::tcp::OwnedWriteHalf;

use crate::server::watch::Watch;

/// A piece of at least this size is not copied when nothing waits before it.
const DIRECT: usize = 16 * 1024;

/// No more than this waits in memory.
const MOST: usize = 64 * 1024;

/// The writing side of a connection, shared by hyper's stream and the driver.
#[derive(Clone)]
pub(super) struct Outgoing(Arc<Mutex<Gathered>>);

struct Gathered {
    socket: OwnedWriteHalf,
    waiting: BytesMut,
    watch: Arc<Watch>,
}

impl Outgoing {
    pub(super) fn new(socket: OwnedWriteHalf, watch: &Arc<Watch>) -> Self {
        Self(Arc::new(Mutex::new(Gathered {
            socket,
            waiting: BytesMut::new(),
            watch: Arc::clone(watch),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what hyper writes.
    pub(super) fn poll_write(
        &self,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut gathered = self.lock();
        let size = pieces.iter().map(|piece| piece.len()).sum::<usize>();
        if gathered.waiting.len() + size > MOST {
            ready!(gathered.poll_flush(context))?;
        }
        if size >= DIRECT && gathered.waiting.is_empty() {
            return Pin::new(&mut gathered.socket).poll_write_vectored(context, pieces);
        }
        for piece in pieces {
            gathered.waiting.extend_from_slice(piece);
        }
        Poll::Ready(Ok(size))
    }

    /// Sends all that waits.
    pub(super) fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.lock().poll_flush(context)
    }

    /// Whether the client closed its side, although it waits for an answer.
    pub(super) fn poll_gone(&self, context: &mut Context<'_>) -> Poll<()> {
        let gathered = self.lock();
        let mut byte = [0];
        let waiting = ready!(
            gathered
                .socket
                .as_ref()
                .poll_peek(context, &mut ReadBuf::new(&mut byte))
        );
        // A byte that waits is of the next request.
        if matches!(waiting, Ok(1..)) {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    }

    /// Sends all that waits, and closes the writing side.
    pub(super) fn poll_shutdown(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut gathered = self.lock();
        ready!(gathered.poll_flush(context))?;
        Pin::new(&mut gathered.socket).poll_shutdown(context)
    }
}

impl Gathered {
    fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.waiting.is_empty() {
            let written = ready!(Pin::new(&mut self.socket).poll_write(context, &self.waiting))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.waiting.advance(written);
            if !self.waiting.is_empty() {
                self.watch.sending();
            }
        }
        Poll::Ready(Ok(()))
    }
}
