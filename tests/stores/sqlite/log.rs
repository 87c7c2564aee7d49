//! The log beside the file.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use super::*;

/// Much more than the log may be long.
const WRITTEN: u64 = 64 << 20;
const LONGEST: u64 = 16 << 20;
const DATA: usize = 20_000;
const WRITERS: u64 = 8;

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_grow_while_many_write_and_read() {
    let folder = Folder::new();
    let store = Arc::new(SqliteStore::new(folder.file()));
    store.open().await.unwrap();
    let ann = UserTag::new("session_id", "ann");
    let is_over = Arc::new(AtomicBool::new(false));
    let readers = (0..4).map(|_| {
        let (store, user, is_over) = (Arc::clone(&store), ann.clone(), Arc::clone(&is_over));
        tokio::spawn(async move {
            while !is_over.load(SeqCst) {
                store.by_user(&user, 100, NOW).await.unwrap();
            }
        })
    });
    let readers: Vec<_> = readers.collect();
    let writers = (0..WRITERS).map(|writer| {
        let (store, user) = (Arc::clone(&store), ann.clone());
        tokio::spawn(async move {
            let key = SessionKey::new(user.tag(), writer);
            store
                .create(&session(&user, writer), &terms(None))
                .await
                .unwrap();
            for version in 1..=WRITTEN / WRITERS / DATA as u64 {
                let data = [version as u8; DATA];
                let updated = store.update_if(&key, version, &data, NOW).await.unwrap();
                assert_eq!(updated, oxy::session::Updated::Updated);
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let log = folder.0.join("sessions.db-wal");
    let mut longest = 0;
    while !writers.iter().all(|writer| writer.is_finished()) {
        longest = longest.max(log.metadata().unwrap().len());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    is_over.store(true, SeqCst);
    for reader in readers {
        reader.await.unwrap();
    }
    println!("{} KiB", longest >> 10);
    assert!(longest > 0 && longest < LONGEST, "{longest} bytes");
}
