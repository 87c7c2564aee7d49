//! A flood of logins over sockets: memory stays within its bounds, and comes back when the sessions have ended.
//!
//! `cargo test --release --test flood` floods with more than a million; a debug build with a part of that.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use oxy::prelude::*;
use oxy::session::MemoryStore;
use oxy::{ManualClock, Running};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// As many as are logged in at a time.
const CAPACITY: usize = if cfg!(debug_assertions) {
    20_000
} else {
    1_000_000
};
/// More than there is room for.
const LOGINS: usize = CAPACITY + CAPACITY / 10;
const CONNECTIONS: usize = 16;
/// Requests that are sent before the first answer is read.
const PIPELINED: usize = 16;

/// About 100 bytes as JSON.
#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "name")]
struct User {
    name: String,
    notes: String,
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[post("/login/{name}")]
async fn login(name: String, sessions: SessionHandle<User>) -> Result<(), Error> {
    let notes = "n".repeat(60);
    sessions.begin(User { name, notes }).await?;
    Ok(())
}

#[get("/dashboard")]
async fn dashboard(user: Session<User>) -> String {
    format!("{} {}", user.name, user.notes)
}

#[post("/sweep")]
async fn sweep(sessions: Context<Sessions<User>>) -> Result<String, Error> {
    Ok(sessions.sweep().await?.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_logins_is_bounded_and_leaves_nothing_behind() {
    let clock = Arc::new(ManualClock::new());
    let store = Arc::new(MemoryStore::with_capacity(CAPACITY));
    let sessions = Sessions::new(Arc::clone(&store)).deadline(Duration::from_secs(10));
    let server = oxy::serve(App { sessions })
        .secret_key("a flood of logins is sealed with this secret")
        .clock(Arc::clone(&clock))
        .port(0);
    let server = server.start().await.unwrap();
    // What the process takes for connections and buffers is not the sessions'.
    flood(&server, 0, 2_000).await;
    end_all(&server, &clock, &store).await;
    let before = resident();

    let mut peaks = Vec::new();
    for round in 1..=2 {
        flood(&server, round * LOGINS, LOGINS).await;
        let peak = resident();
        let kept = store.len();
        assert!(
            kept <= CAPACITY && kept > CAPACITY * 9 / 10,
            "{kept} sessions"
        );
        let each = (peak - before) / kept;
        println!(
            "round {round}: {LOGINS} logins, {kept} sessions, {each} bytes each, {} MiB in all",
            peak >> 20
        );
        peaks.push((peak, each));
        end_all(&server, &clock, &store).await;
        println!(
            "round {round}: {} MiB after the sweep, {} MiB before the flood",
            resident() >> 20,
            before >> 20
        );
    }
    let after = resident();
    if !cfg!(debug_assertions) {
        // In a small flood the buffers of connections would weigh more than the sessions.
        assert!(peaks.iter().all(|(_, each)| *each <= 400), "{peaks:?}");
        let tenth = (peaks[0].0 - before) / 10;
        assert!(after <= before + tenth, "{after} bytes, {before} before");
    }
    assert!(
        peaks[1].0 <= peaks[0].0 + peaks[0].0 / 10,
        "a second flood takes more: {peaks:?}"
    );
    server.stop().await;
}

/// Logs in as so many users, each another.
async fn flood(server: &Running, first: usize, count: usize) {
    let next = Arc::new(AtomicUsize::new(first));
    let clients = (0..CONNECTIONS).map(|_| {
        let (address, next) = (server.address(), Arc::clone(&next));
        tokio::spawn(async move {
            let mut socket = TcpStream::connect(address).await.unwrap();
            loop {
                let start = next.fetch_add(PIPELINED, Ordering::Relaxed);
                if start >= first + count {
                    return;
                }
                let requests = (start..start + PIPELINED).map(|user| {
                    format!("POST /login/user{user:016} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n")
                });
                socket.write_all(requests.collect::<String>().as_bytes()).await.unwrap();
                assert_eq!(answers(&mut socket).await, PIPELINED);
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
}

/// Reads until all pipelined answers, which have no body, are there; how many were logins.
async fn answers(socket: &mut TcpStream) -> usize {
    let mut read = Vec::with_capacity(16 * 1024);
    while read.windows(4).filter(|end| end == b"\r\n\r\n").count() < PIPELINED {
        assert!(
            socket.read_buf(&mut read).await.unwrap() > 0,
            "the connection was closed"
        );
    }
    let text = String::from_utf8(read).unwrap();
    text.matches("HTTP/1.1 204")
        .count()
        .min(text.matches("set-cookie: __Host-session_id=").count())
}

/// Lets all sessions end and removes them.
async fn end_all(server: &Running, clock: &ManualClock, store: &MemoryStore) {
    clock.advance(Duration::from_secs(2 * 60 * 60));
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    let request = b"POST /sweep HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    socket.write_all(request).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(store.len(), 0);
}

/// The memory that this process occupies, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = status.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}
