//! Two processes on one store.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use oxy::session::{
    Created, Record, SecretHash, SessionKey, SessionStore, Terms, Timestamp, Updated, UserTag,
};
use oxy::testing::check_store;
use tokio::task::{JoinSet, spawn_blocking};

use super::any::AnyStore;
use super::peer::Peer;
use crate::alone;
use crate::servers::{Place, for_each_shared_store};

/// How often a task may come second; each time another came first.
const PATIENCE: usize = 10_000;

pub(super) fn now() -> Timestamp {
    SystemTime::now().into()
}

pub(super) fn secret(byte: u8) -> SecretHash {
    SecretHash::new([byte; 32])
}

fn ann() -> UserTag {
    UserTag::new("session_id", "ann")
}

pub(super) fn record(key: SessionKey) -> Record {
    let begin = now();
    Record {
        key,
        secret: secret(0),
        user: Some(ann().name().to_owned()),
        label: None,
        created: begin,
        seen: begin,
        idle: Duration::from_secs(600),
        absolute_end: begin.after(Duration::from_secs(3600)),
        version: 1,
        data: b"0".to_vec(),
    }
}

pub(super) fn terms() -> Terms {
    Terms {
        now: now(),
        ..Terms::default()
    }
}

/// Adds one to the number in a session, as many times as there are tasks, all at once.
pub(super) async fn add(store: &Arc<AnyStore>, key: SessionKey, tasks: usize) {
    let mut all = JoinSet::new();
    for _ in 0..tasks {
        let store = Arc::clone(store);
        all.spawn(async move {
            for _ in 0..PATIENCE {
                let found = store.load(&key, now()).await.unwrap().live().unwrap();
                let number: u64 = str::from_utf8(&found.data).unwrap().parse().unwrap();
                let data = (number + 1).to_string();
                let updated = store.update_if(&key, found.version, data.as_bytes(), now());
                match updated.await.unwrap() {
                    Updated::Updated => return,
                    Updated::Conflict => {}
                    Updated::Gone => panic!("the session is there"),
                }
            }
            panic!("{PATIENCE} conflicts");
        });
    }
    while let Some(ended) = all.join_next().await {
        ended.unwrap();
    }
}

/// A store in this process, and another process on it.
struct Two {
    store: Arc<AnyStore>,
    peer: Peer,
}

impl Two {
    async fn at(place: &Place) -> Self {
        let store = AnyStore::at(place.url());
        store.open().await.unwrap();
        Self {
            store: Arc::new(store),
            peer: Peer::start(place.url()),
        }
    }

    async fn create(&self, key: SessionKey) {
        let created = self.store.create(&record(key), &terms()).await.unwrap();
        assert_ne!(created, Created::Exists);
    }

    async fn is_live(&mut self, key: SessionKey) -> bool {
        let here = self.store.load(&key, now()).await.unwrap().live().is_some();
        let there = self.ask("load", key);
        assert_eq!(there, if here { "live" } else { "gone" });
        here
    }

    fn tell(&mut self, task: &str, key: SessionKey) {
        self.peer
            .tell(&format!("{task} {} {}", key.tag(), key.number()));
    }

    fn ask(&mut self, task: &str, key: SessionKey) -> String {
        self.tell(task, key);
        self.peer.answer()
    }
}

fn key(number: u64) -> SessionKey {
    SessionKey::new(ann().tag(), number)
}

for_each_shared_store! {
    #[tokio::test(flavor = "multi_thread")]
    async fn processes_that_start_at_the_same_time_make_one_store(place: Place) {
        let starts = [(); 3].map(|()| {
            let url = place.url().to_owned();
            spawn_blocking(move || Peer::start(&url))
        });
        let key = key(1);
        let create = format!("create {} {}", key.tag(), key.number());
        let mut created = 0;
        for start in starts {
            let mut peer = start.await.unwrap();
            peer.tell(&create);
            created += usize::from(peer.answer() != "Exists");
        }
        assert_eq!(created, 1);
    }

    /// 20 rounds, in each of which both processes add one 50 times.
    #[tokio::test(flavor = "multi_thread")]
    async fn two_processes_lose_no_update(place: Place) {
        let _alone = alone().await;
        let mut two = Two::at(&place).await;
        for round in 0..20 {
            let key = key(round);
            two.create(key).await;
            two.peer.tell(&format!("add {} {} 50", key.tag(), key.number()));
            add(&two.store, key, 50).await;
            assert_eq!(two.peer.answer(), "done");
            let got = two.store.load(&key, now()).await.unwrap().live().unwrap();
            assert_eq!((got.data.as_slice(), got.version), (b"100".as_slice(), 101), "round {round}");
        }
    }

    /// A request of the other process writes on and on what it has loaded; a logout by this one ends it for good.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_logout_is_final_for_the_other_process(place: Place) {
        let _alone = alone().await;
        let mut two = Two::at(&place).await;
        let mut raced = 0;
        for round in 0..200 {
            let key = key(round);
            two.create(key).await;
            assert_eq!(two.ask("load", key), "live");
            two.tell("late", key);
            for _ in 0..round % 20 {
                tokio::task::yield_now().await;
                two.store.load(&key, now()).await.unwrap();
            }
            assert!(two.store.delete(&key, None, now()).await.unwrap());
            assert!(two.store.load(&key, now()).await.unwrap().live().is_none());
            raced += usize::from(two.peer.answer() != "0");
            assert_eq!(two.ask("late", key), "0");
            assert!(!two.is_live(key).await);
        }
        assert!(two.store.by_user(&ann(), 1_000, now()).await.unwrap().is_empty());
        // Otherwise the processes did not meet, and nothing was tried.
        assert!(raced > 20, "only {raced} of 200 logouts came between updates");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_process_creates_and_one_rotates(place: Place) {
        let _alone = alone().await;
        let mut two = Two::at(&place).await;
        for round in 0..100 {
            let key = key(round);
            two.tell("create", key);
            let here = two.store.create(&record(key), &terms()).await.unwrap();
            let there = two.peer.answer();
            assert_ne!(here == Created::Exists, there == "Exists", "round {round}");
            two.tell("rotate", key);
            let here = two.store.rotate(&key, &secret(0), &secret(1), now()).await.unwrap();
            assert_ne!(here.to_string(), two.peer.answer(), "round {round}");
            let got = two.store.load(&key, now()).await.unwrap().live().unwrap();
            assert_eq!(got.secret, secret(if here { 1 } else { 2 }));
        }
        let list = two.store.by_user(&ann(), 1_000, now()).await.unwrap();
        assert_eq!(list.len(), 100);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_store_in_use_by_another_process_passes(place: Place) {
        let _alone = alone().await;
        let mut two = Two::at(&place).await;
        two.peer.tell("check");
        check_store(Arc::clone(&two.store)).await.unwrap();
        let there = spawn_blocking(move || two.peer.answer()).await.unwrap();
        assert_eq!(there, "passed");
    }
}
