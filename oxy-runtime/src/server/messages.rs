//! The messages of HTTP/1 as they arrive, so that none gets through which two readers may divide differently.
//!
//! hyper forgives two things, as RFC 9112 allows: a line that ends without CR (2.2), and `Content-Length` beside
//! `Transfer-Encoding` (6.1). A proxy may have read them in another way, and taken for a body what hyper takes for the
//! next request. The byte that makes a message ambiguous is replaced here by one that HTTP has nowhere, before hyper sees
//! it: hyper refuses the message and closes the connection. What hyper refuses by itself is followed no further.

const LENGTH: &[u8] = b"content-length";
const CODING: &[u8] = b"transfer-encoding";

/// Where in a message a connection is.
pub(super) struct Messages {
    at: At,
    /// The beginning of a line whose end has not arrived.
    line: Vec<u8>,
    /// Whether the first line of the head has arrived.
    has_begun: bool,
    length: Option<u64>,
    is_chunked: bool,
}

#[derive(Clone, Copy)]
enum At {
    Head,
    /// So many bytes are not lines.
    Body(u64),
    ChunkSize,
    /// Of a chunk and the end of its line.
    Chunk(u64),
    Trailers,
    /// hyper refuses what came.
    Refused,
}

impl Messages {
    pub(super) fn new() -> Self {
        Self {
            at: At::Head,
            line: Vec::new(),
            has_begun: false,
            length: None,
            is_chunked: false,
        }
    }

    /// Follows the next bytes, and makes unreadable what is ambiguous.
    pub(super) fn follow(&mut self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            bytes = match self.at {
                At::Refused => return,
                At::Body(left) => self.skip(bytes, left, At::Body, At::Head),
                At::Chunk(left) => self.skip(bytes, left, At::Chunk, At::ChunkSize),
                At::Head | At::ChunkSize | At::Trailers => self.follow_line(bytes),
            };
        }
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

    fn follow_line<'b>(&mut self, bytes: &'b mut [u8]) -> &'b mut [u8] {
        let Some(end) = memchr::memchr(b'\n', bytes) else {
            self.line.extend_from_slice(bytes);
            return &mut [];
        };
        let (line, rest) = bytes.split_at_mut(end + 1);
        let next = if self.line.is_empty() {
            self.end_line(line)
        } else {
            let mut whole = std::mem::take(&mut self.line);
            whole.extend_from_slice(line);
            self.end_line(&whole)
        };
        self.at = next.unwrap_or_else(|why| {
            tracing::debug!("a request could be read in two ways, and is refused: {why}");
            if let Some(end) = line.last_mut() {
                *end = 0;
            }
            At::Refused
        });
        rest
    }

    /// What comes after a line, or why no line may end so.
    fn end_line(&mut self, line: &[u8]) -> Result<At, &'static str> {
        let text = line.strip_suffix(b"\r\n");
        if matches!(self.at, At::ChunkSize) {
            return Ok(match text.and_then(chunk_size) {
                Some(0) => At::Trailers,
                Some(size) => At::Chunk(size.saturating_add(2)),
                // Here hyper takes no line without CR, but any other byte.
                None => At::Refused,
            });
        }
        let text = text.ok_or("a line ends without CR")?;
        Ok(match self.at {
            At::Trailers if text.is_empty() => At::Head,
            at @ At::Trailers => at,
            _ if text.is_empty() && self.has_begun => return self.end_head(),
            _ if text.is_empty() => At::Head,
            _ => self.note(text),
        })
    }

    fn note(&mut self, line: &[u8]) -> At {
        let is_field = std::mem::replace(&mut self.has_begun, true);
        match line.first() {
            Some(b'C' | b'c') if is_field => {
                if let Some(value) = value_of(line, LENGTH) {
                    match number(value.trim_ascii(), 10) {
                        Some(length) => self.length = Some(length),
                        None => return At::Refused,
                    }
                }
            }
            Some(b'T' | b't') if is_field => self.is_chunked |= value_of(line, CODING).is_some(),
            _ => {}
        }
        At::Head
    }

    fn end_head(&mut self) -> Result<At, &'static str> {
        self.has_begun = false;
        match (self.length.take(), std::mem::take(&mut self.is_chunked)) {
            (Some(_), true) => Err("it has Content-Length and Transfer-Encoding"),
            (None | Some(0), false) => Ok(At::Head),
            (Some(length), false) => Ok(At::Body(length)),
            (None, true) => Ok(At::ChunkSize),
        }
    }
}

/// The value of a field, if it is the one of this name.
fn value_of<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    let (start, rest) = line.split_at_checked(name.len())?;
    let value = rest.strip_prefix(b":")?;
    start.eq_ignore_ascii_case(name).then_some(value)
}

/// The size of a chunk before its extensions.
fn chunk_size(line: &[u8]) -> Option<u64> {
    let end = line.iter().position(|byte| !byte.is_ascii_hexdigit());
    number(line.get(..end.unwrap_or(line.len()))?, 16)
}

/// A number of digits and nothing else.
fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let are_digits = digits.iter().all(|byte| char::from(*byte).is_digit(radix));
    let digits = str::from_utf8(digits).ok().filter(|_| are_digits)?;
    u64::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What hyper is given of bytes that arrive in pieces of some size.
    fn given(bytes: &str, size: usize) -> String {
        let mut messages = Messages::new();
        let mut bytes = bytes.as_bytes().to_vec();
        for piece in bytes.chunks_mut(size) {
            messages.follow(piece);
        }
        String::from_utf8(bytes).unwrap_or_default()
    }

    #[track_caller]
    fn passes(bytes: &str) {
        for size in 1..=bytes.len() {
            assert_eq!(given(bytes, size), bytes, "in pieces of {size}");
        }
    }

    /// The byte after `before` is made unreadable, and no other.
    #[track_caller]
    fn is_refused(before: &str, after: &str) {
        for size in 1..=before.len() + after.len() {
            let refused = given(&format!("{before}\n{after}"), size);
            assert_eq!(refused, format!("{before}\0{after}"), "in pieces of {size}");
        }
    }

    #[test]
    fn messages_pass_one_after_the_other() {
        passes(
            "\r\nGET / HTTP/1.1\r\nHost: a\r\nContent-Lengths: 5\r\nX-Transfer-Encoding: chunked\r\n\r\n\
             POST / HTTP/1.1\r\nContent-Length:\t 3 \r\ncontent-length: 3\r\n\r\n\na\n\
             PUT / HTTP/1.1\r\ncontent-length: 0\r\n\r\n\
             POST / HTTP/1.1\r\nTRANSFER-ENCODING: chunked\r\n\r\n3;a=b\r\n\n\n\n\r\nA\r\n0123456\n89\r\n0\r\nX: y\r\n\r\n\
             GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        );
    }

    #[test]
    fn a_line_that_ends_without_cr_is_refused_wherever_lines_are() {
        is_refused("GET / HTTP/1.1", "Host: a\r\n\r\n");
        is_refused("GET / HTTP/1.1\r\nHost: a", "\r\n");
        is_refused("GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\n\r\n");
        let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        is_refused(&format!("{chunked}1\r\na\r\n0\r\nX: y"), "\r\n");
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
        ] {
            is_refused(
                &format!("POST / HTTP/1.1\r\n{fields}\r\n\r"),
                "0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            );
        }
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
        ] {
            passes(&format!(
                "POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\na\nb"
            ));
        }
        for size in ["", "-1", "g", ";a", "10000000000000000", "1\na", "1;a\nb"] {
            passes(&format!(
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\na\nb"
            ));
        }
    }
}
