//! The server under test as a child process.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::build::program;
use super::{Client, Outcome, Request, Response, WELCOME};

const LAUNCH: Duration = Duration::from_secs(30);

/// A running server with a key of its own; killed when dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

thread_local! {
    static OWN: Arc<Server> = Arc::new(Server::start());
}

/// The server of this test, started by the first call.
///
/// A test runs on a thread of its own, and what belongs to a thread is dropped with it. A value in
/// a plain `static` never would be: the process would outlive the tests.
pub(crate) fn server() -> Arc<Server> {
    OWN.with(Arc::clone)
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut child = Command::new(program())
            .args(["--port", "0"])
            .env("OXY_SECRET_KEY", random_key())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let lines = follow(child.stderr.take().expect("stderr is a pipe"));
        match listening_address(&lines) {
            Ok(address) => Self { child, address },
            Err(problem) => {
                stop(&mut child);
                panic!("the server did not say where it listens: {problem}");
            }
        }
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn connect(&self) -> Client {
        Client::connect(self.address)
    }

    /// Sends one request on a connection of its own.
    pub(crate) fn exchange(&self, request: &Request) -> Outcome {
        self.connect().call(request)
    }

    /// Sends bytes as they stand on a connection of their own and reads one answer.
    pub(crate) fn send(&self, bytes: impl AsRef<[u8]>) -> Outcome {
        let mut client = self.connect();
        client.try_send(bytes);
        client.receive()
    }

    /// Sends bytes as they stand and reads until the server closes; fails when it does not.
    pub(crate) fn converse(&self, label: &str, bytes: impl AsRef<[u8]>) -> Vec<Response> {
        let mut client = self.connect();
        client.try_send(bytes);
        client.until_closed(label)
    }

    /// The dashboard, asked with one `Cookie` header of exactly these bytes.
    pub(crate) fn dashboard(&self, cookies: impl AsRef<[u8]>) -> Outcome {
        self.exchange(&Request::get("/dashboard").cookie(cookies))
    }

    /// Logs in and returns the value of the session cookie.
    pub(crate) fn login(&self) -> String {
        self.exchange(&Request::post("/login"))
            .answer("login")
            .session_value("login")
    }

    /// A session cookie whose session has ended.
    pub(crate) fn dead_session(&self) -> String {
        let value = self.login();
        let logout = self.exchange(&Request::post("/logout").session(&value));
        logout.has_status("logout", 200);
        value
    }

    /// The server takes a login and knows it again.
    #[track_caller]
    pub(crate) fn is_alive(&self, label: &str) {
        let value = self.login();
        self.knows(label, &value);
    }

    #[track_caller]
    pub(crate) fn knows(&self, label: &str, value: &str) {
        let response = self.exchange(&Request::get("/dashboard").session(value));
        let response = response.has_status(label, 200);
        assert_eq!(response.text(), WELCOME, "{label}: received {response}");
    }

    #[track_caller]
    pub(crate) fn refuses(&self, label: &str, value: &str) {
        self.exchange(&Request::get("/dashboard").session(value))
            .has_status(label, 401);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// Both calls fail only for a process that is gone already.
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// 64 hexadecimal characters: `RandomState` is keyed from the operating system's randomness.
fn random_key() -> String {
    (0..4)
        .map(|_| format!("{:016x}", RandomState::new().build_hasher().finish()))
        .collect()
}

/// Reads stderr to its end, so that the server never blocks on a full pipe.
fn follow(stderr: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            // Nobody listens any more once the address is known.
            let _ = sender.send(line);
        }
    });
    receiver
}

fn listening_address(lines: &Receiver<String>) -> Result<SocketAddr, String> {
    let mut seen = Vec::new();
    loop {
        match lines.recv_timeout(LAUNCH) {
            Ok(line) => match address_in(&line) {
                Some(address) => return Ok(address),
                None => seen.push(line),
            },
            Err(RecvTimeoutError::Timeout) => return Err(format!("timeout after {seen:#?}")),
            Err(RecvTimeoutError::Disconnected) => return Err(format!("it ended: {seen:#?}")),
        }
    }
}

/// The address in `oxy: listening on http://127.0.0.1:8080 (3 routes)`.
fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("oxy: listening on http://")?;
    rest.split_whitespace().next()?.parse().ok()
}
