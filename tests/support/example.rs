//! Builds the examples of this repository.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Builds an example, so that a stale one is never judged, and says where the program is.
///
/// Cargo itself names the file, so that no target directory, profile or platform is guessed.
pub(crate) fn build(example: &str) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "build",
        "--quiet",
        "--message-format=json",
        "--example",
        example,
    ]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    // Cargo tells a test of its package; the build script of `ring` would run again for each of these that changes, and then
    // all that needs it would be built once more, before the tests and within them.
    for (name, _) in env::vars_os() {
        let about_the_package = ["CARGO_PKG_", "CARGO_MANIFEST_"];
        if let Some(name) = name.to_str()
            && about_the_package
                .iter()
                .any(|start| name.starts_with(start))
        {
            cargo.env_remove(name);
        }
    }
    let output = cargo
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo starts");
    let messages = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "cannot build the example {example}:\n{}",
        errors(&messages)
    );
    executable(&messages, example).expect("cargo names the example's executable")
}

fn executable(messages: &str, example: &str) -> Option<PathBuf> {
    parsed(messages)
        .filter(|message| message["target"]["name"] == example)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

fn errors(messages: &str) -> String {
    parsed(messages)
        .filter_map(|message| message["message"]["rendered"].as_str().map(str::to_owned))
        .collect()
}

fn parsed(messages: &str) -> impl Iterator<Item = serde_json::Value> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
}
