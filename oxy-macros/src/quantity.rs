//! Sizes and times as people write them: `"10 MiB"`, `"90 s"`.

use proc_macro2::Span;
use syn::{LitInt, LitStr};

/// The units of a size, in bytes (IEC 80000-13 and SI).
const SIZES: &[(&str, u64)] = &[
    ("B", 1),
    ("kB", 1_000),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// The units of a time, in milliseconds.
const TIMES: &[(&str, u64)] = &[("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000)];

/// The bytes of `"10 MiB"`.
pub(crate) fn size(text: &LitStr) -> syn::Result<u64> {
    parse(text, SIZES)
}

/// The milliseconds of `"90 s"`.
pub(crate) fn time(text: &LitStr) -> syn::Result<u64> {
    parse(text, TIMES)
}

/// A whole number above zero and its unit, with or without a space between.
fn parse(text: &LitStr, units: &[(&str, u64)]) -> syn::Result<u64> {
    let wrong = || syn::Error::new_spanned(text, "not a quantity");
    let value = text.value();
    let digits = value.find(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = value.split_at(digits.ok_or_else(wrong)?);
    let unit = unit.strip_prefix(' ').unwrap_or(unit);
    let (_, factor) = units
        .iter()
        .find(|(name, _)| *name == unit)
        .ok_or_else(wrong)?;
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let product = number.checked_mul(*factor).filter(|product| *product > 0);
    product.ok_or_else(wrong)
}

/// What a value of another form may have meant: a bare number has no unit, and a unit may be misspelt.
pub(crate) fn corrected(value: &str, is_size: bool) -> Option<String> {
    let bare = value.trim_matches('"').trim();
    let digits = bare.find(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = bare.split_at(digits.unwrap_or(bare.len()));
    if number.is_empty() && syn::parse_str::<LitInt>(bare).is_err() {
        return None;
    }
    let units = if is_size { SIZES } else { TIMES };
    let unit = unit.trim().to_ascii_lowercase();
    let meant = |name: &str| {
        let name = name.to_ascii_lowercase();
        name == unit || (!unit.is_empty() && (name.starts_with(&unit) || unit.starts_with(&name)))
    };
    let by_length = |name: &&(&str, u64)| meant(name.0);
    // Of "m" and its like, the unit that people mean: MiB, and minutes.
    let found = units.iter().rev().find(by_length).map(|(name, _)| *name);
    let unit = match found {
        Some(name) => name,
        None if !unit.is_empty() => return None,
        None if is_size => "B",
        None => "s",
    };
    let meant = format!("{number} {unit}");
    let literal = LitStr::new(&meant, Span::call_site());
    (meant != bare && parse(&literal, units).is_ok()).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> LitStr {
        LitStr::new(text, proc_macro2::Span::call_site())
    }

    #[test]
    fn sizes_and_times_are_read() {
        let sizes = [
            ("1 B", 1),
            ("10 MiB", 10_485_760),
            ("2GiB", 2_147_483_648),
            ("5 MB", 5_000_000),
        ];
        for (text, bytes) in sizes {
            assert_eq!(size(&literal(text)).ok(), Some(bytes), "{text}");
        }
        let times = [
            ("5 ms", 5),
            ("90 s", 90_000),
            ("5min", 300_000),
            ("1 h", 3_600_000),
        ];
        for (text, milliseconds) in times {
            assert_eq!(time(&literal(text)).ok(), Some(milliseconds), "{text}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        let wrong = [
            "",
            "10",
            "MiB",
            "0 B",
            "-1 B",
            "1.5 MiB",
            "10  MiB",
            "10 mib",
            "10 MiB ",
            "1 B 2 B",
            "99999999999999999999 B",
            "99999999999 GiB",
            "10 s",
            "١ B",
        ];
        for text in wrong {
            assert!(size(&literal(text)).is_err(), "{text}");
        }
        assert!(time(&literal("10 MiB")).is_err() && time(&literal("10 sec")).is_err());
    }

    #[test]
    fn what_was_meant_is_guessed() {
        let cases = [
            ("10", true, "10 B"),
            ("\"10 mb\"", true, "10 MB"),
            ("\"10 mib\"", true, "10 MiB"),
            ("\"10M\"", true, "10 MiB"),
            ("\"30 sec\"", false, "30 s"),
            ("\"2 minutes\"", false, "2 min"),
            ("30", false, "30 s"),
        ];
        for (text, is_size, expected) in cases {
            assert_eq!(
                corrected(text, is_size).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        for text in ["large", "1.5 MiB", "1 TB", "0 B", "0", "99999999999 GiB"] {
            assert_eq!(corrected(text, true), None, "{text}");
        }
        assert_eq!(corrected("500 milliseconds", false), None);
        assert_eq!(corrected("1 day", false), None);
    }
}
