//! A client that keeps connections but no cookies: each request says which it brings.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use crate::support::socket::Reply;
use crate::support::{Socket, pair};

pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    idle: Mutex<Vec<Socket>>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            idle: Mutex::default(),
        }
    }

    /// Sends a request with this `Cookie` line, or none, on a connection that nobody uses.
    pub(crate) async fn send(&self, method: &str, path: &str, cookie: &str, body: &[u8]) -> Reply {
        let free = self.idle().pop();
        let mut socket = match free {
            Some(socket) => socket,
            None => Socket::open(self.address).await,
        };
        let line = [("Cookie", cookie)];
        let lines = if cookie.is_empty() { &[][..] } else { &line };
        let reply = socket.send(method, path, lines, body).await;
        if reply.header("connection") != Some("close") {
            self.idle().push(socket);
        }
        reply
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Reply {
        self.send("GET", path, cookie, b"").await
    }

    pub(crate) async fn post(&self, path: &str, cookie: &str) -> Reply {
        self.send("POST", path, cookie, b"").await
    }

    /// Logs in; the cookie as a client sends it back.
    pub(crate) async fn login(&self, name: &str) -> String {
        self.login_over(name, "").await
    }

    /// Logs in while there is this cookie.
    pub(crate) async fn login_over(&self, name: &str, cookie: &str) -> String {
        let reply = self.post(&format!("/login/{name}"), cookie).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.new_cookie()
    }

    /// The status of a page that is closed to strangers.
    pub(crate) async fn me(&self, cookie: &str) -> u16 {
        self.get("/me", cookie).await.status
    }

    /// Which of these cookies open that page; anything but yes and no is a failure.
    pub(crate) async fn live(&self, cookies: &[&String]) -> Vec<bool> {
        let mut live = Vec::new();
        for cookie in cookies {
            let status = self.me(cookie).await;
            assert!(matches!(status, 200 | 401), "{status}");
            live.push(status == 200);
        }
        live
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Socket>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reply {
    /// The `Set-Cookie` lines.
    pub(crate) fn cookie_lines(&self) -> Vec<&str> {
        let lines = self.headers.iter();
        let lines = lines.filter(|(name, _)| name == "set-cookie");
        lines.map(|(_, line)| line.as_str()).collect()
    }

    /// The one cookie that is set, as a client sends it back.
    #[track_caller]
    pub(crate) fn new_cookie(&self) -> String {
        let lines = self.cookie_lines();
        assert_eq!(lines.len(), 1, "{lines:?}: {} {}", self.status, self.body);
        assert!(!lines[0].contains("Max-Age=0"), "{lines:?}");
        pair(lines[0]).to_owned()
    }

    /// The values of `Max-Age`; none is negative.
    pub(crate) fn ages(&self) -> Vec<u64> {
        let lines = self.cookie_lines().into_iter();
        let attributes = lines.flat_map(|line| line.split("; "));
        let ages = attributes.filter_map(|attribute| attribute.strip_prefix("Max-Age="));
        ages.map(|age| age.parse().expect("not negative")).collect()
    }

    /// Whether it removes the session's cookie, and does nothing else to cookies.
    pub(crate) fn removes_the_cookie(&self) -> bool {
        let lines = self.cookie_lines();
        matches!(lines[..], [line] if line.starts_with(&format!("{}=;", crate::site::COOKIE)) && line.contains("Max-Age=0"))
    }
}
