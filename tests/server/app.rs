//! The application under test.

use std::sync::Arc;
use std::time::Duration;

use oxy::prelude::*;
use oxy::{Limits, Running};
use tokio::sync::Notify;

/// Lets a test hold a handler until it says go.
#[derive(Default, Clone)]
pub struct Gate {
    pub entered: Arc<Notify>,
    pub go: Arc<Notify>,
    pub left: Arc<Notify>,
}

/// Tells when a handler ended, be it finished or dropped.
struct Leaves(Arc<Notify>);

impl Drop for Leaves {
    fn drop(&mut self) {
        self.0.notify_one();
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

#[get("/number/{n}")]
async fn number(n: u32) -> String {
    n.to_string()
}

#[post("/echo")]
async fn echo(body: Bytes) -> Bytes {
    body
}

#[post("/ignore")]
async fn ignore() -> &'static str {
    "ignored"
}

#[get("/panic")]
async fn panics() -> &'static str {
    panic!("on purpose, with s3cret detail");
}

/// Does more at once than tokio lets a task do in a turn.
#[get("/busy")]
async fn busy() -> &'static str {
    for _ in 0..1_000 {
        tokio::task::coop::consume_budget().await;
    }
    "busy"
}

#[get("/wait")]
async fn wait(gate: Context<Gate>) -> &'static str {
    let _leaves = Leaves(Arc::clone(&gate.left));
    gate.entered.notify_one();
    gate.go.notified().await;
    "waited"
}

/// Starts the application with short limits of time on a free port.
pub async fn start(app: App) -> Running {
    let limits = Limits::new()
        .header_timeout(Duration::from_millis(300))
        .keep_alive(Duration::from_millis(900))
        .body_timeout(Duration::from_millis(400));
    oxy::serve(app)
        .limits(limits)
        .port(0)
        .start()
        .await
        .unwrap()
}
