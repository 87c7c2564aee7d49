//! Another process writes to the file of the store, and does not come to an end.

use std::time::{Duration, Instant};

use sqlx::{ConnectOptions as _, Executor as _, SqliteConnection};

use crate::answers::{What, is_unavailable};
use crate::app;
use crate::crowd::Crowd;
use crate::servers::Folder;
use crate::site::Instance;

const CALM: Duration = Duration::from_millis(1_500);
const LOCKED: Duration = Duration::from_secs(3);
/// How soon all is well after the lock has gone.
const BACK: Duration = Duration::from_secs(1);
/// The deadline of half a second, and a tenth for all the rest.
const LATEST: Duration = Duration::from_millis(600);

/// An application, and what writes beside it.
async fn site_and_other(folder: &Folder) -> (Instance, SqliteConnection) {
    let file = folder.path().join("sessions.db");
    let site = app::open(&format!("sqlite:{}", file.display())).await;
    let other = sqlx::sqlite::SqliteConnectOptions::new().filename(&file);
    (site, other.connect().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_file_acknowledges_nothing() {
    let _alone = crate::alone().await;
    let folder = Folder::new();
    let (site, mut other) = site_and_other(&folder).await;
    let client = &site.client;
    let [stays, goes] = [client.login("ann").await, client.login("bob").await];
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let begun = Instant::now();
    for (path, cookie) in [("/login/cleo", ""), ("/count", &stays), ("/rotate", &stays)] {
        is_unavailable(&client.post(path, cookie).await, path);
    }
    for cookie in [&stays, &goes] {
        assert_eq!(client.me(cookie).await, 200);
    }
    is_unavailable(&client.post("/logout", &goes).await, "/logout");
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(4), "{took:?}");
    other.execute("ROLLBACK").await.unwrap();

    assert_eq!(client.post("/count", &stays).await.body, "1");
    assert_eq!(client.me(&client.login("cleo").await).await, 200);
    assert_eq!(site.sessions.list("cleo").await.unwrap().len(), 1);
    // A logout that nobody waits for any more is carried out all the same, if the lock goes soon.
    let out = client.post("/logout", &goes).await;
    assert!(matches!(out.status, 200 | 401), "{}", out.status);
    assert_eq!(client.me(&goes).await, 401);
    assert_eq!(client.me(&stays).await, 200);
    site.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_file_costs_writers_503_within_the_deadline_and_readers_nothing() {
    let _alone = crate::alone().await;
    let folder = Folder::new();
    let (site, mut other) = site_and_other(&folder).await;
    let mut crowd = Crowd::gather(site.server.address()).await;
    let calm = crowd.pass(CALM).await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let locked = crowd.pass(LOCKED).await;
    other.execute("ROLLBACK").await.unwrap();
    crowd.pass(BACK).await;
    let well = crowd.pass(CALM).await;
    let seen = crowd.disperse().await;

    let sessions = seen.answers.of_sessions();
    sessions.within(calm).are_all(200, "before");
    let during = sessions.within(locked);
    let reading = during.of(&[What::Dashboard]);
    reading.are_all(200, "reading");
    let writing = during.of(&[What::Change, What::Login, What::Logout]);
    writing.are_all(503, "writing");
    let plain = seen.plain_is_untouched(calm, locked);
    seen.in_time(&writing, LATEST, locked);
    sessions.within(well).are_all(200, "after");
    assert_eq!(sessions.count(401), 0, "logged out");
    seen.nothing_is_lost(None);
    println!(
        "{} pages meanwhile, {} times 503, p99 {:?}, plain {plain:?}",
        reading.0.len(),
        writing.0.len(),
        writing.p99()
    );
    seen.all_are_there(&site, |_| true).await;
    site.server.stop().await;
}
