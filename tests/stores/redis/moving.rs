//! Slots that move from server to server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use oxy::session::{Created, Loaded, Record, RedisStore, SessionStore as _, Terms, Updated};
use tokio::task::{JoinSet, spawn_blocking};

use super::{CREATED, add, at, is_live, now, session, store, user};
use crate::servers::{Cluster, PASSWORD};

/// One user's day: begin, change, list, begin another, end all. What it was told must hold.
async fn day(store: &RedisStore, name: &str) -> Result<(), String> {
    let text = |error: oxy::session::StoreError| error.to_string();
    let (ann, now) = (user(name), now());
    let first = session(&ann, now);
    let created = store.create(&first, &at(now)).await.map_err(text)?;
    assert_eq!(created, CREATED);
    let updated = store.update_if(&first.key, 1, b"new", now).await;
    assert_eq!(updated.map_err(text)?, Updated::Updated);
    let second = session(&ann, now);
    let terms = Terms {
        cap: Some(2),
        ..at(now)
    };
    let created = store.create(&second, &terms).await.map_err(text)?;
    assert!(matches!(created, Created::Created { .. }));
    let listed = store.by_user(&ann, 10, now).await.map_err(text)?;
    assert_eq!(listed.len(), 2, "{name}");
    let loaded = store.load(&first.key, now).await.map_err(text)?;
    assert!(matches!(loaded, Loaded::Live(_)));
    let deleted = store.delete(&first.key, None, now).await.map_err(text)?;
    assert!(deleted);
    let deleted = store.delete_by_user(&ann, None, now).await.map_err(text)?;
    assert_eq!(deleted, 1);
    let loaded = store.load(&second.key, now).await.map_err(text)?;
    assert_eq!(loaded, Loaded::Unknown);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn slots_move_under_load_without_an_error() {
    let cluster = Arc::new(spawn_blocking(Cluster::start).await.unwrap());
    let store = store(&cluster.url());
    let mut kept: Vec<Record> = Vec::new();
    for index in 0..500 {
        let record = session(&user(&format!("bob{index}")), now());
        add(&store, &record).await;
        kept.push(record);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let (days, loads) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut tasks: JoinSet<Vec<String>> = JoinSet::new();
    for task in 0..16 {
        let (store, stop, days) = (store.clone(), Arc::clone(&stop), Arc::clone(&days));
        tasks.spawn(async move {
            let mut errors = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let day_of = days.fetch_add(1, Ordering::Relaxed);
                let done = day(&store, &format!("ann{task}-{day_of}")).await;
                errors.extend(done.err());
            }
            errors
        });
    }
    for task in 0..16 {
        let (store, stop, loads, kept) = (
            store.clone(),
            Arc::clone(&stop),
            Arc::clone(&loads),
            kept.clone(),
        );
        tasks.spawn(async move {
            let mut errors = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let turn = loads.fetch_add(1, Ordering::Relaxed);
                let record = &kept[(turn + task) % kept.len()];
                match store.load(&record.key, record.seen).await {
                    Ok(Loaded::Live(_)) => {}
                    other => errors.push(format!("{other:?}")),
                }
            }
            errors
        });
    }
    let begin = Instant::now();
    let moving = Arc::clone(&cluster);
    spawn_blocking(move || {
        let masters = [0, 6_000, 12_000].map(|slot| moving.master_of(slot));
        moving.reshard(masters[0], masters[1], 700);
        moving.reshard(masters[1], masters[2], 700);
        moving.reshard(masters[2], masters[0], 700);
    })
    .await
    .unwrap();
    stop.store(true, Ordering::Relaxed);
    let errors: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    println!(
        "2,100 slots in {:?}: {} days, {} loads",
        begin.elapsed(),
        days.load(Ordering::Relaxed),
        loads.load(Ordering::Relaxed)
    );
    assert!(
        errors.is_empty(),
        "{} errors, as {}",
        errors.len(),
        errors[0]
    );
    for record in &kept {
        assert!(is_live(&store, record).await);
        let listed = store
            .by_user(&user(record.user.as_deref().unwrap()), 10, now())
            .await;
        assert_eq!(listed.unwrap().len(), 1);
    }
}

/// The address names servers to begin with: afterwards the cluster tells who belongs to it.
#[tokio::test(flavor = "multi_thread")]
async fn the_servers_that_the_address_names_may_leave() {
    let cluster = spawn_blocking(Cluster::start).await.unwrap();
    let seed = cluster.replica_of(cluster.master_of(0));
    let port = cluster.nodes()[seed].port();
    let url = format!("redis+cluster://:{PASSWORD}@127.0.0.1:{port},127.0.0.1:1");
    let store = store(&url);
    store.open().await.unwrap();
    cluster.kill(seed);
    for index in 0..20 {
        let record = session(&user(&format!("ann{index}")), now());
        add(&store, &record).await;
        assert!(is_live(&store, &record).await);
    }
}

/// The system takes its connections, and nobody answers.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stands_still_does_not_hide_the_others() {
    let cluster = spawn_blocking(Cluster::start).await.unwrap();
    let still = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("@{},", still.local_addr().unwrap());
    let store = store(&cluster.url().replace('@', &address));
    let begin = Instant::now();
    store.open().await.unwrap();
    let took = begin.elapsed();
    assert!(took < Duration::from_millis(900), "{took:?}");
}
