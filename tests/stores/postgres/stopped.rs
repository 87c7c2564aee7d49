//! A server that stands still, and answers late.

use std::sync::Arc;
use std::time::{Duration, Instant};

use oxy::session::{Loaded, Record, SessionStore as _};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Site, add, alone, now, session, user};
use crate::servers::Postgres;

/// An answer that comes when nobody waits for it any more must not be the answer to the next question.
#[tokio::test(flavor = "multi_thread")]
async fn late_answers_are_given_to_nobody_else() {
    let _alone = alone().await;
    let server = Postgres::start();
    let site = Site::on(&server);
    let (store, now) = (Arc::new(site.store(5).await), now());
    let mut records = Vec::new();
    for number in 0..20 {
        let record = Record {
            data: format!("\x01{{\"number\":{number}}}").into_bytes(),
            ..session(&user(&format!("ann{number}")), now)
        };
        add(&*store, &record).await;
        records.push(record);
    }
    let begin = Instant::now();
    let mut clients = JoinSet::new();
    for record in records {
        let store = Arc::clone(&store);
        clients.spawn(async move {
            let (mut given_up, mut last_failure) = (0, Duration::ZERO);
            while begin.elapsed() < Duration::from_secs(6) {
                let load = timeout(Duration::from_millis(500), store.load(&record.key, now));
                match load.await {
                    Ok(Ok(Loaded::Live(loaded))) => assert_eq!(loaded, record),
                    Ok(Ok(other)) => panic!("{other:?}"),
                    Ok(Err(_)) | Err(_) => {
                        given_up += 1;
                        last_failure = begin.elapsed();
                    }
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            (given_up, last_failure)
        });
    }
    let mut resumed = Duration::ZERO;
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(400)).await;
        server.pause();
        tokio::time::sleep(Duration::from_secs(1)).await;
        server.resume();
        resumed = begin.elapsed();
    }
    for (given_up, last_failure) in clients.join_all().await {
        assert!(given_up >= 3, "{given_up}");
        assert!(
            last_failure < resumed + Duration::from_secs(1),
            "{last_failure:?}, {resumed:?}"
        );
    }
    assert!(site.connections().len() <= 5);
}
