//! The pairs of a request's `Cookie` lines, taken byte for byte.
//!
//! Names are neither percent-decoded nor case-folded and values keep their quotes (RFC 6265bis,
//! 4.2 and 5.4): a parser that is kinder than the browser's lets `%5F%5FHost-id` or a name with a
//! Unicode space pass for the `__Host-` cookie that only https can set.

/// Pairs after this one are not read: no browser sends so many, and each costs a comparison.
pub(crate) const MAX_PAIRS: usize = 300;

/// The `(name, value)` pairs of all lines, in their order.
///
/// A pair without `=` and one with an empty name are skipped; what else is wrong with a pair
/// concerns that pair only.
pub(crate) fn pairs<'a, L>(lines: L) -> Pairs<'a, L::IntoIter>
where
    L: IntoIterator<Item = &'a [u8]>,
{
    Pairs {
        lines: lines.into_iter(),
        rest: None,
        left: MAX_PAIRS,
        capped: false,
    }
}

/// See [`pairs`].
pub(crate) struct Pairs<'a, L> {
    lines: L,
    /// What is not yet read of the current line.
    rest: Option<&'a [u8]>,
    left: usize,
    capped: bool,
}

impl<L> Pairs<'_, L> {
    /// Whether pairs were left unread; known when the iterator has ended.
    pub(crate) fn capped(&self) -> bool {
        self.capped
    }
}

impl<'a, L: Iterator<Item = &'a [u8]>> Iterator for Pairs<'a, L> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.capped {
            let Some(rest) = self.rest else {
                self.rest = Some(self.lines.next()?);
                continue;
            };
            let (piece, rest) = match split_at_byte(rest, b';') {
                Some((piece, rest)) => (piece, Some(rest)),
                None => (rest, None),
            };
            self.rest = rest;
            let Some((name, value)) = split_at_byte(piece, b'=') else {
                continue;
            };
            let name = trimmed(name);
            if name.is_empty() {
                continue;
            }
            let Some(left) = self.left.checked_sub(1) else {
                self.capped = true;
                break;
            };
            self.left = left;
            return Some((name, trimmed(value)));
        }
        None
    }
}

/// What stands before and after the first such byte.
fn split_at_byte(bytes: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let position = memchr::memchr(byte, bytes)?;
    Some((&bytes[..position], &bytes[position + 1..]))
}

/// Without the blanks around it. `trim_ascii` would also take line ends and form feeds.
fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use rand::{Rng as _, RngExt as _, SeedableRng as _, rngs::StdRng};

    use super::{MAX_PAIRS, pairs};

    fn texts(lines: &[&str]) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        pairs(lines.iter().map(|line| line.as_bytes()))
            .map(|(name, value)| (text(name), text(value)))
            .collect()
    }

    #[track_caller]
    fn check(lines: &[&str], expected: &[(&str, &str)]) {
        let found = texts(lines);
        let found: Vec<_> = found
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn s04_only_the_first_equals_sign_splits() {
        check(
            &["a=value=with=equals; b==; c="],
            &[("a", "value=with=equals"), ("b", "="), ("c", "")],
        );
    }

    #[test]
    fn s05_a_name_that_begins_like_another_is_its_own() {
        check(
            &["user=short; username=long"],
            &[("user", "short"), ("username", "long")],
        );
        check(
            &["username=long; user=short"],
            &[("username", "long"), ("user", "short")],
        );
    }

    #[test]
    fn s06_case_is_kept() {
        check(&["MY_SESSION=v"], &[("MY_SESSION", "v")]);
    }

    #[test]
    fn s10_quotes_belong_to_the_value_and_protect_nothing() {
        check(
            &[r#"x="quoted"; y="a;b""#],
            &[("x", r#""quoted""#), ("y", r#""a"#)],
        );
    }

    #[test]
    fn s11_no_equals_sign_or_no_name_is_no_cookie() {
        check(
            &["no_value; valid=value; =nameless; \t =x; ;;"],
            &[("valid", "value")],
        );
        check(&["", ";", "="], &[]);
    }

    #[test]
    fn s12_every_line_is_read() {
        check(
            &["a=1", "", "b=2; c=3"],
            &[("a", "1"), ("b", "2"), ("c", "3")],
        );
    }

    #[test]
    fn s13_duplicates_are_kept_in_order() {
        check(&["a=1; a=2", "a=3"], &[("a", "1"), ("a", "2"), ("a", "3")]);
    }

    #[test]
    fn names_are_neither_decoded_nor_trimmed_of_unicode_spaces() {
        check(
            &["%73ession_id=1; \u{85}id=2; \u{a0}id=3; +id=4"],
            &[
                ("%73ession_id", "1"),
                ("\u{85}id", "2"),
                ("\u{a0}id", "3"),
                ("+id", "4"),
            ],
        );
    }

    #[test]
    fn only_space_and_tab_are_trimmed() {
        check(
            &["\t a \t=\t b c \t;\x0bd\x0c=\x0be\r"],
            &[("a", "b c"), ("\x0bd\x0c", "\x0be\r")],
        );
    }

    #[test]
    fn bytes_that_are_no_text_harm_only_their_pair() {
        let line: &[u8] = b"a=\xff\xfe; \x80=1; b=2";
        let found: Vec<_> = pairs([line]).collect();
        assert_eq!(
            found,
            [(&b"a"[..], &b"\xff\xfe"[..]), (b"\x80", b"1"), (b"b", b"2")]
        );
    }

    #[test]
    fn the_pairs_after_the_300th_are_not_read() {
        let of = |count| vec![b"n=v; junk".as_slice(); count];
        let mut exact = pairs(of(MAX_PAIRS));
        assert_eq!(exact.by_ref().count(), MAX_PAIRS);
        assert!(!exact.capped());

        let mut over = pairs(of(MAX_PAIRS + 1));
        assert_eq!(over.by_ref().count(), MAX_PAIRS);
        assert!(over.capped());
        assert_eq!(over.next(), None);
    }

    #[test]
    fn c_u8_total_on_long_lines_of_any_byte() {
        for byte in 0..=u8::MAX {
            let line = vec![byte; 64 * 1024];
            let mut found = pairs([line.as_slice()]);
            assert_eq!(found.by_ref().count(), 0);
            assert!(!found.capped());
        }
    }

    /// The grammar once more, written the long way round, against arbitrary bytes that are rich
    /// in separators.
    #[test]
    fn c_u8_agrees_with_the_grammar_on_arbitrary_bytes() {
        const RICH: &[u8] = b";;;;====  \t\"ab%\xff\x00\r\n";
        fn trim(mut bytes: Vec<u8>) -> Vec<u8> {
            let blank = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
            while blank(bytes.first()) {
                bytes.remove(0);
            }
            while blank(bytes.last()) {
                bytes.pop();
            }
            bytes
        }
        let mut rng = StdRng::seed_from_u64(6265);
        for _ in 0..20_000 {
            let mut line = vec![0; rng.random_range(0..48)];
            rng.fill_bytes(&mut line);
            for byte in &mut line {
                if *byte < 192 {
                    *byte = RICH[usize::from(*byte) % RICH.len()];
                }
            }
            let expected: Vec<(Vec<u8>, Vec<u8>)> = line
                .split(|&byte| byte == b';')
                .filter_map(|piece| {
                    let mut halves = piece.splitn(2, |&byte| byte == b'=');
                    let name = trim(halves.next()?.to_vec());
                    let value = trim(halves.next()?.to_vec());
                    (!name.is_empty()).then_some((name, value))
                })
                .collect();
            let found: Vec<_> = pairs([line.as_slice()])
                .map(|(name, value)| (name.to_vec(), value.to_vec()))
                .collect();
            assert_eq!(found, expected, "{line:?}");
        }
    }
}
