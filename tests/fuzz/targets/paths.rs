//! Patterns and paths: the most specific pattern wins, and its parameters, put back, give the path.
#![no_main]

#[path = "client.rs"]
mod client;

use std::collections::HashSet;

use client::Asked;
use libfuzzer_sys::fuzz_target;
use oxy::prelude::*;

#[oxy::app]
struct App {}

/// A part of a pattern.
#[derive(Clone, PartialEq)]
enum Part {
    Literal(String),
    Parameter(String),
    Rest(String),
}

/// Reads a pattern by its grammar, the long way round.
fn parts(pattern: &str) -> Option<Vec<Part>> {
    let texts: Vec<_> = pattern.strip_prefix('/')?.split('/').collect();
    let last = texts.len() - 1;
    let mut names = HashSet::new();
    let parts = texts.iter().enumerate().map(|(at, text)| {
        let Some(inside) = text
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        else {
            return ((!text.is_empty() || at == last) && is_literal(text))
                .then(|| Part::Literal((*text).to_owned()));
        };
        let (name, is_rest) = inside
            .strip_prefix('*')
            .map_or((inside, false), |name| (name, true));
        let mut letters = name.chars();
        let is_name = letters
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
            && name != "_";
        if !is_name || !names.insert(name.to_owned()) || (is_rest && at < last) {
            return None;
        }
        Some(if is_rest {
            Part::Rest(name.to_owned())
        } else {
            Part::Parameter(name.to_owned())
        })
    });
    parts.collect()
}

/// `*pchar` (RFC 3986, 3.3).
fn is_literal(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let is_plain = first.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(first);
        rest = match (first, behind) {
            _ if is_plain => behind,
            (b'%', [a, b, behind @ ..]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => behind,
            _ => return false,
        };
    }
    true
}

/// The raw values of the parameters where the pattern matches.
fn matched<'p>(parts: &[Part], path: &'p str) -> Option<Vec<&'p str>> {
    let mut rest = Some(path.strip_prefix('/')?);
    let mut values = Vec::new();
    for part in parts {
        let here = rest?;
        let (segment, behind) = here
            .split_once('/')
            .map_or((here, None), |(segment, behind)| (segment, Some(behind)));
        rest = behind;
        match part {
            Part::Literal(text) if text == segment => {}
            Part::Parameter(_) if !segment.is_empty() => values.push(segment),
            Part::Rest(_) if !here.is_empty() => {
                values.push(here);
                rest = None;
            }
            _ => return None,
        }
    }
    rest.is_none().then_some(values)
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(behind.get(..2)?).ok()?;
            digits
                .bytes()
                .all(|digit| digit.is_ascii_hexdigit())
                .then_some(())?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).ok()
}

/// The value of a parameter, unless it would lead out of a folder that it is joined to.
fn value(text: &str) -> Option<String> {
    let value = decoded(text)?;
    let plain = value.replace('\\', "/");
    let leads_out = plain.starts_with('/')
        || plain.contains('\0')
        || plain
            .split('/')
            .any(|segment| [".", ".."].contains(&segment));
    (!leads_out).then_some(value)
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'/' => "/".to_owned(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// 0 literal, 1 parameter, 2 catch-all: the smallest wins, from left to right.
fn ranks(parts: &[Part]) -> Vec<u8> {
    let rank = |part: &Part| match part {
        Part::Literal(_) => 0,
        Part::Parameter(_) => 1,
        Part::Rest(_) => 2,
    };
    parts.iter().map(rank).collect()
}

/// Without the names.
fn shape(parts: &[Part]) -> Vec<String> {
    let bare = |part: &Part| match part {
        Part::Literal(text) => text.clone(),
        Part::Parameter(_) => "{}".to_owned(),
        Part::Rest(_) => "{*}".to_owned(),
    };
    parts.iter().map(bare).collect()
}

fn name(part: &Part) -> Option<&str> {
    match part {
        Part::Literal(_) => None,
        Part::Parameter(name) | Part::Rest(name) => Some(name),
    }
}

/// The paths that are asked: the last line, and each pattern with some values in it.
fn asked(patterns: &[&str], last: &str) -> Vec<String> {
    let fill = |pattern: &str, rest: &str| {
        pattern
            .replace('{', "%7B")
            .replace('}', "x")
            .replace('*', rest)
    };
    let one = patterns.iter().map(|pattern| fill(pattern, ""));
    let more = patterns
        .iter()
        .filter(|pattern| pattern.contains('*'))
        .map(|pattern| fill(pattern, "a/"));
    let mut paths: Vec<_> = one.chain(more).collect();
    paths.push(last.to_owned());
    paths
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let lines: Vec<_> = text.split('\n').collect();
    let Some((last, patterns)) = lines.split_last() else {
        return;
    };
    if patterns.is_empty() || patterns.len() > 8 {
        return;
    }
    let read: Vec<_> = patterns.iter().map(|pattern| parts(pattern)).collect();
    let mut server = oxy::serve(App {}).secret_key(SecretKey::random());
    for (index, pattern) in patterns.iter().enumerate() {
        let names: Vec<String> = read[index]
            .iter()
            .flatten()
            .filter_map(|part| name(part).map(str::to_owned))
            .collect();
        server = server.route(Method::GET, pattern, move |request: Request| {
            let mut answer = index.to_string();
            for name in &names {
                answer.push('\n');
                answer.push_str(&match request.param::<String>(name) {
                    Ok(value) => encoded(&value),
                    Err(_) => "?".to_owned(),
                });
            }
            async move { answer }
        });
    }
    // Launch: each pattern is one, and no two are the same but for their names.
    let mut shapes = HashSet::new();
    let is_right = read.iter().all(|parts| {
        parts
            .as_ref()
            .is_some_and(|parts| shapes.insert(shape(parts)))
    });
    let launched = Asked::launch(server);
    let application = match launched {
        Ok(client) => client,
        Err(report) => {
            assert!(!is_right, "{report}");
            return;
        }
    };
    assert!(is_right, "{patterns:?} start");
    let read: Vec<_> = read.into_iter().flatten().collect();
    for path in asked(patterns, last) {
        let Ok(uri) = path.parse::<oxy::Uri>() else {
            continue;
        };
        if uri.path() != path {
            continue;
        }
        let found = read
            .iter()
            .enumerate()
            .filter_map(|(index, parts)| Some((index, matched(parts, &path)?)));
        let best = found.min_by_key(|(index, _)| ranks(&read[*index]));
        let response = application.ask(|client| client.get(&path));
        let Some((index, values)) = best else {
            assert_eq!(response.status(), 404, "{path} of {patterns:?}");
            continue;
        };
        assert_eq!(response.status(), 200, "{path} of {patterns:?}");
        let text = response.text();
        let mut lines = text.split('\n');
        assert_eq!(
            lines.next(),
            Some(&*index.to_string()),
            "{path} of {patterns:?}"
        );
        let given: Vec<_> = lines.collect();
        assert_eq!(given.len(), values.len());
        // Put back into the pattern they give the path, but for how it was escaped.
        let mut given = given.into_iter();
        let mut again = String::new();
        let mut all_read = true;
        for part in &read[index] {
            again.push('/');
            match part {
                Part::Literal(text) => again.push_str(text),
                _ => {
                    let value = given.next().unwrap();
                    all_read &= value != "?";
                    again.push_str(value);
                }
            }
        }
        // One that is no text or leads out is refused, and nothing else is.
        assert_eq!(
            all_read,
            values.iter().all(|part| value(part).is_some()),
            "{path}"
        );
        if all_read {
            assert_eq!(decoded(&again), decoded(&path), "{path} of {patterns:?}");
        }
    }
});
