//! The bytes of a connection: those on their way to the client, gathered over pipelined responses, and those that
//! arrived before anyone asked for them.
//!
//! hyper's `pipeline_flush` gathers, too, but never writes out when the next request is malformed: the responses before
//! it and the 400 itself are lost (seen with hyper 1.12). Here the driver of the connection flushes whenever hyper has
//! nothing more to do.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::server::frames::is_http2;
use crate::server::socket::Socket;
use crate::server::watch::Watch;

/// A piece of at least this size is not copied when nothing waits before it.
const DIRECT: usize = 16 * 1024;

/// No more than this waits in memory here; hyper has what does not find room.
const MOST: usize = 16 * 1024;

/// As much is taken in at a time before hyper asks for it.
const AHEAD: usize = 512;

/// A connection's socket, shared by hyper's stream and the driver.
#[derive(Clone)]
pub(super) struct Wire(Arc<Mutex<Inner>>);

struct Inner {
    socket: Socket,
    /// What arrived before hyper asked for it: the first bytes, and those of a next request.
    ahead: BytesMut,
    waiting: BytesMut,
    /// Whether hyper has something to send for which there is no room.
    is_full: bool,
    watch: Arc<Watch>,
}

impl Wire {
    pub(super) fn new(socket: Socket, watch: &Arc<Watch>) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            socket,
            ahead: BytesMut::new(),
            waiting: BytesMut::new(),
            is_full: false,
            watch: Arc::clone(watch),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives what arrives.
    pub(super) fn poll_read(
        &self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut inner = self.lock();
        if inner.ahead.is_empty() {
            return Pin::new(&mut inner.socket).poll_read(context, buffer);
        }
        let size = inner.ahead.len().min(buffer.remaining());
        buffer.put_slice(&inner.ahead.split_to(size));
        Poll::Ready(Ok(()))
    }

    /// Takes in what hyper writes.
    pub(super) fn poll_write(
        &self,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut inner = self.lock();
        let written = inner.poll_take(context, pieces);
        inner.is_full = written.is_pending();
        written
    }

    /// Sends all that waits.
    pub(super) fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.lock().poll_flush(context)
    }

    /// Whether the client speaks HTTP/2, by its first bytes, which are read later; none when it is gone already, unless a log
    /// may have to tell of its request.
    pub(super) fn poll_is_http2(&self, context: &mut Context<'_>) -> Poll<Option<bool>> {
        let mut inner = self.lock();
        loop {
            let found = is_http2(&inner.ahead);
            match inner.poll_ahead(context) {
                Poll::Ready(Ok(1..)) if inner.ahead.len() < MOST => {}
                Poll::Ready(Ok(1..)) => return Poll::Ready(found),
                Poll::Ready(Ok(0)) => return Poll::Ready(found.filter(|is_http2| !is_http2)),
                Poll::Ready(_) => return Poll::Ready(None),
                Poll::Pending => match found {
                    Some(found) => return Poll::Ready(Some(found)),
                    None => return Poll::Pending,
                },
            }
        }
    }

    /// Whether the client closed its side, although it waits for an answer.
    pub(super) fn poll_gone(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.lock();
        if inner.ahead.len() >= MOST {
            return Poll::Pending;
        }
        if !matches!(ready!(inner.poll_ahead(context)), Ok(1..)) {
            return Poll::Ready(());
        }
        // hyper may wait for just these bytes.
        context.waker().wake_by_ref();
        Poll::Pending
    }

    /// Whether the client is known to have closed its side, where nothing else has arrived before that. Who asks is not woken
    /// when it does.
    pub(super) fn is_gone(&self, context: &mut Context<'_>) -> bool {
        let mut inner = self.lock();
        // More requests, whose bytes would be asked for one by one.
        if !inner.ahead.is_empty() {
            return false;
        }
        let Inner { socket, ahead, .. } = &mut *inner;
        let more = match socket.poll_known(ahead) {
            Some(more) => more,
            None => inner.poll_ahead(context),
        };
        !matches!(more, Poll::Pending | Poll::Ready(Ok(1..)))
    }

    /// Sends all that waits, and closes the writing side.
    pub(super) fn poll_shutdown(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut inner = self.lock();
        ready!(inner.poll_flush(context))?;
        Pin::new(&mut inner.socket).poll_shutdown(context)
    }
}

impl Inner {
    fn poll_take(
        &mut self,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let size = pieces.iter().map(|piece| piece.len()).sum::<usize>();
        if self.waiting.len() + size > MOST {
            ready!(self.poll_send(context))?;
        }
        if size >= DIRECT && self.waiting.is_empty() {
            let written = Pin::new(&mut self.socket).poll_write_vectored(context, pieces);
            self.note(written.is_ready(), context);
            return written;
        }
        for piece in pieces {
            self.waiting.extend_from_slice(piece);
        }
        Poll::Ready(Ok(size))
    }

    /// Notes whether the client takes what is sent.
    fn note(&self, takes: bool, context: &mut Context<'_>) {
        if self.watch.taking(takes) {
            // A body that was held back is asked for more.
            context.waker().wake_by_ref();
        }
    }

    fn poll_ahead(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut room = [MaybeUninit::uninit(); AHEAD];
        let mut buffer = ReadBuf::uninit(&mut room);
        ready!(Pin::new(&mut self.socket).poll_read(context, &mut buffer))?;
        self.ahead.extend_from_slice(buffer.filled());
        Poll::Ready(Ok(buffer.filled().len()))
    }

    fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send(context))?;
        // TLS may hold records back, and a socket has nothing to do.
        let flushed = Pin::new(&mut self.socket).poll_flush(context);
        if !(flushed.is_ready() && self.is_full) {
            self.note(flushed.is_ready(), context);
        }
        flushed
    }

    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.waiting.is_empty() {
            let written = Pin::new(&mut self.socket).poll_write(context, &self.waiting);
            self.note(written.is_ready(), context);
            let written = ready!(written)?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            if written == self.waiting.len() {
                // Its room is used again as it is.
                self.waiting.clear();
            } else {
                self.waiting.advance(written);
            }
        }
        Poll::Ready(Ok(()))
    }
}
