//! Which values no parameter of a path has, whatever its type: those that would lead out of a folder that they are joined to.

/// Why a decoded value is refused; in links, too, which would lead to a refusal.
///
/// `\` counts as `/`, since Windows and some proxies read it so (CWE-22).
pub(crate) fn refusal(value: &str) -> Option<&'static str> {
    let bytes = value.as_bytes();
    if let [b'/' | b'\\', ..] = bytes {
        return Some("it begins with `/` or `\\`, as an absolute path does");
    }
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            0 => return Some("it has a NUL, at which some programs end a text"),
            b'/' | b'\\' => {
                if let Some(why) = dots(&bytes[start..at]) {
                    return Some(why);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    dots(&bytes[start..])
}

fn dots(segment: &[u8]) -> Option<&'static str> {
    match segment {
        b"." => Some("`.` is the path that it stands in"),
        b".." => Some("`..` is the path above"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_of_a_folder_is_refused() {
        let refused = [
            (".", "`.` is"),
            ("./a", "`.` is"),
            ("a/.", "`.` is"),
            ("a\\.\\b", "`.` is"),
            ("..", "`..` is"),
            ("../etc", "`..` is"),
            ("..\\x", "`..` is"),
            ("a/../b", "`..` is"),
            ("a/b\\..", "`..` is"),
            ("a//..", "`..` is"),
            ("/", "it begins"),
            ("/etc/passwd", "it begins"),
            ("\\", "it begins"),
            ("\\\\host\\share", "it begins"),
            ("\0", "it has a NUL"),
            ("a.png\0.html", "it has a NUL"),
            ("a/\0", "it has a NUL"),
        ];
        for (value, why) in refused {
            let said = refusal(value).unwrap_or_default();
            assert!(said.starts_with(why), "{value:?}: {said:?}");
        }
    }

    #[test]
    fn everything_else_stays() {
        let taken = [
            "",
            "a",
            "...",
            ".a",
            "a.",
            "..a",
            "a..",
            "a/b",
            "a//b",
            "dir/",
            "dir\\",
            "https://host/x",
            "a/.../b",
            ".well-known/x",
            "a/..b/c..",
            "%2e%2e",
            ".\u{301}",
            "é/🦀",
            "\u{ff0e}\u{ff0e}/x",
        ];
        for value in taken {
            assert_eq!(refusal(value), None, "{value:?}");
        }
    }

    /// The same rule, the long way round.
    #[test]
    fn short_texts_are_judged_as_by_splitting_them() {
        let letters = ['.', '/', '\\', '\0', 'a'];
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            let longer = texts
                .iter()
                .flat_map(|text| letters.map(|letter| format!("{text}{letter}")));
            texts.extend(longer.collect::<Vec<_>>());
        }
        for text in texts {
            let mut segments = text.split(['/', '\\']);
            let is_refused = text.contains('\0')
                || text.starts_with(['/', '\\'])
                || segments.any(|segment| segment == "." || segment == "..");
            assert_eq!(refusal(&text).is_some(), is_refused, "{text:?}");
        }
    }
}
