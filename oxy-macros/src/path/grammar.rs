//! The grammar of route paths: literal segments, `{name}`, and `{*rest}` last.
//!
//! The runtime checks the same grammar for paths that are made at run time; `tests/vectors/paths.txt` binds both.

use std::ops::Range;

use super::{Param, argument_name, elsewhere};
use crate::allow::{Allowance, Allowed};

/// What is wrong with a path, where, and what to write.
pub(crate) struct PathError {
    pub(crate) message: String,
    pub(crate) help: String,
    /// The bytes to blame; none when it is the whole.
    pub(crate) at: Range<usize>,
}

fn wrong<T>(
    at: Range<usize>,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Result<T, PathError> {
    Err(PathError {
        message: message.into(),
        help: help.into(),
        at,
    })
}

/// Checks a path and gives its parameters.
pub(crate) fn check(text: &str, allowed: &Allowed) -> Result<Vec<Param>, PathError> {
    if text.is_empty() {
        return wrong(0..0, "route path is empty", "the root route is \"/\"");
    }
    let Some(path) = text.strip_prefix('/') else {
        return wrong(
            0..0,
            "route path must start with `/`",
            format!("write \"/{text}\""),
        );
    };
    if let Some(at) = query(text) {
        let name = text[at + 1..].trim_start_matches(['<', '{']);
        let name = name.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let name = name.into_iter().next().unwrap_or_default();
        let name = argument_name(if is_name(name) { name } else { "name" });
        return wrong(
            at..text.len(),
            "query parameters do not belong in the route path",
            format!("end the path before `?` and add a function argument `{name}`"),
        );
    }
    let mut params: Vec<Param> = Vec::new();
    let mut rest = Some(path);
    while let Some(here) = rest {
        let start = text.len() - here.len();
        let (segment, behind) = match here.split_once('/') {
            Some((segment, behind)) => (segment, Some(behind)),
            None => (here, None),
        };
        rest = behind;
        if segment.is_empty() && behind.is_some() {
            let kept = path.split('/').filter(|segment| !segment.is_empty());
            let kept: Vec<_> = kept.collect();
            return wrong(
                start - 1..start + 1,
                "route path has an empty segment",
                format!("write \"/{}\"", kept.join("/")),
            );
        }
        let param =
            check_segment(segment, behind.is_none(), allowed).map_err(|error| PathError {
                at: error.at.start + start..error.at.end + start,
                ..error
            })?;
        let Some(param) = param else {
            continue;
        };
        if params.iter().any(|other| other.name == param.name) {
            let message = format!("path parameter `{}` appears twice", param.name);
            return wrong(start..start + segment.len(), message, "rename one of them");
        }
        params.push(param);
    }
    Ok(params)
}

/// Where a query begins: at a `?` that is in no braces.
fn query(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, letter)| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '?' if depth == 0 => return Some(at),
            _ => {}
        }
        None
    })
}

fn check_segment(
    segment: &str,
    is_last: bool,
    allowed: &Allowed,
) -> Result<Option<Param>, PathError> {
    let whole = 0..segment.len();
    if !segment.contains(['{', '}']) {
        return check_literal(segment, allowed).map(|()| None);
    }
    check_braces(segment)?;
    let Some(inner) = segment
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
    else {
        let parameter = segment.find('{').map_or("", |at| &segment[at..]);
        let parameter = parameter
            .find('}')
            .map_or(parameter, |at| &parameter[..=at]);
        return wrong(
            whole,
            format!("segment `{segment}` mixes text and a parameter"),
            format!(
                "a parameter is a whole segment, `/{parameter}`; take the segment apart in the handler"
            ),
        );
    };
    if inner.contains(['{', '}']) {
        let parameters = segment.split_inclusive('}');
        let parameters = parameters.filter_map(|part| Some(&part[part.find('{')?..]));
        let apart = parameters.collect::<Vec<_>>().join("/");
        return wrong(
            whole,
            "a path segment can have one parameter",
            format!("separate parameters with `/`: `/{apart}`"),
        );
    }
    let (name, is_rest) = match inner.strip_prefix('*') {
        Some(name) => (name, true),
        None => (inner, false),
    };
    check_name(name, inner)?;
    if is_rest && !is_last {
        return wrong(
            whole,
            format!("catch-all `{{*{name}}}` must be the last segment"),
            "move it to the end of the path",
        );
    }
    Ok(Some(Param {
        name: name.to_owned(),
        is_rest,
    }))
}

/// Every brace has its partner.
fn check_braces(segment: &str) -> Result<(), PathError> {
    let mut open = None;
    for (at, brace) in segment.match_indices(['{', '}']) {
        match (brace, open) {
            ("{", None) => open = Some(at),
            ("{", Some(first)) => return unclosed(segment, first),
            (_, Some(_)) => open = None,
            (_, None) => {
                return wrong(
                    at..at + 1,
                    "unmatched `}` in route path",
                    "a parameter is written `{name}`",
                );
            }
        }
    }
    if let Some(first) = open {
        return unclosed(segment, first);
    }
    Ok(())
}

fn unclosed(segment: &str, brace: usize) -> Result<(), PathError> {
    let name = segment[brace..].trim_matches(['{', '}']);
    let name = if is_name(name) { name } else { "name" };
    let help = format!("write `{{{name}}}`");
    wrong(brace..brace + 1, "unclosed `{` in route path", help)
}

fn check_name(name: &str, inner: &str) -> Result<(), PathError> {
    if name.is_empty() {
        return wrong(
            0..inner.len() + 2,
            "path parameter needs a name",
            if inner.is_empty() {
                "give it the name of an argument, such as `{id}`"
            } else {
                "give it the name of an argument, such as `{*rest}`"
            },
        );
    }
    if let Some((what, help)) = elsewhere::braced(inner) {
        let message = format!("`{{{inner}}}` is another framework's syntax for {what}");
        return wrong(0..inner.len() + 2, message, help);
    }
    if is_name(name) {
        return Ok(());
    }
    let fixed: String = name
        .chars()
        .map(|character| {
            if character.is_alphanumeric() {
                character
            } else {
                '_'
            }
        })
        .collect();
    let help = if is_name(&fixed) {
        format!("parameters bind to function arguments; did you mean `{{{fixed}}}`?")
    } else {
        "use letters, digits and `_`, and no digit first, as for an argument".to_owned()
    };
    let start = inner.len() - name.len() + 1;
    wrong(
        start..start + name.len(),
        format!("`{name}` is not a valid parameter name"),
        help,
    )
}

pub(super) fn is_name(text: &str) -> bool {
    text != "_"
        && text
            .chars()
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_')
        && text
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_')
}

/// A literal segment holds what a path may hold as it stands (RFC 3986, 3.3: pchar).
fn check_literal(segment: &str, allowed: &Allowed) -> Result<(), PathError> {
    if let Some(written) = elsewhere::bare(segment) {
        // What a path may hold as it stands can be meant.
        let text = [
            (':', "colon", Allowance::Colon),
            ('*', "star", Allowance::Star),
        ];
        let text = text.iter().find(|(first, ..)| segment.starts_with(*first));
        let help = match text {
            Some((first, name, _)) => {
                format!(
                    "write `{written}`; for text that starts with `{first}` say `allow({name})`"
                )
            }
            None => format!("write `{written}`"),
        };
        if text.is_none_or(|(.., allowance)| !allowed.has(*allowance)) {
            return wrong(
                0..segment.len(),
                format!("`{segment}` looks like a parameter in another framework's syntax"),
                help,
            );
        }
    }
    for (at, character) in segment.char_indices() {
        let plain = character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@".contains(character);
        if plain || (character == '%' && is_escape(&segment[at..])) {
            continue;
        }
        return match character {
            '%' => wrong(
                at..at + 1,
                "`%` in a route path takes two hexadecimal digits",
                "write `%25` for a percent sign",
            ),
            '#' => wrong(
                at..segment.len(),
                "a fragment (`#`) never reaches the server",
                "end the path before `#`",
            ),
            other => wrong(
                at..at + other.len_utf8(),
                format!("`{other}` must be percent-encoded in a route path"),
                format!("write `{}` for `{other}`", encode(other)),
            ),
        };
    }
    Ok(())
}

fn is_escape(text: &str) -> bool {
    let digits = text.as_bytes().get(1..3).unwrap_or_default();
    digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit)
}

fn encode(character: char) -> String {
    let mut buffer = [0; 4];
    let bytes = character.encode_utf8(&mut buffer).bytes();
    bytes.map(|byte| format!("%{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    const VECTORS: &str = include_str!("../../../tests/vectors/paths.txt");

    #[test]
    fn the_grammar_agrees_with_the_vectors() {
        for line in VECTORS.lines().filter(|line| !line.starts_with('#')) {
            let Some((verdict, quoted)) = line.split_once(' ') else {
                panic!("no verdict in {line}");
            };
            let path = quoted.trim_matches('"');
            assert_eq!(
                check(path, &Allowed::default()).is_ok(),
                verdict == "ok",
                "{line}"
            );
        }
    }
}
