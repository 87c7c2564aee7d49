//! What RFC 6265bis, 4.1.1, allows in each part of a `Set-Cookie` line.
//!
//! Browsers accept more and each something else; a server that sends only the grammar of 4.1.1 is
//! understood by all, and no value can become an attribute or a header line.

/// Longer attributes are ignored by browsers (RFC 6265bis, 5.6), which for a path would widen it.
const MAX_ATTRIBUTE_BYTES: usize = 1024;

/// A name is a token (RFC 9110, 5.6.2).
pub(super) fn is_name(name: &str) -> bool {
    let is_token = |byte| {
        matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.'
            | b'^'..=b'`' | b'|' | b'~')
    };
    !name.is_empty() && name.bytes().all(is_token)
}

/// Where a plain value leaves the grammar `*cookie-octet / ( DQUOTE *cookie-octet DQUOTE )`.
///
/// The quotes around a value belong to it: the client sends them back.
pub(super) fn bad_value_byte(value: &str) -> Option<usize> {
    let bytes = value.as_bytes();
    let (skipped, inner) = match bytes {
        [b'"', inner @ .., b'"'] => (1, inner),
        _ => (0, bytes),
    };
    let bad = |byte: &u8| !byte.is_ascii_graphic() || matches!(byte, b'"' | b',' | b';' | b'\\');
    inner
        .iter()
        .position(bad)
        .map(|position| position + skipped)
}

/// A path begins with `/` and has visible ASCII only, as the target of a request has.
///
/// The grammar would also allow spaces, which no request has, and commas, at which older proxies
/// split a header.
pub(super) fn is_path(path: &str) -> bool {
    path.starts_with('/')
        && path.len() <= MAX_ATTRIBUTE_BYTES
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b','))
}

/// The domain as browsers compare it: without the leading dot, in lower case.
///
/// `None` when it is not dot-separated labels of letters, digits and hyphens (RFC 1034, 3.5, and
/// RFC 1123, 2.1); an international name is written in its `xn--` form.
pub(super) fn canonical_domain(domain: &str) -> Option<String> {
    let domain = domain.strip_prefix('.').unwrap_or(domain);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    (domain.len() <= 253 && domain.split('.').all(is_label)).then(|| domain.to_ascii_lowercase())
}

/// What a name's prefix promises to the server (RFC 6265bis, 4.1.3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefix {
    Host,
    Secure,
}

/// The prefix of a name; browsers compare it without regard to case (RFC 6265bis, 5.6).
pub(super) fn prefix(name: &str) -> Option<Prefix> {
    let begins = |prefix: &str| {
        name.as_bytes()
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    if begins("__Host-") {
        Some(Prefix::Host)
    } else if begins("__Secure-") {
        Some(Prefix::Secure)
    } else {
        None
    }
}
