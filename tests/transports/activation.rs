//! A socket that a supervisor opened, and that one process after another serves.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::listeners::Folder;

#[path = "../support/example.rs"]
mod example;

/// Longer than a program takes to start.
const PATIENCE: Option<Duration> = Some(Duration::from_secs(60));

/// Does what systemd does: opens a socket as descriptor 3, says so, and becomes the program.
const SUPERVISOR: &str = "
import os, socket, sys
count, program, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
if path:
    opened = socket.create_server(path, family=socket.AF_UNIX)
else:
    opened = socket.create_server(('127.0.0.1', 0))
for number in range(3, 3 + count):
    os.dup2(opened.fileno(), number)
    os.set_inheritable(number, True)
print(path or opened.getsockname()[1], flush=True)
os.environ['LISTEN_FDS'] = str(count)
os.environ['LISTEN_PID'] = str(os.getpid())
os.execv(program, [program])
";

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// With a socket at a path, or else at a port.
fn start(count: &str, path: &str) -> Process {
    let child = Command::new("/usr/bin/python3")
        .args(["-c", SUPERVISOR, count])
        .arg(example::build("session_demo"))
        .arg(path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    Process(child)
}

#[test]
fn the_socket_that_is_handed_over_is_served() {
    let mut process = start("1", "");
    let address: SocketAddr = format!("127.0.0.1:{}", place(&mut process))
        .parse()
        .unwrap();
    let client = TcpStream::connect(address).unwrap();
    client.set_read_timeout(PATIENCE).unwrap();
    is_served(process, client, &format!("http://{address}"));
}

#[test]
fn the_unix_socket_that_is_handed_over_is_served() {
    let folder = Folder::new();
    let path = folder.socket();
    let mut process = start("1", path.to_str().unwrap());
    place(&mut process);
    let client = UnixStream::connect(&path).unwrap();
    client.set_read_timeout(PATIENCE).unwrap();
    is_served(process, client, &format!("http://unix:{}", path.display()));
    assert!(path.exists(), "who made it removes it");
}

/// What the supervisor says of the socket that it has opened.
fn place(process: &mut Process) -> String {
    let mut line = String::new();
    let mut stdout = BufReader::new(process.0.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    line.trim().to_owned()
}

/// The socket is open before the program is: whoever comes early waits. The program says where it is.
fn is_served(mut process: Process, mut client: impl Read + Write, url: &str) {
    client
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    let lines = BufReader::new(process.0.stderr.take().unwrap()).lines();
    let line = lines
        .map(Result::unwrap)
        .find(|line| line.contains("listening"));
    assert!(line.unwrap().contains(url));
    let id = process.0.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
    process.0.wait().unwrap();
}

#[test]
fn two_sockets_are_an_error_that_says_so() {
    let mut process = start("2", "");
    let mut text = String::new();
    let mut stderr = process.0.stderr.take().unwrap();
    stderr.read_to_string(&mut text).unwrap();
    assert!(text.contains("2 sockets were handed over"), "{text}");
    assert!(!process.0.wait().unwrap().success());
}
