//! The example as a process: launch lines, refusals to start, signals, exit status.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

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

#[test]
fn a_second_signal_ends_at_once() {
    let mut process = example(&["--port", "0"], Some(KEY));
    let mut lines = BufReader::new(process.0.stderr.take().unwrap()).lines();
    let port = port(&mut lines);
    // A request in flight: its body is on its way for as long as it may be.
    let mut client = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head =
        b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n";
    client.write_all(head).unwrap();
    client.read_exact(&mut [0; 12]).unwrap();
    signal(&process);
    assert!(lines.any(|line| line.unwrap().contains("stopping")));
    let begun = Instant::now();
    signal(&process);
    process.0.wait().unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

/// The port of the launch line.
fn port(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> u16 {
    let line = lines
        .map(Result::unwrap)
        .find(|line| line.contains("listening on"));
    let line = line.unwrap();
    let (_, rest) = line.split_once("127.0.0.1:").unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}

fn signal(process: &Process) {
    let id = process.0.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn who_comes_when_there_is_no_descriptor_is_told_and_then_served() {
    const MANY: usize = 60;
    let mut process = example(&["--port", "0"], Some(KEY));
    let mut lines = BufReader::new(process.0.stderr.take().unwrap()).lines();
    let port = port(&mut lines);
    let id = process.0.id().to_string();
    let limit = ["--nofile=32:32", "--pid", id.as_str()];
    assert!(
        Command::new("prlimit")
            .args(limit)
            .status()
            .unwrap()
            .success()
    );
    let connect = || {
        let client = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let patience = Some(Duration::from_secs(20));
        client.set_read_timeout(patience).unwrap();
        client
    };
    let request = b"GET /dashboard HTTP/1.1\r\nHost: a\r\n\r\n";
    let mut clients: Vec<_> = (0..MANY).map(|_| connect()).collect();
    for client in &mut clients {
        // One that was told already has closed.
        let _ = client.write_all(request);
    }
    let status = |client: &mut TcpStream| {
        let mut head = [0; 12];
        client.read_exact(&mut head).map(|()| head[9..].to_vec())
    };
    let mut counts = [0, 0];
    for client in &mut clients {
        match status(client).unwrap().as_slice() {
            b"401" => counts[0] += 1,
            b"503" => counts[1] += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(counts[0] > 0 && counts[1] > MANY / 3, "{counts:?}");
    drop(clients);
    let served = (0..100).any(|_| {
        let mut client = connect();
        let _ = client.write_all(request);
        status(&mut client).is_ok_and(|status| status == b"401")
    });
    assert!(served, "it does not recover");
}
