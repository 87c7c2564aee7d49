//! Many clients of one path: `load HOST:PORT PATH CLIENTS SECONDS INTERVAL_MS PATIENCE_MS`.
//!
//! Each client asks, waits for the answer, and asks again `INTERVAL_MS` after it asked before, or at once where that is
//! over. One that waited for `PATIENCE_MS` (0: for ever) closes its connection and opens another. A line a second says
//! how many answers came, how many clients lost patience, and how many failed; the last line says how long answers took.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};

#[derive(Default)]
struct Seen {
    good: AtomicU64,
    late: AtomicU64,
    failed: AtomicU64,
    took: Mutex<Vec<Duration>>,
}

struct Plan {
    address: String,
    request: String,
    interval: Duration,
    patience: Duration,
    end: Instant,
}

/// Asks once, over a connection that may have to be opened.
async fn ask(plan: &Plan, open: &mut Option<TcpStream>) -> std::io::Result<()> {
    if open.is_none() {
        let socket = TcpStream::connect(&plan.address).await?;
        socket.set_nodelay(true)?;
        *open = Some(socket);
    }
    let Some(socket) = open.as_mut() else {
        return Ok(());
    };
    socket.write_all(plan.request.as_bytes()).await?;
    let mut text = Vec::with_capacity(1024);
    loop {
        if socket.read_buf(&mut text).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let answer = String::from_utf8_lossy(&text);
        let Some((head, body)) = answer.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        if body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
            let is_good = head.starts_with("HTTP/1.1 200");
            return if is_good {
                Ok(())
            } else {
                Err(std::io::Error::other("no success"))
            };
        }
    }
}

async fn client(plan: Arc<Plan>, seen: Arc<Seen>, delay: Duration) {
    sleep(delay).await;
    let mut open = None;
    while Instant::now() < plan.end {
        let begun = Instant::now();
        let answer = timeout(plan.patience, ask(&plan, &mut open)).await;
        let took = begun.elapsed();
        match answer {
            Ok(Ok(())) => {
                seen.good.fetch_add(1, Ordering::Relaxed);
                if let Ok(mut all) = seen.took.lock() {
                    all.push(took);
                }
            }
            Ok(Err(_)) => {
                seen.failed.fetch_add(1, Ordering::Relaxed);
                open = None;
                // A server that is gone must not be asked in a loop.
                sleep(Duration::from_millis(10)).await;
            }
            Err(_) => {
                seen.late.fetch_add(1, Ordering::Relaxed);
                open = None;
            }
        }
        sleep_until(begun + plan.interval).await;
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, path, numbers @ ..] = arguments.as_slice() else {
        panic!("load HOST:PORT PATH CLIENTS SECONDS INTERVAL_MS PATIENCE_MS");
    };
    let numbers: Vec<u64> = numbers.iter().map(|text| text.parse().unwrap()).collect();
    let &[clients, seconds, interval, patience] = numbers.as_slice() else {
        panic!("four numbers are needed");
    };
    let patience = if patience == 0 { 3_600_000 } else { patience };
    let begun = Instant::now();
    let plan = Arc::new(Plan {
        address: address.clone(),
        request: format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        interval: Duration::from_millis(interval),
        patience: Duration::from_millis(patience),
        end: begun + Duration::from_secs(seconds),
    });
    let seen = Arc::new(Seen::default());
    for number in 0..clients {
        // Spread, or all would come in one moment of each interval.
        let delay = Duration::from_millis(interval.max(1000) * number / clients);
        tokio::spawn(client(Arc::clone(&plan), Arc::clone(&seen), delay));
    }
    for second in 1..=seconds {
        sleep_until(begun + Duration::from_secs(second)).await;
        let [good, late, failed] =
            [&seen.good, &seen.late, &seen.failed].map(|count| count.swap(0, Ordering::Relaxed));
        println!("{good} {late} {failed}");
    }
    let mut took = std::mem::take(&mut *seen.took.lock().unwrap());
    took.sort();
    let at = |part: usize| {
        took.get(took.len() * part / 100)
            .map_or(0, Duration::as_micros)
    };
    println!("took {} {}", at(50), at(99));
}
