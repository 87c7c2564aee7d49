//! No server and no folder outlives the test process, however that ends.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::servers::{Folder, shared_postgres, shared_redis};

const VARIABLE: &str = "OXY_TEST_WAITS_TO_BE_KILLED";

/// Does nothing unless the test below has started it as a program of its own.
#[test]
fn a_process_that_waits_to_be_killed() {
    if env::var_os(VARIABLE).is_none() {
        return;
    }
    let folder = Folder::new();
    let ports = [shared_redis().port(), shared_postgres().port()];
    println!(
        "\nready {} {} {}",
        ports[0],
        ports[1],
        folder.path().display()
    );
    thread::sleep(Duration::from_secs(60));
}

#[test]
fn servers_and_folders_end_with_a_process_that_is_killed() {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "ends::a_process_that_waits_to_be_killed",
            "--nocapture",
        ])
        .env(VARIABLE, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut lines = output.lines().map_while(Result::ok);
    let line = lines.find(|line| line.starts_with("ready ")).unwrap();
    let words: Vec<_> = line.split(' ').collect();
    let ports = [words[1], words[2]].map(|port| port.parse().unwrap());
    let listens = |port: &u16| TcpStream::connect(("127.0.0.1", *port)).is_ok();
    let folder = Path::new(words[3]);
    assert!(folder.exists() && ports.iter().all(listens));

    child.kill().unwrap();
    child.wait().unwrap();

    let deadline = Instant::now() + Duration::from_secs(10);
    while folder.exists() || ports.iter().any(listens) {
        assert!(Instant::now() < deadline, "something outlived the tests");
        thread::sleep(Duration::from_millis(20));
    }
}
