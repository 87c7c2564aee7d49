//! The grammar of route paths, for paths that are made at run time.
//!
//! The attribute macros check the same grammar when they compile; `tests/vectors/paths.txt` binds both.

use std::fmt;

/// A checked route path: literal segments, `{name}`, and `{*rest}` last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    text: String,
    names: Vec<String>,
}

/// Why a path is no pattern: what is wrong, and what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PatternError {
    pub(crate) message: String,
    pub(crate) help: String,
}

impl PatternError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

impl Pattern {
    /// Checks a path.
    pub(crate) fn parse(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() {
            return Err(PatternError::new(
                "route path is empty",
                "the root route is \"/\"",
            ));
        }
        let Some(path) = text.strip_prefix('/') else {
            return Err(PatternError::new(
                format!("route path \"{text}\" must start with `/`"),
                format!("write \"/{text}\""),
            ));
        };
        let mut names = Vec::new();
        let segments: Vec<&str> = path.split('/').collect();
        let last = segments.len() - 1;
        for (index, segment) in segments.iter().enumerate() {
            if segment.is_empty() && index < last {
                return Err(PatternError::new(
                    format!("route path \"{text}\" has an empty segment"),
                    "write one `/` between segments",
                ));
            }
            if let Some(name) = check_segment(text, segment, index == last)? {
                if names.iter().any(|other| other == name) {
                    return Err(PatternError::new(
                        format!("path parameter `{name}` appears twice in \"{text}\""),
                        "rename one of them",
                    ));
                }
                names.push(name.to_owned());
            }
        }
        Ok(Self {
            text: text.to_owned(),
            names,
        })
    }

    /// The path below a prefix, which is itself a pattern or empty.
    pub(crate) fn below(prefix: &str, path: &str) -> Result<Self, PatternError> {
        let prefix = prefix.trim_end_matches('/');
        if prefix.is_empty() {
            return Self::parse(path);
        }
        // Below a prefix, "/" is the prefix itself.
        let path = if path == "/" { "" } else { path };
        Self::parse(&format!("{prefix}{path}"))
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The segments, at least one: that of "/" is an empty literal.
    pub(crate) fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        self.text.split('/').skip(1).map(Segment::of)
    }

    /// The pattern without the names of its parameters: two of one shape match the same paths.
    pub(crate) fn shape(&self) -> String {
        shape(&self.text)
    }

    /// What each segment is: 0 literal, 1 parameter, 2 catch-all.
    pub(crate) fn ranks(&self) -> Vec<u8> {
        let segments = self.segments().map(|segment| match segment {
            Segment::Literal(_) => 0,
            Segment::Parameter(_) => 1,
            Segment::Rest(_) => 2,
        });
        segments.collect()
    }

    /// How many segments stand before the catch-all, where there is one.
    pub(crate) fn catch_all_depth(&self) -> Option<usize> {
        let last = self.text.rsplit('/').next()?;
        last.starts_with("{*")
            .then(|| self.text.matches('/').count())
    }

    /// A segment that is text here, and a parameter in other frameworks: `:id`, `*rest`.
    pub(crate) fn foreign(&self) -> Option<&str> {
        let mut segments = self.text.split('/');
        segments.find(|segment| segment.starts_with([':', '*']) && segment.len() > 1)
    }

    /// The names of the parameters, in their order.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }
}

/// A part of a pattern between two slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment<'p> {
    /// Text that stands for itself.
    Literal(&'p str),
    /// `{name}`: any segment that is not empty.
    Parameter(&'p str),
    /// `{*name}`: all that is left.
    Rest(&'p str),
}

impl<'p> Segment<'p> {
    fn of(text: &'p str) -> Self {
        let Some(inner) = text.strip_prefix('{') else {
            return Self::Literal(text);
        };
        let name = inner.strip_suffix('}').unwrap_or(inner);
        match name.strip_prefix('*') {
            Some(name) => Self::Rest(name),
            None => Self::Parameter(name),
        }
    }
}

impl fmt::Display for Segment<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => formatter.write_str(text),
            Self::Parameter(name) => write!(formatter, "{{{name}}}"),
            Self::Rest(name) => write!(formatter, "{{*{name}}}"),
        }
    }
}

/// A path or a prefix without the names of its parameters.
pub(crate) fn shape(text: &str) -> String {
    let parts = text.split('/').map(|part| match Segment::of(part) {
        Segment::Literal(text) => text,
        Segment::Parameter(_) => "{}",
        Segment::Rest(_) => "{*}",
    });
    parts.collect::<Vec<_>>().join("/")
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Checks one segment and gives the name of its parameter.
fn check_segment<'s>(
    path: &str,
    segment: &'s str,
    is_last: bool,
) -> Result<Option<&'s str>, PatternError> {
    if !segment.contains(['{', '}']) {
        return check_literal(path, segment).map(|()| None);
    }
    let whole = segment
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .filter(|inner| !inner.contains(['{', '}']));
    let Some(inner) = whole else {
        return Err(PatternError::new(
            format!("segment \"{segment}\" of \"{path}\" mixes text and a parameter"),
            "a parameter is a whole segment: \"/{name}\"",
        ));
    };
    let (name, is_rest) = match inner.strip_prefix('*') {
        Some(name) => (name, true),
        None => (inner, false),
    };
    if !is_name(name) {
        return Err(PatternError::new(
            format!("`{inner}` in \"{path}\" is not a valid parameter name"),
            "use letters, digits and `_`, as for an argument",
        ));
    }
    if is_rest && !is_last {
        return Err(PatternError::new(
            format!("catch-all `{{*{name}}}` in \"{path}\" must be the last segment"),
            "move it to the end",
        ));
    }
    Ok(Some(name))
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
        && text != "_"
        && characters.all(|character| character.is_alphanumeric() || character == '_')
}

/// A literal segment holds what a path may hold as it stands (RFC 3986, 3.3: pchar).
fn check_literal(path: &str, segment: &str) -> Result<(), PatternError> {
    let bytes = segment.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(byte);
        let escape = *byte == b'%'
            && bytes.get(at + 1).is_some_and(u8::is_ascii_hexdigit)
            && bytes.get(at + 2).is_some_and(u8::is_ascii_hexdigit);
        if !plain && !escape {
            let character = segment
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .unwrap_or('?');
            let reason = match character {
                '?' => "query parameters do not belong in a route path",
                '#' => "a fragment never reaches the server",
                _ => "must be percent-encoded",
            };
            return Err(PatternError::new(
                format!("`{character}` in \"{path}\": {reason}"),
                "see RFC 3986, 3.3, for what a path may hold",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    /// One line a path: `ok` or `bad`, then the path in quotes. The macros read the same file.
    const VECTORS: &str = include_str!("../../../tests/vectors/paths.txt");

    #[test]
    fn the_grammar_agrees_with_the_vectors() {
        for line in VECTORS.lines().filter(|line| !line.starts_with('#')) {
            let Some((verdict, quoted)) = line.split_once(' ') else {
                panic!("no verdict in {line}");
            };
            let path = quoted.trim_matches('"');
            assert_eq!(Pattern::parse(path).is_ok(), verdict == "ok", "{line}");
        }
    }

    #[test]
    fn a_prefix_and_the_root_make_the_prefix() {
        let joined = |prefix, path| Pattern::below(prefix, path).map(|pattern| pattern.text);
        assert_eq!(joined("/api", "/").as_deref(), Ok("/api"));
        assert_eq!(joined("/api/", "/users").as_deref(), Ok("/api/users"));
        assert_eq!(joined("", "/").as_deref(), Ok("/"));
    }
}
