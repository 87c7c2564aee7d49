//! The processes behind one address are restarted one after the other while users go on.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::process::Process;
use crate::stores::{Place, in_every_shared_store};

in_every_shared_store!(a_rolling_restart_of_two_processes_under_load_fails_no_good_cookie);

const USERS: usize = 8;
const ROUNDS: usize = 2;

/// What a proxy does before two servers: takes the other one if the first refuses a connection, or closes it before any byte
/// of the answer.
struct Balanced {
    servers: [SocketAddr; 2],
    turn: usize,
    open: [Option<TcpStream>; 2],
    again: u64,
}

impl Balanced {
    fn new(servers: [SocketAddr; 2], turn: usize) -> Self {
        Self {
            servers,
            turn,
            open: [None, None],
            again: 0,
        }
    }

    /// The status and the body of the answer.
    async fn send(&mut self, method: &str, path: &str, cookie: &str) -> (u16, String) {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n");
        let mut problems = Vec::new();
        for _ in 0..8 {
            self.turn = (self.turn + 1) % 2;
            match self.exchange(request.as_bytes()).await {
                Ok(answer) => return answer,
                Err(problem) => problems.push(problem),
            }
            self.open[self.turn] = None;
            self.again += 1;
        }
        panic!("no server answers: {problems:?}");
    }

    /// An error only when no byte of an answer has come.
    async fn exchange(&mut self, request: &[u8]) -> io::Result<(u16, String)> {
        let open = &mut self.open[self.turn];
        let mut stream = match open.take() {
            Some(stream) => stream,
            None => TcpStream::connect(self.servers[self.turn]).await?,
        };
        stream.write_all(request).await?;
        let mut received = Vec::new();
        let closed = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let (head, length) = loop {
            let count = match stream.read_buf(&mut received).await {
                Ok(count) => count,
                Err(problem) if received.is_empty() => return Err(problem),
                Err(problem) => panic!("an answer broke off: {problem}"),
            };
            if count == 0 && received.is_empty() {
                return Err(closed());
            }
            assert_ne!(count, 0, "an answer broke off");
            let text = String::from_utf8_lossy(&received);
            if let Some((head, _)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| {
                    let line = line.to_ascii_lowercase();
                    line.strip_prefix("content-length: ")?.parse().ok()
                });
                break (head.to_owned(), length.unwrap_or(0));
            }
        };
        let whole = head.len() + 4 + length;
        while received.len() < whole {
            let count = stream.read_buf(&mut received).await.unwrap();
            assert_ne!(count, 0, "an answer broke off");
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body = String::from_utf8_lossy(&received[head.len() + 4..]).into_owned();
        if !head.to_ascii_lowercase().contains("\r\nconnection: close") {
            *open = Some(stream);
        }
        Ok((status, body))
    }
}

/// What a user saw.
struct Seen {
    requests: u64,
    again: u64,
    counted: u64,
}

/// Reads, and changes the session now and then, until it is told to stop. Every answer is as it should be.
async fn user(
    servers: [SocketAddr; 2],
    number: usize,
    is_over: Arc<AtomicBool>,
    total: Arc<AtomicU64>,
) -> Seen {
    let name = format!("user{number}");
    let cookie = Client::new(servers[number % 2]).login(&name).await;
    let mut proxy = Balanced::new(servers, number);
    let mut seen = Seen {
        requests: 0,
        again: 0,
        counted: 0,
    };
    while !is_over.load(SeqCst) {
        seen.requests += 1;
        let before = proxy.again;
        if seen.requests.is_multiple_of(4) {
            let (status, body) = proxy.send("POST", "/count", &cookie).await;
            assert_eq!(status, 200, "{body}");
            let counted = body.parse().unwrap();
            // A change that was sent again may have been made twice, and is never lost.
            let most = seen.counted + 1 + proxy.again - before;
            assert!((seen.counted + 1..=most).contains(&counted), "{counted}");
            seen.counted = counted;
        } else {
            let (status, body) = proxy.send("GET", "/me", &cookie).await;
            assert_eq!((status, body), (200, format!("{name} {}", seen.counted)));
        }
        total.fetch_add(1, SeqCst);
    }
    seen.again = proxy.again;
    seen
}

/// Waits until so many more requests were answered.
async fn until_more(users: &mut JoinSet<Seen>, total: &AtomicU64, count: u64) {
    let (start, since) = (total.load(SeqCst), Instant::now());
    while total.load(SeqCst) < start + count {
        if let Some(ended) = users.try_join_next() {
            panic!("a user has given up: {:?}", ended.err());
        }
        assert!(since.elapsed() < Duration::from_secs(30), "nothing goes on");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn a_rolling_restart_of_two_processes_under_load_fails_no_good_cookie(place: Place) {
    let mut processes = [(); 2].map(|()| Some(Process::start(place.url(), 0)));
    let servers = processes
        .each_ref()
        .map(|process| process.as_ref().unwrap().address());
    let (is_over, total) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let mut users = JoinSet::new();
    for number in 0..USERS {
        users.spawn(user(
            servers,
            number,
            Arc::clone(&is_over),
            Arc::clone(&total),
        ));
    }
    for turn in 0..2 * ROUNDS {
        until_more(&mut users, &total, 200).await;
        let process = processes[turn % 2].take().unwrap();
        let (url, port) = (place.url().to_owned(), servers[turn % 2].port());
        let restarted = tokio::task::spawn_blocking(move || {
            process.stop();
            Process::start(&url, port)
        });
        processes[turn % 2] = Some(restarted.await.unwrap());
    }
    until_more(&mut users, &total, 200).await;
    is_over.store(true, SeqCst);
    let seen = users.join_all().await;
    let requests: u64 = seen.iter().map(|seen| seen.requests).sum();
    let again: u64 = seen.iter().map(|seen| seen.again).sum();
    println!("{requests} requests, none failed, {again} were sent again");
    assert!(again > 0, "no restart was noticed");
    for process in processes.into_iter().flatten() {
        process.stop();
    }
}
