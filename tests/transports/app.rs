//! The application under test.

use std::sync::Arc;
use std::time::Duration;

use oxy::prelude::*;
use oxy::{Client, Limits, Running, Serve};
use tokio::sync::Semaphore;

use crate::client::patiently;

/// Lets a test hold handlers until it says go.
#[derive(Clone)]
pub struct Gate {
    entered: Arc<Semaphore>,
    go: Arc<Semaphore>,
    left: Arc<Semaphore>,
}

impl Default for Gate {
    fn default() -> Self {
        let closed = || Arc::new(Semaphore::new(0));
        Self {
            entered: closed(),
            go: closed(),
            left: closed(),
        }
    }
}

impl Gate {
    /// Waits until a handler has begun.
    pub async fn entered(&self) {
        patiently(self.entered.acquire()).await.unwrap().forget();
    }

    /// How many handlers have begun that nobody has waited for.
    pub fn begun(&self) -> usize {
        self.entered.available_permits()
    }

    /// Lets a handler go on.
    pub fn go(&self) {
        self.go.add_permits(1);
    }

    /// Waits until a handler or a body ended, finished or dropped.
    pub async fn left(&self) {
        patiently(self.left.acquire()).await.unwrap().forget();
    }
}

/// Tells when it ends.
struct Leaves(Arc<Semaphore>);

impl Drop for Leaves {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}

#[oxy::app]
#[derive(Default)]
pub struct App {
    pub gate: Gate,
}

#[get("/")]
async fn index() -> &'static str {
    "index"
}

#[get("/who")]
async fn who(client: Client, request: Request) -> String {
    let address = client.address().map(|address| address.to_string());
    let (host, version) = (client.host().unwrap_or("no host"), request.version());
    let address = address.unwrap_or_else(|| "no address".to_owned());
    format!("{address} {} {host} {version:?}", client.is_https())
}

/// The size of a response in one piece.
pub const LARGE: usize = 1024 * 1024;

#[get("/large")]
async fn large() -> Vec<u8> {
    vec![b'x'; LARGE]
}

#[post("/echo")]
async fn echo(body: Bytes) -> Bytes {
    body
}

#[post("/ignore")]
async fn ignore() -> &'static str {
    "ignored"
}

#[get("/wait")]
async fn wait(gate: Context<Gate>) -> &'static str {
    let _leaves = Leaves(Arc::clone(&gate.left));
    gate.entered.add_permits(1);
    gate.go.acquire().await.unwrap().forget();
    "waited"
}

/// A response without an end, in parts of 16 KiB.
#[get("/endless")]
async fn endless(gate: Context<Gate>) -> Response {
    Response::new(oxy::Body::new(Endless(Leaves(Arc::clone(&gate.left)))))
}

struct Endless(#[expect(dead_code, reason = "its drop tells that the response ended")] Leaves);

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        static PART: [u8; 16 * 1024] = [b'x'; 16 * 1024];
        let part = http_body::Frame::data(Bytes::from_static(&PART));
        std::task::Poll::Ready(Some(Ok(part)))
    }
}

/// The application with short limits of time, on a free port.
pub fn served(app: App) -> Serve<App> {
    let limits = Limits::new()
        .header_timeout(Duration::from_millis(300))
        .keep_alive(Duration::from_millis(900))
        .send_timeout(Duration::from_millis(500))
        .body_timeout(Duration::from_millis(400));
    oxy::serve(app).limits(limits)
}

pub async fn start(app: App) -> Running {
    served(app).port(0).start().await.unwrap()
}
