//! Requests as bytes; nothing is checked, since most are meant to be wrong.

use super::{SUBJECT, pair};
use crate::subject::FORM;

#[derive(Clone)]
pub(crate) struct Request {
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Request {
    /// `method` and `target` as they stand, with a `Host`.
    pub(crate) fn new(method: &str, target: impl AsRef<[u8]>) -> Self {
        let line = [method.as_bytes(), b" ", target.as_ref(), b" HTTP/1.1\r\n"].concat();
        Self {
            head: line,
            body: Vec::new(),
        }
        .header("Host", "127.0.0.1")
    }

    /// Bytes up to the blank line, without it: the start line and whatever headers.
    pub(crate) fn raw(head: impl AsRef<[u8]>) -> Self {
        Self {
            head: head.as_ref().to_vec(),
            body: Vec::new(),
        }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn post(target: &str) -> Self {
        Self::new("POST", target)
    }

    /// A login that works, with no more than it needs.
    pub(crate) fn login() -> Self {
        let login = Self::post("/login");
        match SUBJECT.credentials {
            Some(form) => login.body(FORM, form),
            None => login,
        }
    }

    /// A login that works, with a form of exactly this many bytes.
    pub(crate) fn long_login(length: usize) -> Self {
        let start = format!("{}&padding=", SUBJECT.login_body());
        let padding = "x".repeat(length - start.len());
        Self::post("/login").body(FORM, start + &padding)
    }

    /// A login in chunks, framed as these bytes frame it.
    pub(crate) fn chunked_login(bytes: impl AsRef<[u8]>) -> Self {
        Self::post("/login")
            .header("Content-Type", FORM)
            .chunked(bytes)
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.head
            .extend([name.as_bytes(), b": ", value.as_ref(), b"\r\n"].concat());
        self
    }

    pub(crate) fn cookie(self, cookies: impl AsRef<[u8]>) -> Self {
        self.header("Cookie", cookies)
    }

    pub(crate) fn session(self, value: &str) -> Self {
        self.cookie(pair(value))
    }

    /// A body framed by its length.
    pub(crate) fn body(self, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        let length = body.as_ref().len().to_string();
        self.header("Content-Type", content_type)
            .header("Content-Length", length)
            .payload(body)
    }

    /// Bytes behind the blank line, whatever the headers say of them.
    pub(crate) fn payload(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.body.extend(bytes.as_ref());
        self
    }

    pub(crate) fn chunked(self, bytes: impl AsRef<[u8]>) -> Self {
        self.header("Transfer-Encoding", "chunked").payload(bytes)
    }

    /// Asks the server to close after the answer.
    pub(crate) fn last(self) -> Self {
        self.header("Connection", "close")
    }

    pub(crate) fn is_head(&self) -> bool {
        self.head.starts_with(b"HEAD ")
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [&self.head[..], b"\r\n", &self.body].concat()
    }
}
