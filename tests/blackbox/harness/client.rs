//! One connection, raw.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::{Framing, Outcome, Request, Response};

/// Shorter than the server's own limits (10 s for a header), so that these cannot hide a hang.
const PATIENCE: Duration = Duration::from_secs(8);

pub(crate) struct Client {
    stream: TcpStream,
    /// Received but not yet taken.
    pending: Vec<u8>,
}

/// Why a response cannot be completed.
enum Stop {
    Closed,
    Hung,
    Broken(String),
}

impl Client {
    pub(super) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).expect("the server accepts");
        stream.set_nodelay(true).expect("TCP_NODELAY can be set");
        stream
            .set_write_timeout(Some(PATIENCE))
            .expect("a timeout can be set");
        Self {
            stream,
            pending: Vec::new(),
        }
    }

    /// Sends, and says whether all was taken: a server may stop reading what it refuses.
    pub(crate) fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        match self.stream.write_all(bytes.as_ref()) {
            Ok(()) => true,
            Err(error) if is_end(error.kind()) => false,
            Err(error) => panic!("the server neither reads nor closes: {error}"),
        }
    }

    pub(crate) fn send(&mut self, request: &Request) {
        self.try_send(request.bytes());
    }

    /// Whether there is an answer, or the end of the connection.
    pub(crate) fn has_something_to_read(&self) -> bool {
        let _ = self.stream.set_nonblocking(true);
        let found = self.stream.peek(&mut [0]);
        let _ = self.stream.set_nonblocking(false);
        !matches!(found, Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    /// Waits for it.
    pub(crate) fn wait_for_something_to_read(&self, label: &str) {
        self.stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a timeout can be set");
        let found = self.stream.peek(&mut [0]);
        assert!(matches!(found, Ok(1)), "{label}: {found:?}");
    }

    /// Whether the server resets the connection behind its end: further away, that may cost the client what it had not read.
    pub(crate) fn is_reset_soon(&self) -> bool {
        (0..15).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            self.stream.take_error().is_ok_and(|error| error.is_some())
        })
    }

    /// Says that nothing more will come, while answers can still be read.
    pub(crate) fn finish_sending(&self) {
        // Fails only when the server has closed already.
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    pub(crate) fn call(&mut self, request: &Request) -> Outcome {
        self.send(request);
        self.receive_to(request.is_head())
    }

    /// The next response, to any method but HEAD.
    pub(crate) fn receive(&mut self) -> Outcome {
        self.receive_to(false)
    }

    /// The next response; `to_head` says that it answers a HEAD and so has no body.
    pub(crate) fn receive_to(&mut self, to_head: bool) -> Outcome {
        match self.read_response(to_head) {
            Ok(response) => Outcome::Answer(response),
            Err(Stop::Closed) if self.pending.is_empty() => Outcome::Closed,
            Err(Stop::Closed) => Outcome::Broken(self.cut()),
            Err(Stop::Hung) if self.pending.is_empty() => Outcome::Hung,
            Err(Stop::Hung) => Outcome::Broken(self.cut()),
            Err(Stop::Broken(what)) => Outcome::Broken(what),
        }
    }

    /// All responses up to the end of the connection; fails when it stays open.
    pub(crate) fn until_closed(&mut self, label: &str) -> Vec<Response> {
        let mut responses = Vec::new();
        loop {
            match self.receive() {
                Outcome::Answer(response) => responses.push(response),
                Outcome::Closed => return responses,
                other => panic!("{label}: expected a close, received {other} after {responses:?}"),
            }
        }
    }

    fn read_response(&mut self, to_head: bool) -> Result<Response, Stop> {
        let deadline = Instant::now() + PATIENCE;
        let head_end = self.find(b"\r\n\r\n", deadline)?;
        let head = &self.pending[..head_end];
        let mut response = Response::parse_head(head, to_head).map_err(Stop::Broken)?;
        self.pending.drain(..head_end + 4);
        // From here on an end is a cut, never a clean close.
        response.body = self
            .read_body(response.framing, deadline)
            .map_err(|stop| match stop {
                Stop::Broken(what) => Stop::Broken(what),
                Stop::Closed | Stop::Hung => {
                    Stop::Broken(format!("cut: {response} {}", self.cut()))
                }
            })?;
        Ok(response)
    }

    fn read_body(&mut self, framing: Framing, deadline: Instant) -> Result<Vec<u8>, Stop> {
        match framing {
            Framing::Bodiless => Ok(Vec::new()),
            Framing::Length(length) => self.take(length, deadline),
            Framing::Chunked => self.read_chunks(deadline),
            Framing::Close => self.read_rest(deadline),
        }
    }

    fn read_chunks(&mut self, deadline: Instant) -> Result<Vec<u8>, Stop> {
        let mut body = Vec::new();
        loop {
            let line_end = self.find(b"\r\n", deadline)?;
            let line = self.take(line_end + 2, deadline)?;
            let digits = String::from_utf8_lossy(&line[..line_end]).into_owned();
            let size = usize::from_str_radix(&digits, 16)
                .map_err(|_| Stop::Broken(format!("chunk size {digits:?}")))?;
            body.extend(self.take(size, deadline)?);
            if self.take(2, deadline)? != b"\r\n" {
                return Err(Stop::Broken("a chunk without an end".to_owned()));
            }
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn read_rest(&mut self, deadline: Instant) -> Result<Vec<u8>, Stop> {
        loop {
            match self.fill(deadline) {
                Ok(()) => {}
                Err(Stop::Closed) => return Ok(std::mem::take(&mut self.pending)),
                Err(other) => return Err(other),
            }
        }
    }

    fn take(&mut self, length: usize, deadline: Instant) -> Result<Vec<u8>, Stop> {
        while self.pending.len() < length {
            self.fill(deadline)?;
        }
        Ok(self.pending.drain(..length).collect())
    }

    fn find(&mut self, needle: &[u8], deadline: Instant) -> Result<usize, Stop> {
        loop {
            let found = self
                .pending
                .windows(needle.len())
                .position(|window| window == needle);
            match found {
                Some(position) => return Ok(position),
                None => self.fill(deadline)?,
            }
        }
    }

    fn fill(&mut self, deadline: Instant) -> Result<(), Stop> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Stop::Hung);
        }
        self.stream
            .set_read_timeout(Some(left))
            .expect("a timeout can be set");
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) => Err(Stop::Closed),
            Ok(count) => {
                self.pending.extend(&buffer[..count]);
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
            Err(error) if is_end(error.kind()) => Err(Stop::Closed),
            Err(_) => Err(Stop::Hung),
        }
    }

    fn cut(&self) -> String {
        format!("{:?}", self.pending.escape_ascii().to_string())
    }
}

/// A reset is a close as well: a server that closes with bytes unread resets.
fn is_end(kind: ErrorKind) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected};
    matches!(
        kind,
        BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected
    )
}
