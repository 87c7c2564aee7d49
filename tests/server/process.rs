//! The example as a process: launch lines, refusals to start, signals, exit status.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Command;

use crate::program::{Process, finish, start};

/// Starts the example `sessions`.
fn example(arguments: &[&str], key: Option<&str>) -> Process {
    start("sessions", arguments, key)
}

const KEY: &str = "of-at-least-32-bytes-for-this-test";

#[test]
fn a_short_key_is_refused_with_a_message() {
    let (text, status) = finish(example(&["--port", "0"], Some("twenty-bytes-is-few!")));
    assert_eq!(status, 1);
    assert!(
        text.contains("20 bytes") && text.contains("32") && !text.contains("twenty-bytes"),
        "{text}"
    );
    assert!(!text.contains("listening"), "{text}");
}

#[test]
fn an_empty_key_is_refused() {
    let (text, status) = finish(example(&["--port", "0"], Some("")));
    assert_eq!(status, 1);
    assert!(text.contains("OXY_SECRET_KEY"), "{text}");
}

#[test]
fn an_address_in_use_is_a_clear_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (text, status) = finish(example(&["--port", &port], Some(KEY)));
    assert_eq!(status, 1);
    assert!(text.contains(&port) && text.contains("in use"), "{text}");
}

#[test]
fn the_launch_lines_name_address_and_routes_and_sigterm_ends_with_status_0() {
    let mut process = example(&["--port", "0"], None);
    let mut lines = BufReader::new(process.0.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let before: Vec<String> = lines
        .by_ref()
        .take_while(|line| !line.contains("listening"))
        .collect();
    assert!(
        before[0].contains("OXY_SECRET_KEY is not set"),
        "{before:?}"
    );
    assert_eq!(
        before
            .iter()
            .filter(|line| line.contains("random key"))
            .count(),
        1
    );
    for row in [
        "GET   /dashboard  dashboard  examples/sessions.rs:",
        "POST  /login      login",
        "POST  /logout     logout",
    ] {
        assert!(
            before.iter().any(|line| line.starts_with(row)),
            "{row} in {before:?}"
        );
    }
    let id = process.0.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(lines.any(|line| line.contains("stopping")));
    assert_eq!(process.0.wait().unwrap().code(), Some(0));
}

#[test]
fn an_argument_that_is_not_understood_is_an_error() {
    for arguments in [
        &["--port", "many"][..],
        &["--port"],
        &["--port=9000"],
        &["9000"],
    ] {
        let (text, status) = finish(example(arguments, Some(KEY)));
        assert_eq!(status, 1, "{arguments:?}");
        assert!(text.contains("--port"), "{text}");
    }
}

#[test]
fn a_stderr_that_nobody_reads_does_not_break_the_stop() {
    let mut process = example(&["--port", "0"], Some(KEY));
    let mut lines = BufReader::new(process.0.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("listening")));
    drop(lines);
    let id = process.0.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
    assert_eq!(process.0.wait().unwrap().code(), Some(0));
}
