//! What all tests of a program log together, down to TRACE: no secret, and nothing that looks like one.
//!
//! The program runs itself once more, with one thread, so that the tests come in the order of their names: this one first,
//! which then prints every log line. Its module is called so that it comes before all others.

#[path = "looks_random.rs"]
mod looks_random;

use std::process::Command;

use looks_random::looks_random;

use crate::support::{Log, OTHER_SECRET, PRINTED, SECRET};

/// Says that this is the second run.
const VARIABLE: &str = "OXY_TEST_PRINTS_ALL_LINES";

const NAME: &str = "all_lines::none_has_a_secret";

/// What tests use for secrets, users and data, and for nothing else.
const SECRETS: &[&str] = &[
    SECRET,
    OTHER_SECRET,
    "@oxy.example",
    "@vault.example",
    "correct-horse-battery",
    "marker-of-what-a-session-holds",
    "message that is shown once",
    "plain-value-of-a-cookie",
    "sealed value of a cookie",
    "marker of a theme",
];

/// Log lines that some test of each program brings about: without them the search would be one in nothing.
const EXPECTED: &[&str] = &["message=answered", "a sealed cookie does not open"];

#[test]
fn none_has_a_secret() {
    if std::env::var_os(VARIABLE).is_some() {
        return Log::print();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--test-threads=1", "--nocapture"])
        // What sends a request by the hundred thousand logs as many times the same.
        .args(["--skip", "hundred_thousand"])
        .env(VARIABLE, "1")
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    let tests = String::from_utf8_lossy(&output.stdout);
    let first = tests.lines().find(|line| line.starts_with("test "));
    let is_first = first.is_some_and(|line| line.starts_with(&format!("test {NAME} ")));
    assert!(is_first, "{NAME} has to come first, and not {first:?}");
    assert!(tests.contains("\ntest result: "), "the tests broke off");
    let printed = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = printed.lines().filter(|line| is_of_oxy(line)).collect();
    for expected in EXPECTED {
        let found = lines.iter().any(|line| line.contains(expected));
        assert!(found, "none of {} lines says {expected:?}", lines.len());
    }
    let bad: Vec<_> = lines.iter().filter(|line| has_secret(line)).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

/// Log lines and launch lines, and not what tests print.
fn is_of_oxy(line: &str) -> bool {
    line.starts_with(PRINTED) || line.starts_with("oxy: ")
}

fn has_secret(line: &str) -> bool {
    SECRETS.iter().any(|secret| line.contains(secret)) || looks_random(line)
}

#[test]
fn what_looks_like_a_secret_is_found() {
    let token = "AXzQ0rKfZ9cW3mJ4hT7bL2pNv8sD5gYxQ1eR6uIoPaSdFgHjKlZxCvBnM";
    let hash = "66687aadf862bd776c8fc18b8e9f8e20";
    for line in [
        format!("DEBUG oxy::exchange value={token}"),
        format!("DEBUG oxy::session id=Id({})", &token[..42]),
        format!("DEBUG oxy::session reference={hash}"),
        format!("DEBUG oxy::session reference={hash}{hash} request_id={hash} "),
        format!("oxy: the key is {SECRET}"),
    ] {
        assert!(has_secret(&line), "{line}");
    }
    for line in [
        format!("ERROR oxy::request request_id={hash} status=500 route=x"),
        format!("RECORD request_id={hash}"),
        format!("DEBUG request{{method=GET request_id={hash}}}: oxy::explain: no route"),
        "DEBUG oxy::exchange message=a sealed cookie does not open; read as absent".to_owned(),
        "DEBUG http::a_route_with_a_very_long_name_of_all_lower_case_letters_and_1_digit"
            .to_owned(),
    ] {
        assert!(!has_secret(&line), "{line}");
    }
}
