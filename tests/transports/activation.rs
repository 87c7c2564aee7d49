//! A socket that a supervisor opened, and that one process after another serves.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

#[path = "../support/example.rs"]
mod example;

/// Does what systemd does: opens a socket as descriptor 3, says so, and becomes the program.
const SUPERVISOR: &str = "
import os, socket, sys
count, program = int(sys.argv[1]), sys.argv[2]
opened = socket.create_server(('127.0.0.1', 0))
for number in range(3, 3 + count):
    os.dup2(opened.fileno(), number)
    os.set_inheritable(number, True)
print(opened.getsockname()[1], flush=True)
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

fn start(count: &str) -> Process {
    let child = Command::new("/usr/bin/python3")
        .args(["-c", SUPERVISOR, count])
        .arg(example::build("session_demo"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    Process(child)
}

#[test]
fn the_socket_that_is_handed_over_is_served() {
    let mut process = start("1");
    let mut port = String::new();
    BufReader::new(process.0.stdout.take().unwrap())
        .read_line(&mut port)
        .unwrap();
    let address: SocketAddr = format!("127.0.0.1:{}", port.trim()).parse().unwrap();
    // The socket is open before the program is: whoever comes early waits.
    let mut client = TcpStream::connect(address).unwrap();
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
    assert!(line.unwrap().contains(&format!("http://{address}")));
}

#[test]
fn two_sockets_are_an_error_that_says_so() {
    let mut process = start("2");
    let mut text = String::new();
    let mut stderr = process.0.stderr.take().unwrap();
    stderr.read_to_string(&mut text).unwrap();
    assert!(text.contains("2 sockets were handed over"), "{text}");
    assert!(!process.0.wait().unwrap().success());
}
