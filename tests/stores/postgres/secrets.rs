//! What an error, a log line, and a store that is printed say of the address: nothing.

use oxy::session::{PostgresStore, Record, SessionStore as _};
use tokio::net::TcpListener;

use super::{Site, add, is_live, now, session, store, user};
use crate::log::Log;
use crate::servers::{PASSWORD, Postgres, shared_postgres};

/// Parts of the addresses of these tests.
const SECRETS: [&str; 6] = [
    PASSWORD,
    "oxy:",
    "127.0.0.1",
    "s3cret",
    "localhost",
    "\"oxy\"",
];

fn assert_silent(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

/// Opens it and asks it, and looks at all that is said.
async fn fails(url: &str, reason: &str) {
    let (log, guard) = Log::capture();
    let store = store(url);
    let ann = session(&user("ann"), now());
    let opened = store.open().await.unwrap_err();
    let loaded = store.load(&ann.key, ann.seen).await.unwrap_err();
    drop(guard);
    for error in [opened, loaded] {
        assert!(error.to_string().contains(reason), "{reason}: {error}");
        assert_silent(&error.to_string());
        assert_silent(&format!("{error:?}"));
    }
    assert_silent(&format!("{store:?}"));
    assert_silent(&log.lines().join("\n"));
}

#[tokio::test]
async fn a_server_that_cannot_be_used_is_not_named() {
    let server = shared_postgres();
    let right = server.url();
    let port = format!(":{}/", server.port());
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!(":{}/", nobody.local_addr().unwrap().port());
    drop(nobody);
    let refuses = "it refuses the user or the password";
    for (url, reason) in [
        (right.replace(PASSWORD, "s3cret"), refuses),
        (right.replace("//oxy:", "//s3cret:"), refuses),
        (right.replace(&port, &closed), "it cannot be reached"),
        (
            right.replace("127.0.0.1", "s3cret.invalid"),
            "it cannot be reached",
        ),
        (
            right.replace("127.0.0.1", "%2Fs3cret"),
            "its socket, or a file",
        ),
        (format!("{right}_s3cret"), "it has no database of the name"),
        (format!("{right}?sslmode=require"), "no TLS with it"),
        (
            format!("{right}?sslmode=verify-full&sslrootcert=/s3cret"),
            "no TLS with it",
        ),
    ] {
        fails(&url, reason).await;
    }
}

/// The server's own message has host, user and database.
#[tokio::test]
async fn a_server_that_lets_nobody_in_is_not_named() {
    let server = Postgres::start();
    server.psql(
        "DO $$ BEGIN EXECUTE format('COPY (SELECT ''local all all scram-sha-256'') TO %L', current_setting('hba_file')); END $$",
    );
    server.psql("SELECT pg_reload_conf()");
    let url = server.url();
    while PostgresStore::from_url(&url).unwrap().open().await.is_ok() {}
    fails(&url, "lets nobody in from here").await;
}

#[tokio::test]
async fn a_parameter_that_is_not_known_is_refused_before_anybody_logs_it() {
    let (log, guard) = Log::capture();
    let url = format!("{}?pasword=s3cret", shared_postgres().url());
    let error = PostgresStore::from_url(&url).unwrap_err();
    drop(guard);
    assert!(
        error.to_string().contains("`pasword` is not known"),
        "{error}"
    );
    assert_silent(&error.to_string());
    assert_eq!(log.of("WARN"), Vec::<String>::new());
    assert_silent(&log.lines().join("\n"));
}

/// A server that works: what is logged down to TRACE has nothing of the address, and nothing of a session.
#[tokio::test]
async fn steps_that_succeed_are_logged_without_values() {
    let site = Site::on(shared_postgres());
    let (log, guard) = Log::capture();
    let (store, ann) = (site.store(2).await, user("s3cret-user"));
    let record = Record {
        label: Some("s3cret-label".to_owned()),
        data: b"s3cret-data".to_vec(),
        ..session(&ann, now())
    };
    add(&store, &record).await;
    assert!(is_live(&store, &record).await);
    store.delete_by_user(&ann, None, record.seen).await.unwrap();
    drop(guard);
    let log = log.lines().join("\n");
    assert!(log.contains("INSERT INTO oxy_sessions"), "{log}");
    assert_silent(&log);
    for number in [record.key.tag(), record.key.number()] {
        assert!(!log.contains(&number.to_string()), "{log}");
        assert!(!log.contains(&number.cast_signed().to_string()), "{log}");
    }
}
