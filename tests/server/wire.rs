//! A client that writes and reads bytes.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longer than anything that the tests wait for.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Wire(TcpStream);

/// A response that was framed by its length.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Wire {
    pub async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Writes as much as the server takes.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.0.write_all(bytes.as_ref()).await;
    }

    /// Whether the server still takes what is written.
    pub async fn takes(&mut self, bytes: &[u8]) -> bool {
        patiently(self.0.write_all(bytes)).await.is_ok()
    }

    /// Reads the head of a response; `None` when the connection closed instead.
    pub async fn receive_head(&mut self) -> Option<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.byte().await?);
        }
        Some(String::from_utf8(head).unwrap())
    }

    /// Reads one response; `None` when the connection closed instead.
    pub async fn receive(&mut self) -> Option<Answer> {
        let head = self.receive_head().await?;
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length = length.map_or(0, |length| length.parse().unwrap());
        let body = self.receive_body(length).await;
        Some(Answer { status, body })
    }

    /// Reads so many bytes.
    pub async fn receive_body(&mut self, length: usize) -> String {
        let mut body = vec![0; length];
        patiently(self.0.read_exact(&mut body)).await.unwrap();
        String::from_utf8(body).unwrap()
    }

    /// Whether the server closes the connection without another byte.
    pub async fn is_closed(&mut self) -> bool {
        self.byte().await.is_none()
    }

    async fn byte(&mut self) -> Option<u8> {
        patiently(self.0.read_u8()).await.ok()
    }
}

pub async fn patiently<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("the server neither answered nor closed")
}

/// A GET request of HTTP/1.1.
pub fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
}
