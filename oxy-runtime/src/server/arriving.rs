//! Lines of HTTP/1 that arrive in any number of pieces, of which no more is remembered than says how long a message is.

/// As much of a line is looked at: a length with its name fits well, and other lines are of no interest.
const LONGEST: usize = 64;

/// A line without its end.
#[derive(Clone, Copy)]
pub(super) struct Line<'l> {
    /// At least [`LONGEST`] bytes, if there are as many.
    pub(super) start: &'l [u8],
    /// Whether it is longer than that.
    pub(super) is_long: bool,
    pub(super) ends_with_cr: bool,
}

impl<'l> Line<'l> {
    /// A line up to its LF.
    pub(super) fn of(text: &'l [u8]) -> Self {
        let start = text.strip_suffix(b"\r");
        Self {
            start: start.unwrap_or(text),
            is_long: start.unwrap_or(text).len() > LONGEST,
            ends_with_cr: start.is_some(),
        }
    }

    /// The value of a field, if it is the one of this name.
    pub(super) fn value_of(self, name: &[u8]) -> Option<&'l [u8]> {
        let (start, rest) = self.start.split_at_checked(name.len())?;
        let value = rest.strip_prefix(b":")?;
        start.eq_ignore_ascii_case(name).then_some(value)
    }
}

/// The beginning of a line whose end has not arrived.
#[derive(Default)]
pub(super) struct Kept {
    /// With room for the CR of a line that is not long.
    start: Vec<u8>,
    is_cut: bool,
    ends_with_cr: bool,
}

impl Kept {
    pub(super) fn is_empty(&self) -> bool {
        self.start.is_empty()
    }

    pub(super) fn add(&mut self, piece: &[u8]) {
        let Some(last) = piece.last() else {
            return;
        };
        self.ends_with_cr = *last == b'\r';
        let room = LONGEST + 1 - self.start.len();
        self.is_cut |= piece.len() > room;
        let piece = piece.get(..room).unwrap_or(piece);
        self.start.extend_from_slice(piece);
    }

    pub(super) fn line(&self) -> Line<'_> {
        if self.is_cut {
            Line {
                start: &self.start,
                is_long: true,
                ends_with_cr: self.ends_with_cr,
            }
        } else {
            Line::of(&self.start)
        }
    }
}

/// The line of a chunk's size, which may have zeros, blanks or an extension without an end.
#[derive(Clone, Copy, Default)]
pub(super) struct ChunkSize {
    value: Option<u64>,
    has_digits: bool,
    is_after_digits: bool,
    ends_with_cr: bool,
}

impl ChunkSize {
    pub(super) fn follow(&mut self, piece: &[u8]) {
        for byte in piece {
            if self.is_after_digits {
                break;
            }
            match char::from(*byte).to_digit(16) {
                Some(digit) => {
                    let value = if self.has_digits { self.value } else { Some(0) };
                    let value = value.and_then(|value| value.checked_mul(16));
                    // The last digit of a product of 16 is free.
                    self.value = value.map(|value| value | u64::from(digit));
                    self.has_digits = true;
                }
                None => self.is_after_digits = true,
            }
        }
        if let Some(last) = piece.last() {
            self.ends_with_cr = *last == b'\r';
        }
    }

    /// The size, if the line is that of one.
    pub(super) fn value(&self) -> Option<u64> {
        self.value.filter(|_| self.ends_with_cr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_an_end_is_not_kept() {
        let mut kept = Kept::default();
        for _ in 0..10_000 {
            kept.add(&[b'a'; 100]);
        }
        assert_eq!(kept.start.len(), LONGEST + 1);
        assert!(kept.line().is_long && !kept.line().ends_with_cr);
        kept.add(b"\r");
        assert!(kept.line().ends_with_cr);
    }

    #[test]
    fn a_size_may_have_any_number_of_zeros() {
        let size = |pieces: &[&str]| {
            let mut size = ChunkSize::default();
            pieces
                .iter()
                .for_each(|piece| size.follow(piece.as_bytes()));
            size.value()
        };
        let zeros = "0".repeat(1_000);
        assert_eq!(size(&[&zeros, &zeros, "fF", "\r"]), Some(255));
        assert_eq!(size(&["ffffffffffffffff\r"]), Some(u64::MAX));
        for wrong in [
            "",
            "\r",
            ";\r",
            " 1\r",
            "1",
            "1\r1",
            "10000000000000000\r",
            "100000000000000000\r",
        ] {
            assert_eq!(size(&[wrong]), None, "{wrong:?}");
        }
    }
}
