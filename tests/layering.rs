//! The house rules that no lint knows: which module may name which, who names a cipher, how long a file may be.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the runtime crate, the lowest first: a module may name those of the lines above it.
const LAYERS: &[&[&str]] = &[
    &["clock", "crypto", "limits", "params", "problem"],
    &["body", "cookie", "routing"],
    &["error", "setup"],
    &["exchange", "rejection"],
    &["request", "response"],
    &["session"],
    &["app"],
    &[
        "admission",
        "closing",
        "cross_site",
        "endpoint",
        "extract",
        "failure",
    ],
    &["layer", "unread"],
    &["router"],
    &["route"],
    &["service"],
    &["launch"],
    &["server", "testing"],
    &["__private", "attributes", "guide"],
    &["prelude"],
    &["lib"],
];

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// The top module that a file of the runtime crate belongs to.
fn module(path: &Path) -> String {
    let inside = path
        .to_str()
        .unwrap()
        .split("oxy-runtime/src/")
        .nth(1)
        .unwrap();
    inside.split(['/', '.']).next().unwrap().to_owned()
}

fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("module `{module}` has no place in tests/layering.rs"))
}

/// The lines of a file that are code.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with("//"))
}

#[test]
fn modules_name_only_lower_ones() {
    let mut wrong = Vec::new();
    for (path, text) in sources("oxy-runtime/src") {
        let this = module(&path);
        for line in code(&text) {
            for named in line.split("crate::").skip(1) {
                let named: String = named
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                    .collect();
                let is_module = LAYERS.iter().any(|layer| layer.contains(&named.as_str()));
                if is_module && named != this && layer(&named) >= layer(&this) {
                    wrong.push(format!("{}: `{this}` names `{named}`", path.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "dependencies against the direction:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_module_has_a_place() {
    for (path, _) in sources("oxy-runtime/src") {
        layer(&module(&path));
    }
}

/// Files of the runtime crate in which a line of code has one of these words.
fn files_with(words: &[&str]) -> Vec<String> {
    let mut files: Vec<String> = sources("oxy-runtime/src")
        .into_iter()
        .filter(|(path, _)| !path.to_str().unwrap().contains("/tests"))
        .filter(|(_, text)| code(text).any(|line| words.iter().any(|word| line.contains(word))))
        .map(|(path, _)| {
            path.to_str()
                .unwrap()
                .split("oxy-runtime/src/")
                .nth(1)
                .unwrap()
                .to_owned()
        })
        .collect();
    files.sort();
    files
}

#[test]
fn choke_points_stay_single() {
    assert_eq!(files_with(&["aes_gcm"]), ["crypto/seal.rs"]);
    assert_eq!(files_with(&["uuid::"]), ["params.rs"]);
    assert_eq!(
        files_with(&["append(SET_COOKIE", "insert(SET_COOKIE"]),
        ["service.rs"]
    );
    assert_eq!(files_with(&["inventory::"]), ["route.rs"]);
    let hyper = files_with(&["hyper::", "hyper_util::"]);
    assert!(
        hyper
            .iter()
            .all(|file| file == "body.rs" || file.starts_with("server/")),
        "{hyper:?}"
    );
}

#[test]
fn macros_know_no_extractor() {
    let names = [
        "Cookies",
        "\"Json\"",
        "\"Form\"",
        "Session<",
        "\"Session\"",
        "SessionHandle",
        "\"Context\"",
    ];
    for (path, text) in sources("oxy-macros/src") {
        for line in code(&text).filter(|line| !line.contains("help") && !line.starts_with('"')) {
            let named = names.iter().find(|name| line.contains(**name));
            assert!(
                named.is_none() || line.contains("Context<"),
                "{}: {line}",
                path.display()
            );
        }
    }
}

#[test]
fn files_have_at_most_350_lines() {
    let all = ["oxy-runtime/src", "oxy-macros/src", "examples", "tests"];
    for (path, text) in all.into_iter().flat_map(sources) {
        let lines = text.lines().count();
        assert!(lines <= 350, "{} has {lines} lines", path.display());
    }
}

#[test]
fn nothing_is_unsafe_and_nothing_global_is_mutable() {
    for (path, text) in sources("oxy-runtime/src")
        .into_iter()
        .chain(sources("oxy-macros/src"))
    {
        for line in code(&text) {
            assert!(
                !line.contains("static mut") && !line.starts_with("unsafe "),
                "{}: {line}",
                path.display()
            );
        }
    }
}
