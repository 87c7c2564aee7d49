//! The frames of HTTP/2 as they arrive, followed just far enough to know whether the headers of a request are incomplete
//! (RFC 9113, 4.1 and 6.10): hyper does not tell, and a client that never ends them has to be cut off.

/// What an HTTP/2 client sends first (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;

/// Where in the stream of frames a connection is.
pub(super) struct Frames {
    /// How much of the preface has not arrived.
    preface: usize,
    head: [u8; 9],
    /// How much of a frame's head has arrived.
    filled: usize,
    /// How much of its payload has not.
    left: usize,
    /// Whether the headers of a request go on in this frame or in the next.
    in_block: bool,
}

/// What a client speaks, by its first bytes; none while that is open.
pub(super) fn is_http2(first: &[u8]) -> Option<bool> {
    if first.starts_with(PREFACE) {
        Some(true)
    } else if PREFACE.starts_with(first) {
        None
    } else {
        Some(false)
    }
}

impl Frames {
    pub(super) fn new() -> Self {
        Self {
            preface: PREFACE.len(),
            head: [0; 9],
            filled: 0,
            left: 0,
            in_block: false,
        }
    }

    /// Follows the next bytes; gives whether a frame's head or the headers of a request have begun and not ended.
    pub(super) fn follow(&mut self, mut bytes: &[u8]) -> bool {
        let preface = self.preface.min(bytes.len());
        self.preface -= preface;
        bytes = bytes.get(preface..).unwrap_or_default();
        while !bytes.is_empty() {
            if self.left > 0 {
                let skipped = self.left.min(bytes.len());
                self.left -= skipped;
                bytes = bytes.get(skipped..).unwrap_or_default();
            } else {
                bytes = self.follow_head(bytes);
            }
            if self.left == 0 && self.filled == self.head.len() {
                self.end_frame();
            }
        }
        self.in_block || (1..self.head.len()).contains(&self.filled)
    }

    fn follow_head<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let room = self.head.get_mut(self.filled..).unwrap_or_default();
        let size = room.len().min(bytes.len());
        let (taken, rest) = bytes.split_at(size);
        if let Some(room) = room.get_mut(..size) {
            room.copy_from_slice(taken);
        }
        self.filled += size;
        if self.filled == self.head.len() {
            let [high, middle, low, kind, ..] = self.head;
            self.left = usize::from(high) << 16 | usize::from(middle) << 8 | usize::from(low);
            self.in_block |= matches!(kind, HEADERS | CONTINUATION);
        }
        rest
    }

    fn end_frame(&mut self) {
        let [_, _, _, kind, flags, ..] = self.head;
        if matches!(kind, HEADERS | CONTINUATION) && flags & END_HEADERS != 0 {
            self.in_block = false;
        }
        self.filled = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, flags: u8, size: u8) -> Vec<u8> {
        let mut frame = vec![0, 0, size, kind, flags, 0, 0, 0, 1];
        frame.resize(9 + usize::from(size), 0xAA);
        frame
    }

    fn begun() -> Frames {
        let mut frames = Frames::new();
        assert!(!frames.follow(PREFACE));
        frames
    }

    #[test]
    fn other_protocols_are_known_by_their_first_different_byte() {
        for first in ["GET / HTTP/1.1\r\n", "PRI * HTTP/1.1", "P!", "\u{16}\u{3}"] {
            assert_eq!(is_http2(first.as_bytes()), Some(false), "{first:?}");
        }
        for size in 0..PREFACE.len() {
            assert_eq!(is_http2(&PREFACE[..size]), None);
        }
        assert_eq!(is_http2(&[PREFACE, b"more"].concat()), Some(true));
    }

    #[test]
    fn headers_have_begun_until_their_end() {
        let mut frames = begun();
        assert!(frames.follow(&frame(HEADERS, 0, 5)));
        assert!(frames.follow(&frame(CONTINUATION, 0, 0)));
        assert!(!frames.follow(&frame(CONTINUATION, END_HEADERS, 3)));
        assert!(!frames.follow(&frame(HEADERS, END_HEADERS, 0)));
    }

    #[test]
    fn half_a_frame_of_data_is_no_part_of_headers_but_half_of_its_head_may_be() {
        let mut frames = begun();
        let data = frame(0, 0, 50);
        assert!(frames.follow(&data[..8]));
        assert!(!frames.follow(&data[8..20]));
        assert!(!frames.follow(&data[20..]));
    }

    #[test]
    fn it_does_not_matter_how_the_bytes_are_cut() {
        let mut all = PREFACE.to_vec();
        all.extend(frame(4, 0, 18));
        all.extend(frame(HEADERS, 0, 30));
        all.extend(frame(CONTINUATION, END_HEADERS, 7));
        all.extend(frame(0, 1, 9));
        for size in 1..all.len() {
            let mut frames = Frames::new();
            let last = all.chunks(size).map(|piece| frames.follow(piece)).last();
            assert_eq!(last, Some(false), "in pieces of {size}");
            assert_eq!((frames.filled, frames.left, frames.in_block), (0, 0, false));
        }
    }
}
