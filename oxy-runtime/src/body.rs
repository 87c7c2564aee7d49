//! Message bodies: full, streamed, or arriving from a connection.

mod pieces;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;
use tokio::time::{Duration, Instant};

use crate::limits::Limits;

pub(crate) use pieces::Pieces;

/// Any error, boxed.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The body of a request or a response.
///
/// ```
/// use oxy::Body;
///
/// let body = Body::from("hello");
/// assert_eq!(body.len(), Some(5));
/// ```
#[derive(Default)]
pub struct Body(Kind);

/// As small as the bytes: a response is moved often until it leaves.
enum Kind {
    Full(Bytes),
    Stream(UnsyncBoxBody<Bytes, BoxError>),
}

impl Default for Kind {
    fn default() -> Self {
        Kind::Full(Bytes::new())
    }
}

impl Body {
    /// A body without content.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// A body that streams what `body` yields.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Kind::Stream(body.map_err(Into::into).boxed_unsync()))
    }

    /// The same, but a body of this type stays as it is.
    #[cfg(feature = "tower")]
    pub(crate) fn of<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let mut body = Some(body);
        let same = (&mut body as &mut dyn std::any::Any).downcast_mut::<Option<Self>>();
        match same.map(Option::take) {
            Some(same) => same.unwrap_or_default(),
            None => body.map(Self::new).unwrap_or_default(),
        }
    }

    /// The size in bytes where it is known before the body is read.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        http_body::Body::size_hint(self).exact()
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        http_body::Body::is_end_stream(self)
    }

    /// The body of a request that arrives on a connection; `unread` is raised when it is dropped before its end.
    pub(crate) fn upload(incoming: Incoming, unread: &Arc<AtomicBool>) -> Self {
        if http_body::Body::is_end_stream(&incoming) {
            return Self::empty();
        }
        let upload = Upload {
            incoming,
            finished: false,
            unread: Arc::clone(unread),
        };
        Self(Kind::Stream(upload.boxed_unsync()))
    }

    /// Reads the body to its end within `size` bytes and the time limits; what is left over is dropped.
    ///
    /// # Errors
    /// When the body is larger, slower than the limits allow, or breaks off.
    pub(crate) async fn read(self, size: usize, limits: &Limits) -> Result<Bytes, ReadError> {
        if let Kind::Full(bytes) = self.0 {
            return if bytes.len() > size {
                Err(ReadError::TooLarge { limit: size })
            } else {
                Ok(bytes)
            };
        }
        if self.len().is_some_and(|length| length > size as u64) {
            return Err(ReadError::TooLarge { limit: size });
        }
        self.gather(size, limits).await
    }

    async fn gather(mut self, size: usize, limits: &Limits) -> Result<Bytes, ReadError> {
        let pace = Pace::start(limits);
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        while let Some(frame) = pace.next(first.len() + rest.len(), self.frame()).await? {
            let frame = frame.map_err(ReadError::Broken)?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if first.len() + rest.len() + data.len() > size {
                return Err(ReadError::TooLarge { limit: size });
            }
            if first.is_empty() {
                first = data;
            } else {
                rest.extend_from_slice(&data);
            }
        }
        // Most bodies arrive in one piece, which is then handed on without a copy.
        if rest.is_empty() {
            return Ok(first);
        }
        let mut whole = BytesMut::with_capacity(first.len() + rest.len());
        whole.extend_from_slice(&first);
        whole.extend_from_slice(&rest);
        Ok(whole.freeze())
    }
}

/// How long the next piece of a body may take.
struct Pace {
    start: Instant,
    total: Duration,
    rate: u64,
}

/// A body's average rate is not judged before this much time, so that a slow start is no failure.
const GRACE: Duration = Duration::from_secs(5);

impl Pace {
    fn start(limits: &Limits) -> Self {
        Self {
            start: Instant::now(),
            total: limits.body_timeout,
            rate: limits.body_rate.max(1),
        }
    }

    async fn next<F: Future>(&self, received: usize, piece: F) -> Result<F::Output, ReadError> {
        let earned = GRACE + Duration::from_secs(received as u64 / self.rate);
        let deadline = self.start + earned.min(self.total);
        tokio::time::timeout_at(deadline, piece)
            .await
            .map_err(|_| ReadError::TooSlow)
    }
}

/// Why a body could not be read.
#[derive(Debug)]
pub(crate) enum ReadError {
    TooLarge { limit: usize },
    TooSlow,
    Broken(BoxError),
}

struct Upload {
    incoming: Incoming,
    finished: bool,
    unread: Arc<AtomicBool>,
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.finished && !http_body::Body::is_end_stream(&self.incoming) {
            self.unread.store(true, Ordering::Relaxed);
        }
    }
}

impl http_body::Body for Upload {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.incoming).poll_frame(context));
        self.finished = frame.is_none();
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.finished || self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Kind::Full(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Full(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Kind::Stream(stream) => Pin::new(stream).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Full(bytes) => bytes.is_empty(),
            Kind::Stream(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream(stream) => stream.size_hint(),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Full(bytes))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.len() {
            Some(bytes) => write!(formatter, "Body({bytes} bytes)"),
            None => formatter.write_str("Body(stream)"),
        }
    }
}
