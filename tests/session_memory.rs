//! What a flood of sessions takes of the process's memory, and what it leaves behind.
//!
//! One test, in a process of its own: the kernel counts for the process. `cargo bench -p oxy-runtime --bench sessions` does it
//! with a million.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;
use std::time::Duration;

use oxy::session::{
    MemoryStore, Record, SecretHash, SessionKey, SessionStore, Terms, Timestamp, UserTag,
};

const SESSIONS: u64 = 60_000;
const WORKERS: u64 = 3;
const NOW: Timestamp = Timestamp(1_000_000);
const LATER: Timestamp = Timestamp(2_000_000);

/// A user of 20 bytes, a version byte and 100 bytes of data.
fn record(number: u64) -> Record {
    let user = format!("user{number:06}@mail.test");
    let tag = UserTag::new("session_id", user.as_str()).tag();
    Record {
        key: SessionKey::new(tag, number),
        secret: SecretHash::new([7; 32]),
        user: Some(user),
        label: None,
        created: NOW,
        seen: NOW,
        idle: Duration::from_secs(1),
        absolute_end: LATER,
        version: 1,
        data: vec![7; 101],
    }
}

/// Bytes of memory that the process has, by the kernel's count.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let line = line.unwrap().trim().trim_end_matches(" kB");
    line.parse::<u64>().unwrap() * 1024
}

/// Creates the sessions of one worker; gives what else a server allocates meanwhile, and keeps.
async fn fill(store: Arc<MemoryStore>, worker: u64) -> Vec<Vec<u8>> {
    let mut others = Vec::new();
    for number in (worker..SESSIONS).step_by(usize::try_from(WORKERS).unwrap()) {
        let terms = Terms {
            now: NOW,
            ..Terms::default()
        };
        store.create(&record(number), &terms).await.unwrap();
        if number % 1000 < WORKERS {
            others.push(vec![1; 200]);
        }
    }
    others
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn the_memory_of_a_flood_comes_back() {
    let store = Arc::new(MemoryStore::new());
    let mut others = Vec::new();
    let mut bases = vec![resident()];
    for _ in 0..3 {
        let before = resident();
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| tokio::spawn(fill(store.clone(), worker)))
            .collect();
        for worker in workers {
            others.extend(worker.await.unwrap());
        }
        assert_eq!(store.len() as u64, SESSIONS);
        let each = resident().saturating_sub(before) / SESSIONS;
        assert!((100..=400).contains(&each), "{each} bytes per session");
        let swept = store.sweep(LATER, usize::MAX).await.unwrap();
        assert_eq!(swept as u64, SESSIONS);
        bases.push(resident());
    }
    // What the first flood leaves is the allocator's and the program's own pages; the others leave nothing.
    assert!(bases[1] < bases[0] + 4 * 1024 * 1024, "{bases:?}");
    assert!(bases[3] < bases[1] + bases[1] / 10, "{bases:?}");
}
