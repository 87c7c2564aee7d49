//! An access log on a stdout that nobody reads: a process of its own, which is this test once more.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use oxy::AccessLog;

use crate::access_log::{Logged, served};
use crate::program::Process;
use crate::wire::get;

/// Set in the process that serves.
const SERVES: &str = "OXY_TEST_SERVES_ON_STDOUT";

/// Longer than it ever takes.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn a_stdout_that_nobody_reads_does_not_keep_the_program() {
    if env::var_os(SERVES).is_some() {
        served(Logged::default(), AccessLog::json()).run().unwrap();
        // The harness would write to stdout.
        std::process::exit(0);
    }
    let name = thread::current().name().unwrap().to_owned();
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args([name.as_str(), "--exact", "--nocapture"])
        .env(SERVES, "1")
        .env_remove("OXY_LOG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut process = Process(command.spawn().unwrap());
    let lines = lines_of(process.0.stderr.take().unwrap());
    let line = wait_for(&lines, "listening on http://");
    let (_, rest) = line.split_once("http://").unwrap();
    let address = rest.split(' ').next().unwrap().parse().unwrap();
    // Enough to fill the pipe, and what may wait before it.
    let asking = thread::spawn(move || ask_until_it_ends(address));
    wait_for(&lines, "lines of the access log were dropped");
    let id = process.0.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = process.0.try_wait().unwrap() {
            break status;
        }
        assert!(begun.elapsed() < PATIENCE, "it does not end");
        thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(0));
    asking.join().unwrap();
}

/// The lines of a pipe, as they come, so that none waits in it.
fn lines_of(pipe: impl std::io::Read + Send + 'static) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            // Whoever listens may have heard enough.
            let _ = sender.send(line);
        }
    });
    lines
}

fn wait_for(lines: &mpsc::Receiver<String>, text: &str) -> String {
    let begun = Instant::now();
    loop {
        let left = PATIENCE.saturating_sub(begun.elapsed());
        let line = lines.recv_timeout(left).unwrap();
        if line.contains(text) {
            return line;
        }
    }
}

/// Sends requests, and drops what is answered, for as long as the server is there.
fn ask_until_it_ends(address: SocketAddr) {
    let mut stream = TcpStream::connect(address).unwrap();
    let mut answers = stream.try_clone().unwrap();
    let dropping = thread::spawn(move || std::io::copy(&mut answers, &mut std::io::sink()));
    let many = get("/rooms/1").repeat(100);
    while stream.write_all(many.as_bytes()).is_ok() {}
    let _ = dropping.join().unwrap();
}
