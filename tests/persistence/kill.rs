//! A process that is killed in the middle of logins has lost none of those that it has acknowledged.

use std::hash::{BuildHasher as _, DefaultHasher, Hash as _, Hasher as _, RandomState};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

use sqlx::{Connection as _, SqliteConnection};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::task::{JoinSet, spawn_blocking};

use crate::client::Client;
use crate::process::Process;
use crate::stores::{Kind, Place};
use crate::support::pair;

const CLIENTS: usize = 16;
const LOGINS: usize = 20_000;
const STORMS: usize = 20;
/// How soon an instance that was killed is back.
const READY: Duration = Duration::from_secs(1);

/// Between 0.1 and 2 seconds.
fn while_they_log_in(seed: u64, round: usize) -> Duration {
    let mut number = DefaultHasher::new();
    (seed, round).hash(&mut number);
    Duration::from_millis(100 + number.finish() % 1_900)
}

/// Logs in; the cookie, as soon as the client has it.
async fn log_in(socket: &mut BufReader<TcpStream>, name: &str) -> io::Result<String> {
    let request = format!("POST /login/{name} HTTP/1.1\r\nHost: a\r\n\r\n");
    socket.get_mut().write_all(request.as_bytes()).await?;
    let (mut cookie, mut length) = (None, 0);
    for number in 0.. {
        let mut line = String::new();
        socket.read_line(&mut line).await?;
        if !line.ends_with('\n') {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if number == 0 {
            assert_eq!(line.split(' ').nth(1), Some("200"), "{line}");
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("set-cookie") => {
                cookie = Some(pair(value).to_owned());
            }
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap();
            }
            None if number > 0 => break,
            _ => {}
        }
    }
    let cookie = cookie.expect("a login sets a cookie");
    // Whether the rest comes is all the same: a browser has stored the cookie.
    let _ = socket.read_exact(&mut vec![0; length]).await;
    Ok(cookie)
}

/// Logs in again and again until the process is gone; the cookies.
async fn storm(address: SocketAddr, client: usize, is_killed: Arc<AtomicBool>) -> Vec<String> {
    let mut cookies = Vec::new();
    let Ok(socket) = TcpStream::connect(address).await else {
        assert!(is_killed.load(SeqCst), "no connection");
        return cookies;
    };
    let mut socket = BufReader::new(socket);
    loop {
        let name = format!("user{client}-{}", cookies.len());
        match log_in(&mut socket, &name).await {
            Ok(cookie) => cookies.push(cookie),
            Err(problem) => {
                assert!(is_killed.load(SeqCst), "{problem}");
                return cookies;
            }
        }
    }
}

/// How many of these cookies are not good.
async fn lost(address: SocketAddr, cookies: &Arc<Vec<String>>) -> usize {
    let mut checks = JoinSet::new();
    for first in 0..CLIENTS {
        let cookies = Arc::clone(cookies);
        checks.spawn(async move {
            let client = Client::new(address);
            let mine: Vec<_> = cookies.iter().skip(first).step_by(CLIENTS).collect();
            let live = client.live(&mine).await;
            live.into_iter().filter(|live| !live).count()
        });
    }
    checks.join_all().await.into_iter().sum()
}

/// A process that answers, and how long it took from its start.
async fn back(url: &str, cookie: Option<&String>) -> (Process, Duration) {
    let (begin, url) = (Instant::now(), url.to_owned());
    let process = spawn_blocking(move || Process::start_patient(&url));
    let process = process.await.unwrap();
    let client = Client::new(process.address());
    match cookie {
        Some(cookie) => assert_eq!(client.me(cookie).await, 200, "it was acknowledged"),
        None => drop(client.login("first").await),
    }
    (process, begin.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_acknowledged_logins_outlive_a_process_that_is_killed_again_and_again() {
    let _alone = crate::alone().await;
    let place = Place::of(Kind::Sqlite);
    let seed = RandomState::new().hash_one(0);
    println!("seed {seed}");
    let begin = Instant::now();
    let (mut all, mut starts) = (Vec::new(), Vec::new());
    loop {
        let (process, start) = back(place.url(), all.last()).await;
        starts.push(start);
        if all.len() >= LOGINS && starts.len() > 2 * STORMS {
            break process.stop();
        }
        let is_killed = Arc::new(AtomicBool::new(false));
        let mut clients = JoinSet::new();
        for client in 0..CLIENTS {
            clients.spawn(storm(process.address(), client, Arc::clone(&is_killed)));
        }
        tokio::time::sleep(while_they_log_in(seed, starts.len())).await;
        is_killed.store(true, SeqCst);
        spawn_blocking(|| process.kill()).await.unwrap();
        let cookies = clients.join_all().await.concat();
        // On a busy machine, nobody may get in before the first kills.
        let (process, start) = back(place.url(), cookies.last().or(all.last())).await;
        starts.push(start);
        let cookies = Arc::new(cookies);
        assert_eq!(lost(process.address(), &cookies).await, 0, "seed {seed}");
        assert!(starts.len() < 20 * STORMS, "hardly anybody logs in");
        spawn_blocking(|| process.kill()).await.unwrap();
        all.extend(Arc::unwrap_or_clone(cookies));
    }
    let kills = starts.len() - 1;
    starts.sort_unstable();
    println!(
        "{} logins, {kills} kills, back after {:?}, at most {:?}; {:?}",
        all.len(),
        starts[kills / 2],
        starts[kills],
        begin.elapsed()
    );
    let all = Arc::new(all);
    let (process, _) = back(place.url(), all.first()).await;
    assert_eq!(lost(process.address(), &all).await, 0, "seed {seed}");
    process.stop();
    println!("all are good after {:?}", begin.elapsed());

    let mut file = SqliteConnection::connect(place.url()).await.unwrap();
    let found: (String,) = sqlx::query_as("PRAGMA integrity_check")
        .fetch_one(&mut file)
        .await
        .unwrap();
    assert_eq!(found.0, "ok");
    assert!(starts[kills] <= READY, "{starts:?}");
}
