//! Floods of logins against the store in memory: what they cost, and what is left of them.
//!
//! `cargo bench -p oxy-runtime --bench sessions` fills it with a million sessions three times, and a number of sessions may
//! be given: `-- 800000`. Between the sessions other things are allocated that stay, as they do in a server. The longest
//! times are those of the clock, so that on a busy machine they are the scheduler's.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use oxy::session::{
    MemoryStore, Record, SecretHash, SessionKey, SessionStore, Terms, Timestamp, UserTag,
};

const WORKERS: u64 = 4;
const NOW: Timestamp = Timestamp(1_700_000_000_000);
const LATER: Timestamp = Timestamp(NOW.0 + 3_600_000);

/// A user of 20 bytes, a version byte and 100 bytes of data.
fn record(number: u64) -> Record {
    let user = format!("user{number:06}@mail.test");
    // Spread as random numbers are.
    let random = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (number << 23);
    let tag = UserTag::new("session_id", user.as_str()).tag();
    Record {
        key: SessionKey::new(tag, random),
        secret: SecretHash::new([7; 32]),
        user: Some(user),
        label: None,
        created: NOW,
        seen: NOW,
        idle: Duration::from_secs(1800),
        absolute_end: LATER,
        version: 1,
        data: vec![7; 101],
    }
}

/// What the kernel counts for this process, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Creates the sessions of one worker; gives the longest time one took, and what else was allocated.
async fn fill(store: Arc<MemoryStore>, worker: u64, count: u64) -> (Duration, Vec<Vec<u8>>) {
    let (mut longest, mut others) = (Duration::ZERO, Vec::new());
    for number in (worker..count).step_by(usize::try_from(WORKERS).unwrap()) {
        let record = record(number);
        let terms = Terms {
            now: NOW,
            cap: Some(10),
            ..Terms::default()
        };
        let start = Instant::now();
        store.create(&record, &terms).await.unwrap();
        longest = longest.max(start.elapsed());
        if number % 10_000 < WORKERS {
            others.push(vec![1; 200]);
            tokio::task::yield_now().await;
        }
    }
    (longest, others)
}

/// Sweeps as a server does, in portions; gives the number, and the times without a yield.
async fn sweep(store: &MemoryStore) -> (usize, Vec<Duration>) {
    let (mut swept, mut steps) = (0, Vec::new());
    loop {
        let mut portion = pin!(store.sweep(LATER, 10_000));
        let removed = std::future::poll_fn(|context| {
            let start = Instant::now();
            let poll = portion.as_mut().poll(context);
            steps.push(start.elapsed());
            poll.map(Result::unwrap)
        });
        let removed = removed.await;
        swept += removed;
        if removed < 10_000 {
            steps.sort_unstable();
            return (swept, steps);
        }
    }
}

/// Loads one session after the other meanwhile; gives the longest time one took.
async fn probe(store: Arc<MemoryStore>, done: Arc<AtomicBool>) -> Duration {
    let mut longest = Duration::ZERO;
    let mut number = 0;
    while !done.load(Relaxed) {
        number += 1;
        let key = record(number).key;
        let start = Instant::now();
        store.load(&key, NOW).await.unwrap();
        longest = longest.max(start.elapsed());
        tokio::task::yield_now().await;
    }
    longest
}

async fn flood(store: &Arc<MemoryStore>, count: u64, name: &str) -> Vec<Vec<u8>> {
    let before = resident();
    let start = Instant::now();
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| tokio::spawn(fill(store.clone(), worker, count)))
        .collect();
    let (mut create, mut others) = (Duration::ZERO, Vec::new());
    for worker in workers {
        let (longest, kept) = worker.await.unwrap();
        create = create.max(longest);
        others.extend(kept);
    }
    let filled = start.elapsed();
    let peak = resident();
    assert_eq!(store.len() as u64, count);

    let done = Arc::new(AtomicBool::new(false));
    let load = tokio::spawn(probe(store.clone(), done.clone()));
    let start = Instant::now();
    let sweeper = store.clone();
    let (swept, steps) = tokio::spawn(async move { sweep(&sweeper).await })
        .await
        .unwrap();
    let cleaned = start.elapsed();
    done.store(true, Relaxed);
    let load = load.await.unwrap();
    assert_eq!(swept as u64, count);
    assert!(store.is_empty());
    println!(
        "{name:>7} {count:>9} {:>8.1} {:>8.1} {:>8.1} {:>9} {:>8.2} {:>10.0} {:>8.2} {:>10.0} {:>10.0} {:>10.0}",
        before as f64 / 1024.0,
        peak as f64 / 1024.0,
        resident() as f64 / 1024.0,
        (peak - before) * 1024 / count,
        filled.as_secs_f64(),
        create.as_secs_f64() * 1e6,
        cleaned.as_secs_f64(),
        steps[steps.len() * 99 / 100].as_secs_f64() * 1e6,
        steps[steps.len() - 1].as_secs_f64() * 1e6,
        load.as_secs_f64() * 1e6,
    );
    others
}

fn main() {
    // `cargo bench` adds `--bench`.
    let count = std::env::args().find_map(|argument| argument.parse().ok());
    let count: u64 = count.unwrap_or(1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(usize::try_from(WORKERS).unwrap())
        .enable_all()
        .build()
        .unwrap();
    println!(
        "  flood  sessions   before     peak    after bytes per     fill    longest    sweep       99 %    longest    longest"
    );
    println!(
        "                       MiB      MiB      MiB   session        s  create us        s    step us    step us    load us"
    );
    runtime.block_on(async {
        let capacity = usize::try_from(count)
            .unwrap()
            .max(MemoryStore::DEFAULT_CAPACITY);
        let store = Arc::new(MemoryStore::with_capacity(capacity));
        let mut kept = flood(&store, 10_000, "warm-up").await;
        for name in ["first", "second", "third"] {
            kept.extend(flood(&store, count, name).await);
        }
        drop(kept);
    });
}
