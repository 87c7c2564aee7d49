//! Everything that the macros, and the traits of the runtime, say to a user has been seen: each text is found in what the
//! compiler says about a program in `tests/ui/fail`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod source;

use std::fs;
use std::path::PathBuf;

use source::{Told, files, of_the_macros, of_the_runtime, repository};

/// Texts that no program of the tests can make the compiler say, and why.
const UNSEEN: [(&str, &str); 13] = [
    (
        "`Json` and `json()` need the feature `json` of oxy",
        FEATURE,
    ),
    ("the feature `json` is off", FEATURE),
    (
        "in Cargo.toml: `oxy = {{ .., features = [\"json\"] }}`",
        FEATURE,
    ),
    ("`Form` and `Query` need the feature `form` of oxy", FEATURE),
    ("the feature `form` is off", FEATURE),
    (
        "in Cargo.toml: `oxy = {{ .., features = [\"form\"] }}`",
        FEATURE,
    ),
    ("`Uuid` needs the feature `uuid` of oxy", FEATURE),
    ("the feature `uuid` is off", FEATURE),
    (
        "in Cargo.toml: `oxy = {{ .., features = [\"uuid\"] }}`",
        FEATURE,
    ),
    ("`.tls(..)` needs the feature `tls` of oxy", FEATURE),
    ("the feature `tls` is off", FEATURE),
    (
        "in Cargo.toml: `oxy = {{ .., features = [\"tls\"] }}`",
        FEATURE,
    ),
    (
        "not a quantity",
        "`options.rs` says what the option takes instead",
    ),
];

const FEATURE: &str =
    "these programs need no feature that is off; `tests/projects/features.rs` sees it";

/// Texts that stand within others.
const PARTS: [&str; 21] = [
    "a size with its unit: B, kB, MB, GB, KiB, MiB or GiB",
    "a time with its unit: ms, s, min or h",
    ", with commas between",
    ", without a name",
    ", without parentheses",
    ", without quotes",
    "GET, ",
    "`{{{}}}` is parsed and not used\nhelp: name it `{}` and use it, or say `allow(unused_parameter)` in the attribute",
    "a catch-all",
    "a list of paths",
    "a list of string literals",
    "a parameter with a pattern",
    "a path",
    "a string literal",
    "a struct without fields",
    "a tuple struct",
    "a typed parameter",
    "an enum",
    "an optional parameter",
    "names in parentheses",
    "the name of a field in quotes",
];

/// What is left of a line of a template between `{..}`, without braces that stand for themselves.
fn pieces(line: &str, is_template: bool) -> Vec<String> {
    if !is_template {
        return vec![line.to_owned()];
    }
    let mut pieces = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let twice = letters.peek() == Some(&letter);
        match letter {
            '{' | '}' if twice => {
                pieces.last_mut().unwrap().push(letter);
                letters.next();
            }
            '{' => {
                letters.find(|letter| *letter == '}');
                pieces.push(String::new());
            }
            _ => pieces.last_mut().unwrap().push(letter),
        }
    }
    pieces
}

/// What a line of the compiler says, without what it puts before our words.
fn words(line: &str) -> &str {
    let line = line.trim();
    // A label stands behind the marks below a line of the program.
    if line.starts_with('|') {
        return line.rsplit_once("^ ").map_or(line, |(_, label)| label);
    }
    let line = line.strip_prefix("= ").unwrap_or(line);
    match line.split_once(": ") {
        Some((word, rest)) if ["help", "note"].contains(&word) => rest,
        Some((word, rest)) if word.starts_with("error") => rest,
        _ => line,
    }
}

/// Whether the line is made of the pieces, with something else between them, and around them if the text is a part.
fn holds(line: &str, pieces: &[String], is_part: bool) -> bool {
    let (Some((first, further)), Some(last)) = (pieces.split_first(), pieces.last()) else {
        return false;
    };
    let start = if is_part {
        line.find(first.as_str())
    } else {
        Some(0)
    };
    let rest = start.and_then(|at| line[at..].strip_prefix(first.as_str()));
    let Some(mut rest) = rest else { return false };
    if further.is_empty() {
        return is_part || rest.is_empty();
    }
    let ends = is_part || rest.ends_with(last.as_str());
    ends && further.iter().all(|piece| {
        let Some(at) = rest.find(piece.as_str()) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
        true
    })
}

/// Whether the compiler said it: each line of it in a line of one output.
fn is_said(told: &Told, outputs: &[String]) -> bool {
    let is_part = PARTS.contains(&told.text.as_str());
    outputs.iter().any(|output| {
        told.text.lines().all(|line| {
            let line = line.strip_prefix("note: ").unwrap_or(line);
            let line = line.strip_prefix("help: ").unwrap_or(line);
            let pieces = pieces(line.trim(), told.is_template);
            let mut said = output.lines().map(words);
            said.any(|said| holds(said, &pieces, is_part))
        })
    })
}

#[test]
fn every_text_has_been_seen() {
    let outputs = files(&repository().join("tests/ui/fail"), "stderr");
    let read = |path: PathBuf| fs::read_to_string(path).unwrap();
    let outputs: Vec<String> = outputs.into_iter().map(read).collect();
    let (macros, runtime) = (of_the_macros(), of_the_runtime());
    assert!(
        macros.len() > 90 && runtime.len() > 40,
        "{} {}",
        macros.len(),
        runtime.len()
    );
    let mut unseen: Vec<String> = Vec::new();
    for told in macros.iter().chain(&runtime) {
        let listed = UNSEEN.iter().any(|(text, _)| *text == told.text);
        match is_said(told, &outputs) {
            true => assert!(!listed, "{:?} is seen by now", told.text),
            false if listed => {}
            false => unseen.push(format!("{}: {:?}", told.file, told.text)),
        }
    }
    let listed = UNSEEN.iter().map(|(text, _)| text).chain(&PARTS);
    for text in listed {
        let exists = macros.iter().chain(&runtime).any(|told| told.text == *text);
        assert!(exists, "{text:?} is listed and does not exist");
    }
    assert!(
        unseen.is_empty(),
        "no program in tests/ui/fail shows these:\n{}",
        unseen.join("\n")
    );
}

#[test]
fn templates_are_found_in_what_they_became() {
    let said = |text: &str, is_template, output: &str| {
        let told = Told {
            text: text.to_owned(),
            is_template,
            file: String::new(),
        };
        is_said(&told, &[output.to_owned()])
    };
    assert!(said(
        "unknown `{text}` of {}",
        true,
        "error: unknown `a` of B\n"
    ));
    assert!(!said(
        "unknown `{text}` of {}",
        true,
        "error: unknown `a`\n"
    ));
    assert!(said("write `{{{name}}}`", true, "  help: write `{id}`"));
    assert!(!said("write `{{{name}}}`", true, "  help: write `id`"));
    assert!(said("one {name}\nnote: two", true, "one a\n   note: two\n"));
    assert!(!said("one {name}\nnote: two", true, "one a\n"));
    assert!(said("no {kind}", true, "  |   ^^^^ no response"));
    assert!(!said("no {kind}", true, "= note: there is no response"));
    assert!(!said("a message", false, "error: a message of more"));
    assert!(said("write `{name}`", false, "write `{name}`"));
    assert!(!said("write `{name}`", false, "write `id`"));
}
