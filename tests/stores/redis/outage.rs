//! A server that stops, or is killed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use oxy::session::{Record, RedisStore, SessionStore as _, Terms};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{sleep, timeout};

use super::{add, now, session, store, user};
use crate::servers::{Cluster, Redis};

async fn loads(store: &RedisStore, record: &Record) -> Result<bool, String> {
    let load = store.load(&record.key, record.seen);
    match timeout(Duration::from_millis(500), load).await {
        Ok(Ok(loaded)) => Ok(loaded.live().is_some()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("not within half a second".to_owned()),
    }
}

/// How long it takes until the session can be loaded, with requests all the time.
async fn back(store: &RedisStore, record: &Record, limit: Duration) -> Duration {
    let begin = Instant::now();
    loop {
        match loads(store, record).await {
            Ok(live) => {
                assert!(live, "the session is lost");
                return begin.elapsed();
            }
            Err(problem) => assert!(begin.elapsed() < limit, "{problem}"),
        }
        sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_killed_is_found_again() {
    let redis = Redis::start_with(&["--appendonly", "yes", "--appendfsync", "always"]);
    let (store, record) = (store(&redis.url()), session(&user("ann"), now()));
    add(&store, &record).await;
    for _ in 0..3 {
        redis.kill();
        let down = Instant::now();
        let mut failed = 0;
        while down.elapsed() < Duration::from_secs(2) {
            let asked = Instant::now();
            loads(&store, &record).await.unwrap_err();
            assert!(asked.elapsed() < Duration::from_millis(600));
            failed += 1;
            sleep(Duration::from_millis(1)).await;
        }
        assert!(
            failed > 100,
            "a server that refuses is told at once: {failed}"
        );
        redis.restart();
        let took = back(&store, &record, Duration::from_secs(2)).await;
        println!("back {took:?} after the port answered");
    }
}

/// Answers to those who have gone away are not given to others.
#[tokio::test(flavor = "multi_thread")]
async fn late_answers_are_given_to_nobody() {
    let redis = Redis::start();
    let (store, now) = (store(&redis.url()), now());
    let record = |number: u32| Record {
        data: number.to_string().into_bytes(),
        ..session(&user(&format!("ann{number}")), now)
    };
    let records: Vec<_> = (0..200).map(record).collect();
    for record in &records {
        add(&store, record).await;
    }
    for _ in 0..5 {
        redis.pause();
        let mut asking: JoinSet<()> = JoinSet::new();
        for record in &records {
            let (store, record) = (store.clone(), record.clone());
            asking.spawn(async move {
                let _ = loads(&store, &record).await;
            });
        }
        // When the first gives up, the others go away.
        asking.join_next().await;
        drop(asking);
        redis.resume();
        back(&store, &records[0], Duration::from_secs(1)).await;
        let mut loads: JoinSet<()> = JoinSet::new();
        for record in &records {
            let (store, record) = (store.clone(), record.clone());
            loads.spawn(async move {
                let loaded = store.load(&record.key, record.seen).await.unwrap();
                assert!(loaded.live() == Some(record), "the answer to another call");
            });
        }
        loads.join_all().await;
    }
}

/// A name that leads to the master, whichever server that is: connections to the old one stay.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_to_another_master_is_followed() {
    let [first, second] = [Redis::start(), Redis::start()];
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, to) = (
        proxy.local_addr().unwrap().port(),
        watch::Sender::new(first.port()),
    );
    let target = to.subscribe();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = proxy.accept().await {
            let port = *target.borrow();
            tokio::spawn(async move {
                let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let _ = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    let store = store(
        &first
            .url()
            .replace(&first.port().to_string(), &port.to_string()),
    );
    let (ann, now) = (user("ann"), now());
    let old = session(&ann, now);
    add(&store, &old).await;
    first.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    to.send_replace(second.port());
    let (begin, new) = (Instant::now(), session(&ann, now));
    let terms = Terms {
        now,
        ..Terms::default()
    };
    while let Err(error) = store.create(&new, &terms).await {
        assert!(begin.elapsed() < Duration::from_secs(2), "{error}");
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(
        second.cli(&["EXISTS", &format!("oxy:{{{:016x}}}", ann.tag())]),
        "1"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stood_still_is_found_again() {
    let redis = Redis::start();
    let (store, record) = (store(&redis.url()), session(&user("ann"), now()));
    add(&store, &record).await;
    for pause in [300, 1_200, 4_000] {
        redis.pause();
        let paused = Instant::now();
        while paused.elapsed() < Duration::from_millis(pause) {
            loads(&store, &record).await.unwrap_err();
        }
        redis.resume();
        let took = back(&store, &record, Duration::from_secs(1)).await;
        println!("back {took:?} after {pause} ms");
    }
    // Without a caller's own limit the store has one.
    redis.pause();
    let begin = Instant::now();
    store.load(&record.key, record.seen).await.unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(3));
    redis.resume();
}

/// A session for each of the masters, first that of the one that goes.
pub(super) async fn one_for_each_master(
    cluster: &Cluster,
    store: &RedisStore,
) -> Vec<(usize, Record)> {
    let mut found: Vec<(usize, Record)> = Vec::new();
    for index in 0.. {
        let record = session(&user(&format!("ann{index}")), now());
        let slot = cluster.slot_of(&format!("{{{:016x}}}", record.key.tag()));
        let master = cluster.master_of(slot);
        if found.iter().all(|(other, _)| *other != master) {
            add(store, &record).await;
            found.push((master, record));
        }
        if found.len() == 3 {
            break;
        }
    }
    found
}

/// Requests to the other masters, all the time: how many, what was wrong, and the longest.
async fn ask_others(
    store: RedisStore,
    others: Vec<Record>,
    until: watch::Receiver<bool>,
) -> (usize, Vec<String>, Duration) {
    let (mut asked, mut problems, mut longest) = (0, Vec::new(), Duration::ZERO);
    while !*until.borrow() {
        for record in &others {
            let begin = Instant::now();
            asked += 1;
            match loads(&store, record).await {
                Ok(true) => {}
                other => problems.push(format!("{other:?} after {:?}", begin.elapsed())),
            }
            longest = longest.max(begin.elapsed());
        }
        sleep(Duration::from_millis(1)).await;
    }
    (asked, problems, longest)
}

/// How soon the store follows when the cluster has a new master.
const FOLLOWS: Duration = Duration::from_secs(1);

async fn fails_over(take_down: fn(&Cluster, usize)) {
    // On a busy machine a server that is well may be late, too, and then takes itself for cut off.
    let full = [
        "--cluster-require-full-coverage",
        "no",
        "--cluster-node-timeout",
        "3000",
    ];
    let cluster = spawn_blocking(move || Cluster::start_with(&full));
    let cluster = Arc::new(cluster.await.unwrap());
    let store = store(&cluster.url());
    let found = one_for_each_master(&cluster, &store).await;
    cluster.wait_until_ok();
    let (master, record) = found[0].clone();
    let (stop, until) = watch::channel(false);
    let others = found[1..].iter().map(|(_, record)| record.clone());
    let others = tokio::spawn(ask_others(store.clone(), others.collect(), until));
    let down = Instant::now();
    take_down(&cluster, master);
    // Requests go on for the slots that nobody serves.
    let lost = tokio::spawn({
        let (store, record) = (store.clone(), record.clone());
        async move { back(&store, &record, Duration::from_secs(60)).await }
    });
    let watched = Arc::clone(&cluster);
    spawn_blocking(move || watched.wait_until_ok())
        .await
        .unwrap();
    let elected = down.elapsed();
    back(&store, &record, FOLLOWS).await;
    let followed = lost.await.unwrap();
    stop.send_replace(true);
    let (asked, problems, longest) = others.await.unwrap();
    println!("back after {followed:?}, elected before {elected:?}; others: {asked}, {longest:?}");
    assert!(
        problems.is_empty(),
        "other slots are not concerned: {problems:?}"
    );
    let touched = store.touch(&record.key, record.seen, record.seen).await;
    assert!(touched.unwrap());
    add(&store, &session(&user("bob"), now())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_replica_of_a_master_that_was_killed_takes_over() {
    fails_over(Cluster::kill).await;
}

/// Its connections stay open, and the system takes what is sent.
#[tokio::test(flavor = "multi_thread")]
async fn the_replica_of_a_master_that_stands_still_takes_over() {
    fails_over(Cluster::pause).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_without_a_server_is_an_error_and_others_are_not() {
    let cluster = Cluster::start_with(&["--cluster-require-full-coverage", "no"]);
    let store = store(&cluster.url());
    let found = one_for_each_master(&cluster, &store).await;
    let (master, record) = &found[0];
    cluster.kill(cluster.replica_of(*master));
    cluster.kill(*master);
    let down = Instant::now();
    while down.elapsed() < Duration::from_secs(3) {
        loads(&store, record).await.unwrap_err();
        for (_, other) in &found[1..] {
            assert_eq!(loads(&store, other).await, Ok(true));
        }
    }
    cluster.restart(*master);
    back(&store, record, Duration::from_secs(6)).await;
}

/// There is a connection, so that connecting sets no limit.
#[tokio::test(flavor = "multi_thread")]
async fn opening_does_not_wait_for_ever() {
    let redis = Redis::start();
    let (store, record) = (store(&redis.url()), session(&user("ann"), now()));
    add(&store, &record).await;
    redis.pause();
    let opened = timeout(Duration::from_secs(10), store.open()).await;
    let error = opened.expect("it ends").unwrap_err().to_string();
    assert!(error.contains("does not answer"), "{error}");
    redis.resume();
    store.open().await.unwrap();
}
