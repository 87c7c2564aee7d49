//! The values of a path's parameters, kept as places in the path, and what becomes of them.

mod policy;

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::percent_decode_str;
#[cfg(feature = "uuid")]
pub use uuid::Uuid;

pub(crate) use policy::refusal;

const INLINE: usize = 4;

/// The parameters of a matched path in the order of its pattern: offsets, so that nothing is copied.
#[derive(Debug, Default, Clone)]
pub(crate) struct PathParams {
    inline: [Range<u16>; INLINE],
    count: usize,
    more: Vec<Range<u16>>,
}

impl PathParams {
    /// Notes where `value`, which must be a part of `path`, stands in it.
    pub(crate) fn push(&mut self, path: &str, value: &str) {
        let start = (value.as_ptr() as usize).saturating_sub(path.as_ptr() as usize);
        let end = start + value.len();
        // A target is at most 8 KiB by default, and hyper refuses those over 65,534 bytes.
        let place =
            u16::try_from(start).unwrap_or(u16::MAX)..u16::try_from(end).unwrap_or(u16::MAX);
        match self.inline.get_mut(self.count) {
            Some(slot) => *slot = place,
            None => self.more.push(place),
        }
        self.count += 1;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The parameter at `index` as it stands in `path`, still percent-encoded.
    pub(crate) fn raw<'p>(&self, path: &'p str, index: usize) -> Option<&'p str> {
        if index >= self.count {
            return None;
        }
        let place = self
            .inline
            .get(index)
            .or_else(|| self.more.get(index - INLINE))?;
        path.get(usize::from(place.start)..usize::from(place.end))
    }
}

/// The value of a parameter: its part of the path, decoded once; `None` when that is malformed, or a value that none has.
pub(crate) fn decode_value(part: &str) -> Option<Cow<'_, str>> {
    decode(part).filter(|value| refusal(value).is_none())
}

/// Percent-decodes a part of a path or a query, once; `None` when an escape is malformed or the bytes are not UTF-8.
pub(crate) fn decode(part: &str) -> Option<Cow<'_, str>> {
    if !part.contains('%') {
        return Some(Cow::Borrowed(part));
    }
    if !has_whole_escapes(part) {
        return None;
    }
    percent_decode_str(part).decode_utf8().ok()
}

/// Whether every `%` is followed by two hexadecimal digits (RFC 3986, 2.1); the decoder passes others through.
fn has_whole_escapes(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| {
        *byte != b'%'
            || (bytes.get(at + 1).is_some_and(u8::is_ascii_hexdigit)
                && bytes.get(at + 2).is_some_and(u8::is_ascii_hexdigit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_back_from_their_places() {
        let path = "/a/b/c/d/e/f";
        let mut params = PathParams::default();
        for part in path.split('/').skip(1) {
            params.push(path, part);
        }
        let read: Vec<_> = (0..7).map(|index| params.raw(path, index)).collect();
        assert_eq!(
            read,
            [
                Some("a"),
                Some("b"),
                Some("c"),
                Some("d"),
                Some("e"),
                Some("f"),
                None
            ]
        );
    }

    #[test]
    fn decoding_happens_once_and_refuses_what_is_malformed() {
        assert_eq!(decode("100%2525").as_deref(), Some("100%25"));
        assert_eq!(decode("a+b").as_deref(), Some("a+b"));
        for malformed in ["%", "%a", "%zz", "%ff", "a%2"] {
            assert_eq!(decode(malformed), None, "{malformed}");
            assert_eq!(decode_value(malformed), None, "{malformed}");
        }
    }

    #[test]
    fn a_value_is_judged_after_it_was_decoded_and_only_once() {
        for refused in ["%2e%2E", "..%2fetc", "a%5c..", "%2Fetc", "%00"] {
            assert_eq!(decode_value(refused), None, "{refused}");
            assert!(decode(refused).is_some(), "{refused}");
        }
        assert_eq!(decode_value("a%2Fb").as_deref(), Some("a/b"));
        assert_eq!(decode_value("%252e%252e").as_deref(), Some("%2e%2e"));
    }
}
