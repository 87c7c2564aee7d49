//! The field `Forwarded` (RFC 7239, 4).

/// What one proxy added.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) client: Option<String>,
    pub(super) proto: Option<String>,
    pub(super) host: Option<String>,
}

/// The elements of a line, or none where it breaks the grammar: half of it could be what a client put there to move the
/// rest.
pub(super) fn elements(line: &str) -> Option<Vec<Element>> {
    let mut rest = line;
    let mut elements = vec![Element::default()];
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        // Empty members of the list and empty pairs are allowed.
        if !rest.starts_with([',', ';']) && !rest.is_empty() {
            let (name, after) = token(rest)?;
            let (value, after) = value(after.strip_prefix('=')?)?;
            let element = elements.last_mut()?;
            let field = match name.to_ascii_lowercase().as_str() {
                "for" => Some(&mut element.client),
                "proto" => Some(&mut element.proto),
                "host" => Some(&mut element.host),
                _ => None,
            };
            // Each is said once (RFC 7239, 4).
            if field.is_some_and(|field| field.replace(value).is_some()) {
                return None;
            }
            rest = after.trim_start_matches([' ', '\t']);
        }
        let mut characters = rest.chars();
        match characters.next() {
            None => break,
            Some(',') => elements.push(Element::default()),
            Some(';') => {}
            Some(_) => return None,
        }
        rest = characters.as_str();
    }
    Some(elements)
}

/// A token (RFC 9110, 5.6.2) and what follows.
fn token(text: &str) -> Option<(&str, &str)> {
    let is_part =
        |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// A token or a quoted string (RFC 9110, 5.6.4), and what follows.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = token(text)?;
        return Some((value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut letters = quoted.chars();
    loop {
        match letters.next()? {
            '"' => return Some((value, letters.as_str())),
            '\\' => value.push(letters.next()?),
            letter => value.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(client: &str, proto: &str, host: &str) -> Element {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Element {
            client: said(client),
            proto: said(proto),
            host: said(host),
        }
    }

    #[test]
    fn the_examples_of_the_standard_are_read() {
        let cases = [
            (r#"for="_gazonk""#, vec![element("_gazonk", "", "")]),
            (
                r#"For="[2001:db8:cafe::17]:4711""#,
                vec![element("[2001:db8:cafe::17]:4711", "", "")],
            ),
            (
                "for=192.0.2.60;proto=http;by=203.0.113.43",
                vec![element("192.0.2.60", "http", "")],
            ),
            (
                "for=192.0.2.43, for=198.51.100.17",
                vec![
                    element("192.0.2.43", "", ""),
                    element("198.51.100.17", "", ""),
                ],
            ),
            (
                r#"for=a; Host="x.example:80" ;PROTO=https"#,
                vec![element("a", "https", "x.example:80")],
            ),
            (
                r#"for="a,b;c=\"d\"""#,
                vec![element(r#"a,b;c="d""#, "", "")],
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(elements(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn what_breaks_the_grammar_says_nothing() {
        let lines = [
            "for",
            "for=",
            "for =a",
            "for= a",
            "=a",
            "for=a b",
            "for=\"a",
            "for=\"a\\",
            "for=a;for=b",
            "for=[::1]",
            "for=a\u{7f}",
            "for=ä",
            "for=\"a\"b",
        ];
        for line in lines {
            assert_eq!(elements(line), None, "{line}");
        }
    }
}
