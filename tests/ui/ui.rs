//! What the macros say: programs in `fail` that must not compile, with the compiler's exact words.
//!
//! `TRYBUILD=overwrite cargo test --package oxy-ui` writes the words down; read them as one who made the mistake.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The words are this compiler's; rust-toolchain.toml pins it.
const COMPILER: &str = "rustc 1.95.";

/// Where the compiler's own words say what is wrong and where, and no trait of ours can add to them.
const WITHOUT_OUR_WORDS: &[&str] = &[
    "app_in_a_module_without_default_app",
    "argument_twice",
    "body_of_another_type",
    "default_of_another_type",
    "link_to_a_function_without_a_route",
    "no_app_in_the_crate",
    "router_that_does_not_exist",
    "routes_of_a_function_without_an_attribute",
    "same_route_on_a_router_through_two_imports",
    "same_route_twice",
    "same_route_twice_on_one_function",
    "same_route_with_other_parameter_names",
    "session_attribute_without_the_derive",
    "two_default_apps",
    "two_fields_of_one_type_through_an_alias",
];

/// What is wrong with a `url!` is said by a constant that cannot be computed, which rustc words so.
const CONSTANTS_THAT_FAIL: &str = "link_";

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

fn require_the_pinned_compiler() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8(output.stdout).unwrap();
    assert!(
        version.starts_with(COMPILER),
        "tests/ui/fail holds the words of {COMPILER}x, but this is {version}: run the tests with the toolchain of \
         rust-toolchain.toml, or move both to the new compiler and write the words down anew"
    );
    assert!(
        std::env::var_os("RUSTC_BOOTSTRAP").is_none(),
        "RUSTC_BOOTSTRAP fakes carets that no stable compiler shows"
    );
}

#[test]
fn mistakes_are_explained() {
    require_the_pinned_compiler();
    trybuild::TestCases::new().compile_fail("fail/*.rs");
}

#[test]
fn one_mistake_is_one_error() {
    for path in files("fail", "stderr") {
        let text = fs::read_to_string(&path).unwrap();
        let errors = text
            .lines()
            .filter(|line| line.starts_with("error"))
            .count();
        assert_eq!(errors, 1, "{} has {errors} errors", path.display());
        let others = text
            .lines()
            .filter(|line| line.starts_with("warning"))
            .count();
        assert_eq!(others, 0, "{} has warnings", path.display());
    }
}

#[test]
fn no_macro_panics() {
    for path in files("fail", "stderr") {
        let text = fs::read_to_string(&path).unwrap();
        let is_constant =
            stem(&path).starts_with(CONSTANTS_THAT_FAIL) && text.starts_with("error[E0080]");
        for word in ["panicked", "custom attribute", "error: [note]"] {
            if word == "panicked" && is_constant {
                continue;
            }
            assert!(!text.contains(word), "{} says `{word}`", path.display());
        }
    }
}

#[test]
fn every_error_says_what_to_write() {
    for path in files("fail", "rs") {
        let name = stem(&path);
        let Ok(text) = fs::read_to_string(path.with_extension("stderr")) else {
            panic!("{name} has no .stderr: run TRYBUILD=overwrite cargo test --package oxy-ui");
        };
        // Ours stand right below the message, as the notes of our traits, or beside a bound that is not met.
        let below = ["\n       help: ", "\n              help: "];
        let ours = [below[0], below[1], "= note: ", " // "];
        let ours = ours.iter().any(|place| text.contains(place));
        let listed = WITHOUT_OUR_WORDS.contains(&name);
        assert!(ours || listed, "{name} does not say what to write");
    }
    for name in WITHOUT_OUR_WORDS {
        let exists = files("fail", "rs").iter().any(|path| stem(path) == *name);
        assert!(exists, "{name} is listed and does not exist");
    }
}

#[test]
fn every_error_has_a_program() {
    for path in files("fail", "stderr") {
        assert!(
            path.with_extension("rs").exists(),
            "{} is left over",
            path.display()
        );
    }
}

#[test]
fn names_are_words() {
    for folder in ["fail", "pass"] {
        for path in files(folder, "rs") {
            let name = stem(&path);
            let words = name.split('_').all(|word| {
                !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase())
            });
            assert!(words, "{name} is not made of words");
        }
    }
}
