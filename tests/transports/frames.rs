//! HTTP/2 as raw frames (RFC 9113), for what no well-behaved client sends.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::patiently;

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;

pub const END_STREAM: u8 = 1;
pub const END_HEADERS: u8 = 4;

/// `GET / http localhost` by the static table of HPACK (RFC 7541, appendix A).
pub const GET_INDEX: &[u8] = b"\x82\x86\x84\x01\x09localhost";
/// `GET /endless`, and `GET /wait`.
pub const GET_ENDLESS: &[u8] = b"\x82\x86\x04\x08/endless\x01\x09localhost";
pub const GET_WAIT: &[u8] = b"\x82\x86\x04\x05/wait\x01\x09localhost";
/// `GET /large`.
pub const GET_LARGE: &[u8] = b"\x82\x86\x04\x06/large\x01\x09localhost";
/// `POST /ignore`.
pub const POST_IGNORE: &[u8] = b"\x83\x86\x04\x07/ignore\x01\x09localhost";

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// What the server sent.
#[derive(Debug)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
    pub payload: Vec<u8>,
}

impl Frame {
    /// The error code of `RST_STREAM` and `GOAWAY` (RFC 9113, 7).
    pub fn error(&self) -> u32 {
        let at = if self.kind == GOAWAY { 4 } else { 0 };
        u32::from_be_bytes(self.payload[at..at + 4].try_into().unwrap())
    }
}

pub struct Raw(TcpStream);

impl Raw {
    /// Connects, with settings of its own.
    pub async fn connect(address: SocketAddr, settings: &[u8]) -> Self {
        let mut raw = Self(TcpStream::connect(address).await.unwrap());
        raw.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
        raw.send(&frame(SETTINGS, 0, 0, settings)).await;
        raw
    }

    /// Sends as much as the server takes.
    pub async fn send(&mut self, bytes: &[u8]) -> bool {
        patiently(self.0.write_all(bytes)).await.is_ok()
    }

    /// The next frame, or none when the connection ended.
    pub async fn receive(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        patiently(self.0.read_exact(&mut head)).await.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        patiently(self.0.read_exact(&mut payload)).await.ok()?;
        Some(Frame {
            kind: head[3],
            flags: head[4],
            stream: u32::from_be_bytes(head[5..].try_into().unwrap()),
            payload,
        })
    }

    /// The next frame of a kind, or none when the connection ended before.
    pub async fn next(&mut self, kind: u8) -> Option<Frame> {
        loop {
            let frame = self.receive().await?;
            if frame.kind == kind {
                return Some(frame);
            }
        }
    }

    /// Waits until the server closes.
    pub async fn end(&mut self) {
        while self.receive().await.is_some() {}
    }
}
