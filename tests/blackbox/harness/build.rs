//! Builds the example once per run.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

const EXAMPLE: &str = "sessions";

/// The program under test; built on the first call, so that a stale one is never judged.
pub(super) fn program() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| match env::var_os("OXY_BLACKBOX_SERVER") {
        Some(path) => path.into(),
        None => build(),
    })
}

/// Cargo itself names the file, so that no target directory, profile or platform is guessed.
fn build() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "build",
        "--quiet",
        "--message-format=json",
        "--example",
        EXAMPLE,
    ]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let output = cargo
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo starts");
    let messages = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "cannot build the example:\n{}",
        errors(&messages)
    );
    executable(&messages).expect("cargo names the example's executable")
}

fn executable(messages: &str) -> Option<PathBuf> {
    parsed(messages)
        .filter(|message| message["target"]["name"] == EXAMPLE)
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
