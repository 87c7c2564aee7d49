//! chromedriver as a child process, spoken to in WebDriver (<https://www.w3.org/TR/webdriver2/>).
//!
//! Small enough to need no crate: JSON over HTTP/1.1, one connection for each command.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::child::Child;

/// A running chromedriver; killed when dropped.
pub(super) struct Driver(Child);

impl Driver {
    /// Starts chromedriver on a free port; it and the browser keep their files in `folder`.
    pub(super) fn start(folder: &Path, limit: Duration) -> Result<Self, String> {
        let mut command = Command::new("chromedriver");
        command
            .arg("--port=0")
            .env("HOME", folder)
            .env("TMPDIR", folder)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME");
        Child::start(&mut command, limit, address_in).map(Self)
    }

    /// Sends one command: its value, or the error and its message.
    pub(super) fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        limit: Duration,
    ) -> Result<Value, String> {
        let (status, mut answer) = self
            .exchange(method, path, body, limit)
            .map_err(|error| format!("no answer to {method} {path}: {error}"))?;
        let value = answer["value"].take();
        if status == 200 {
            return Ok(value);
        }
        let word = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        Err(format!("{}: {}", word("error"), word("message")))
    }

    fn exchange(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        limit: Duration,
    ) -> io::Result<(u16, Value)> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect_timeout(&self.0.address, limit)?;
        stream.set_read_timeout(Some(limit))?;
        stream.set_write_timeout(Some(limit))?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.0.address,
            body.len()
        );
        stream.write_all(request.as_bytes())?;
        read(BufReader::new(stream))
    }
}

/// Reads a status and a JSON body of a declared length.
fn read(mut stream: impl BufRead) -> io::Result<(u16, Value)> {
    let malformed = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| malformed("a response without a status"))?;
    let mut length = None;
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok();
            }
            Some(_) => {}
            None => break,
        }
    }
    let length = length.ok_or_else(|| malformed("a response without a length"))?;
    let mut body = Vec::new();
    stream.take(length).read_to_end(&mut body)?;
    Ok((status, serde_json::from_slice(&body)?))
}

/// The address in `ChromeDriver was started successfully on port 41549.`
fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, port) = line.split_once("started successfully on port ")?;
    let port: u16 = port.trim_end().trim_end_matches('.').parse().ok()?;
    Some((Ipv4Addr::LOCALHOST, port).into())
}
