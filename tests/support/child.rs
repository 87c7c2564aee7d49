//! A server as a child process that says where it listens, and logs everything, but nothing secret.

#[path = "looks_random.rs"]
mod looks_random;

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{self, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use looks_random::looks_random;

/// A running server; killed when dropped.
pub(crate) struct Child {
    pub(crate) process: process::Child,
    pub(crate) address: SocketAddr,
    secrets: Secrets,
}

/// Lines that look as if they had a secret.
type Secrets = Arc<Mutex<Vec<String>>>;

impl Child {
    /// Starts a program and waits for the first line in which `address` finds one.
    pub(crate) fn start(
        command: &mut Command,
        limit: Duration,
        address: fn(&str) -> Option<SocketAddr>,
    ) -> Result<Self, String> {
        let mut process = command
            .env("OXY_LOG", "trace")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{:?} does not start: {error}", command.get_program()))?;
        let (sender, lines) = channel();
        let secrets = Secrets::default();
        follow(process.stdout.take(), sender.clone(), &secrets);
        follow(process.stderr.take(), sender, &secrets);
        match listening_address(&lines, limit, address) {
            Ok(address) => Ok(Self {
                process,
                address,
                secrets,
            }),
            Err(problem) => {
                stop(&mut process);
                let program = command.get_program();
                Err(format!(
                    "{program:?} did not say where it listens: {problem}"
                ))
            }
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        stop(&mut self.process);
        let found = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(
            found.is_empty() || thread::panicking(),
            "logged: {found:#?}"
        );
    }
}

/// Both calls fail only for a process that is gone already.
fn stop(process: &mut process::Child) {
    let _ = process.kill();
    let _ = process.wait();
}

/// Reads a pipe to its end, so that the program never blocks on a full one.
fn follow(pipe: Option<impl Read + Send + 'static>, sender: Sender<String>, secrets: &Secrets) {
    let pipe = pipe.expect("standard streams are pipes");
    let secrets = Arc::clone(secrets);
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if looks_random(&line) {
                let mut secrets = secrets.lock().unwrap_or_else(PoisonError::into_inner);
                secrets.push(line.clone());
            }
            // Nobody listens any more once the address is known.
            let _ = sender.send(line);
        }
    });
}

fn listening_address(
    lines: &Receiver<String>,
    limit: Duration,
    address: fn(&str) -> Option<SocketAddr>,
) -> Result<SocketAddr, String> {
    let deadline = Instant::now() + limit;
    let mut seen = Vec::new();
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => match address(&line) {
                Some(address) => return Ok(address),
                None => seen.push(line),
            },
            Err(RecvTimeoutError::Timeout) => return Err(format!("timeout after {seen:#?}")),
            Err(RecvTimeoutError::Disconnected) => return Err(format!("it ended: {seen:#?}")),
        }
    }
}

/// The address in `oxy: listening on http://127.0.0.1:8080 (3 routes)`, or `https`.
pub(crate) fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("oxy: listening on http")?;
    let (_, rest) = rest.split_once("://")?;
    rest.split_whitespace().next()?.parse().ok()
}
