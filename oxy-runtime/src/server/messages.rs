//! The messages of HTTP/1 as they arrive, so that none gets through which two readers may divide differently.
//!
//! hyper forgives two things, as RFC 9112 allows: a line that ends without CR (2.2), and `Content-Length` beside
//! `Transfer-Encoding` (6.1). A proxy may have read them in another way, and taken for a body what hyper takes for the
//! next request. The byte that makes a message ambiguous is replaced here by one that HTTP has nowhere, before hyper sees
//! it: hyper refuses the message and closes the connection. What hyper refuses by itself is followed no further.

use crate::server::arriving::{ChunkSize, Kept, Line};

/// What hyper waits for before it looks at a head, or at trailers, again.
pub(super) const END: &[u8] = b"\r\n\r\n";

/// Where in a message a connection is.
pub(super) struct Messages {
    at: At,
    /// Of a line whose end has not arrived.
    kept: Kept,
    /// Whether the first line of the head has arrived.
    has_begun: bool,
    length: Option<Length>,
    has_coding: bool,
    owes_end: bool,
}

#[derive(Clone, Copy)]
enum At {
    Head,
    /// So many bytes are not lines.
    Body(u64),
    ChunkSize(ChunkSize),
    /// Of a chunk and the end of its line.
    Chunk(u64),
    Trailers,
    /// hyper refuses what came.
    Refused,
}

/// What hyper makes of a length.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    Known(u64),
    /// It is refused, unless there is a coding: then hyper does not look at it.
    Unreadable,
}

impl Messages {
    pub(super) fn new() -> Self {
        Self {
            at: At::Head,
            kept: Kept::default(),
            has_begun: false,
            length: None,
            has_coding: false,
            owes_end: false,
        }
    }

    /// Follows the next bytes, and makes unreadable what is ambiguous.
    pub(super) fn follow(&mut self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            bytes = match self.at {
                At::Refused => return,
                At::Body(left) => self.skip(bytes, left, At::Body, At::Head),
                At::Chunk(left) => {
                    self.skip(bytes, left, At::Chunk, At::ChunkSize(ChunkSize::default()))
                }
                At::ChunkSize(size) => self.follow_size(bytes, size),
                At::Head | At::Trailers => self.follow_line(bytes),
            };
        }
    }

    /// Whether hyper is to be given the [`END`] now: a byte was made unreadable, and without the end of all lines hyper would
    /// not look at it.
    pub(super) fn takes_end(&mut self) -> bool {
        std::mem::take(&mut self.owes_end)
    }

    fn skip<'b>(
        &mut self,
        bytes: &'b mut [u8],
        left: u64,
        here: fn(u64) -> At,
        next: At,
    ) -> &'b mut [u8] {
        let size = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        let left = left - size as u64;
        self.at = if left == 0 { next } else { here(left) };
        bytes.get_mut(size..).unwrap_or_default()
    }

    fn follow_size<'b>(&mut self, bytes: &'b mut [u8], mut size: ChunkSize) -> &'b mut [u8] {
        let end = memchr::memchr(b'\n', bytes);
        let (line, rest) = bytes.split_at_mut(end.unwrap_or(bytes.len()));
        size.follow(line);
        self.at = match (end, size.value()) {
            (None, _) => At::ChunkSize(size),
            (Some(_), Some(0)) => At::Trailers,
            (Some(_), Some(size)) => At::Chunk(size.saturating_add(2)),
            // Here hyper takes no line without CR. The byte that would stand for its end, it takes.
            (Some(_), None) => At::Refused,
        };
        rest.get_mut(1..).unwrap_or_default()
    }

    fn follow_line<'b>(&mut self, mut bytes: &'b mut [u8]) -> &'b mut [u8] {
        let (text, rest) = loop {
            let Some(end) = memchr::memchr(b'\n', bytes) else {
                self.kept.add(bytes);
                return &mut [];
            };
            let (text, rest) = bytes.split_at_mut(end);
            if !self.is_of_no_interest(text) {
                break (text, rest);
            }
            bytes = rest.get_mut(1..).unwrap_or_default();
        };
        let next = if self.kept.is_empty() {
            self.end_line(Line::of(text))
        } else {
            self.kept.add(text);
            let kept = std::mem::take(&mut self.kept);
            self.end_line(kept.line())
        };
        self.at = next.unwrap_or_else(|why| {
            tracing::debug!("a request could be read in two ways, and is refused: {why}");
            if let Some(end) = rest.first_mut() {
                *end = 0;
            }
            self.owes_end = true;
            At::Refused
        });
        rest.get_mut(1..).unwrap_or_default()
    }

    /// Whether a whole line is a field that says nothing of lengths, as nearly all are.
    fn is_of_no_interest(&self, text: &[u8]) -> bool {
        matches!(self.at, At::Head)
            && self.has_begun
            && self.kept.is_empty()
            && matches!(text, [first, .., b'\r'] if !matches!(first, b'C' | b'c' | b'T' | b't'))
    }

    /// What comes after a line, or why none may be like it.
    fn end_line(&mut self, line: Line<'_>) -> Result<At, &'static str> {
        if !line.ends_with_cr {
            return Err("a line ends without CR");
        }
        match (self.at, line.start.is_empty()) {
            (At::Trailers, false) => Ok(At::Trailers),
            (At::Trailers, true) => Ok(At::Head),
            (_, true) if self.has_begun => self.end_head(),
            (_, true) => Ok(At::Head),
            (_, false) if std::mem::replace(&mut self.has_begun, true) => self.note(line),
            (_, false) => Ok(At::Head),
        }
    }

    /// Notes a field that says how long the message is.
    fn note(&mut self, line: Line<'_>) -> Result<At, &'static str> {
        if let Some(value) = line.value_of(b"content-length") {
            if line.is_long {
                return Err("its Content-Length is too long to be one");
            }
            let length = number(value.trim_ascii()).map_or(Length::Unreadable, Length::Known);
            self.length = match self.length {
                Some(earlier) if earlier != length => Some(Length::Unreadable),
                _ => Some(length),
            };
        } else if line.value_of(b"transfer-encoding").is_some() {
            self.has_coding = true;
        }
        Ok(At::Head)
    }

    fn end_head(&mut self) -> Result<At, &'static str> {
        self.has_begun = false;
        match (self.length.take(), std::mem::take(&mut self.has_coding)) {
            (Some(_), true) => Err("it has Content-Length and Transfer-Encoding"),
            (None, true) => Ok(At::ChunkSize(ChunkSize::default())),
            (None | Some(Length::Known(0)), false) => Ok(At::Head),
            (Some(Length::Known(length)), false) => Ok(At::Body(length)),
            (Some(Length::Unreadable), false) => Ok(At::Refused),
        }
    }
}

/// A number of digits and nothing else.
fn number(digits: &[u8]) -> Option<u64> {
    let are_digits = digits.iter().all(u8::is_ascii_digit);
    str::from_utf8(digits)
        .ok()
        .filter(|_| are_digits)?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What hyper is given of bytes that arrive in pieces of some size, and whether it is given the end then.
    fn given(bytes: &str, size: usize) -> (String, bool) {
        let mut messages = Messages::new();
        let mut bytes = bytes.as_bytes().to_vec();
        for piece in bytes.chunks_mut(size) {
            messages.follow(piece);
        }
        let ends = messages.takes_end();
        assert!(!messages.takes_end(), "twice");
        (String::from_utf8(bytes).unwrap_or_default(), ends)
    }

    #[track_caller]
    fn passes(bytes: &str) {
        for size in 1..=bytes.len() {
            let passed = (bytes.to_owned(), false);
            assert_eq!(given(bytes, size), passed, "in pieces of {size}");
        }
    }

    /// The byte after `before` is made unreadable, and no other.
    #[track_caller]
    fn is_refused(before: &str, after: &str) {
        for size in 1..=before.len() + after.len() {
            let refused = (format!("{before}\0{after}"), true);
            let given = given(&format!("{before}\n{after}"), size);
            assert_eq!(given, refused, "in pieces of {size}");
        }
    }

    const CHUNKED: &str = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

    #[test]
    fn messages_pass_one_after_the_other() {
        let long = "a".repeat(100);
        passes(&format!(
            "\r\nGET /{long} HTTP/1.1\r\nHost: {long}\r\nContent-Lengths: 5\r\nX-Transfer-Encoding: chunked\r\n\r\n\
             POST / HTTP/1.1\r\nContent-Length:\t 3 \r\ncontent-length: 3\r\n\r\n\na\n\
             PUT / HTTP/1.1\r\ncontent-length: 0\r\n\r\n\
             POST / HTTP/1.1\r\nTRANSFER-ENCODING: chunked\r\n\r\n\
             003;a={long}\r\n\n\n\n\r\nA \r\n0123456\n89\r\n0\r\nX: {long}\r\n\r\n\
             GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ));
    }

    #[test]
    fn a_line_that_ends_without_cr_is_refused() {
        is_refused("GET / HTTP/1.1", "Host: a\r\n\r\n");
        is_refused("GET / HTTP/1.1\r\nHost: a", "\r\n");
        is_refused(
            &format!("GET / HTTP/1.1\r\nHost: {}", "a".repeat(100)),
            "\r\n",
        );
        is_refused("GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\n\r\n");
        is_refused(&format!("{CHUNKED}1\r\na\r\n0\r\nX: y"), "\r\n");
        // The next message is looked at, too.
        let sized = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n\n\n";
        is_refused(&format!("{sized}GET / HTTP/1.1"), "\r\n");
    }

    #[test]
    fn a_length_beside_a_coding_is_refused_in_either_order() {
        for fields in [
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "transfer-encoding: chunked\r\nX: y\r\ncontent-length: 0",
            "Content-Length: 0\r\nTransfer-Encoding:",
            // hyper looks at no length after a coding.
            "Transfer-Encoding: chunked\r\nContent-Length: +5",
            "Transfer-Encoding: chunked\r\nContent-Length:",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\nContent-Length: 6",
        ] {
            is_refused(
                &format!("POST / HTTP/1.1\r\n{fields}\r\n\r"),
                "0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            );
        }
    }

    #[test]
    fn a_length_that_is_too_long_to_be_one_is_refused() {
        let zeros = "0".repeat(60);
        is_refused(
            &format!("POST / HTTP/1.1\r\nContent-Length: {zeros}\r"),
            "\r\n",
        );
    }

    #[test]
    fn what_hyper_refuses_is_left_to_it() {
        for length in [
            "",
            "-1",
            "+1",
            "1 1",
            "1,1",
            "99999999999999999999",
            "\u{661}",
            "1\r\nContent-Length: 2",
        ] {
            passes(&format!(
                "POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\na\nb"
            ));
        }
        for size in ["", "-1", "g", ";a", "10000000000000000", "1\na", "1;a\nb"] {
            passes(&format!("{CHUNKED}{size}\r\na\nb"));
        }
    }
}
