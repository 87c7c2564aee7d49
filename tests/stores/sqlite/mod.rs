//! What is special to sessions in a file.

mod crowd;
mod log;
mod versions;

use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use oxy::session::{
    Created, Record, SecretHash, SessionKey, SessionStore, SqliteStore, Terms, Timestamp, UserTag,
};
use oxy::testing::check_store;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};

/// A new folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("oxy-sqlite-{:016x}", RandomState::new().hash_one(0));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("sessions.db")
    }

    /// Does something to the file, as another program might.
    async fn execute(&self, sql: impl Into<String>) {
        let mut connection = self.connection().await;
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.into()));
        sql.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn connection(&self) -> sqlx::SqliteConnection {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.file());
        options.create_if_missing(true).connect().await.unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn session(user: &UserTag, number: u64) -> Record {
    let hour = Duration::from_secs(3600);
    Record {
        key: SessionKey::new(user.tag(), number),
        secret: SecretHash::new([7; 32]),
        user: Some(user.name().to_owned()),
        label: None,
        created: NOW,
        seen: NOW,
        idle: hour,
        absolute_end: NOW.after(hour * 24),
        version: 1,
        data: b"\x01{}".to_vec(),
    }
}

fn terms(cap: Option<u32>) -> Terms {
    Terms {
        replaces: None,
        cap,
        now: NOW,
    }
}

async fn refusal(path: PathBuf) -> String {
    let error = SqliteStore::new(&path).open().await.unwrap_err();
    let error = error.to_string();
    assert!(error.contains(&*path.to_string_lossy()), "{error}");
    error
}

#[tokio::test(flavor = "multi_thread")]
async fn it_passes() {
    let folder = Folder::new();
    check_store(SqliteStore::new(folder.file())).await.unwrap();
}

#[tokio::test]
async fn it_passes_on_one_thread() {
    let folder = Folder::new();
    check_store(SqliteStore::new(folder.file())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_passes_twice_at_once_on_one_file() {
    let folder = Folder::new();
    let checks = [(); 2].map(|()| tokio::spawn(check_store(SqliteStore::new(folder.file()))));
    for check in checks {
        check.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_may_make_one_file_at_once() {
    for _ in 0..5 {
        let folder = Folder::new();
        let opened: Vec<_> = (0..8)
            .map(|_| {
                let store = SqliteStore::new(folder.file());
                tokio::spawn(async move { store.open().await })
            })
            .collect();
        for opened in opened {
            opened.await.unwrap().unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cap_holds_between_two_stores() {
    let folder = Folder::new();
    let stores = [(); 2].map(|()| Arc::new(SqliteStore::new(folder.file())));
    stores[0].open().await.unwrap();
    let user = UserTag::new("session_id", "ann");
    let logins: Vec<_> = (0..40)
        .map(|number| {
            let (store, user) = (Arc::clone(&stores[number as usize % 2]), user.clone());
            let record = session(&user, number);
            tokio::spawn(async move { store.create(&record, &terms(Some(3))).await })
        })
        .collect();
    let mut capped = 0;
    for login in logins {
        match login.await.unwrap().unwrap() {
            Created::Created { capped: more, .. } => capped += more,
            Created::Exists => panic!("a new key exists"),
        }
    }
    assert_eq!(capped, 37);
    assert_eq!(stores[1].by_user(&user, 100, NOW).await.unwrap().len(), 3);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    let store = SqliteStore::new(folder.file());
    store.open().await.unwrap();
    let user = UserTag::new("session_id", "ann");
    let record = session(&user, 1);
    store.create(&record, &terms(None)).await.unwrap();
    let files: Vec<_> = fs::read_dir(&folder.0)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(files.len() >= 2, "the file and its log: {files:?}");
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file:?}");
    }
}

#[tokio::test]
async fn a_path_that_cannot_be_says_why() {
    let folder = Folder::new();
    let error = refusal(folder.0.join("missing/sessions.db")).await;
    assert!(error.contains("its folder is not there"), "{error}");
    let error = refusal(folder.0.clone()).await;
    assert!(error.contains("it is a folder"), "{error}");
    fs::write(folder.file(), "not a database, but a text that is long enough for a header, and more than a hundred bytes of it").unwrap();
    let error = refusal(folder.file()).await;
    assert!(error.contains("a file of another kind"), "{error}");
}

#[tokio::test]
async fn another_writer_is_waited_for_and_then_named() {
    let folder = Folder::new();
    let store = SqliteStore::new(folder.file());
    store.open().await.unwrap();
    let user = UserTag::new("session_id", "ann");
    let first = session(&user, 1);
    store.create(&first, &terms(None)).await.unwrap();

    let mut other = folder.connection().await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let begin = tokio::time::Instant::now();
    let error = store.create(&session(&user, 2), &terms(None)).await;
    let error = error.unwrap_err().to_string();
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert!(error.contains("another process"), "{error}");
    assert!(store.load(&first.key, NOW).await.unwrap().live().is_some());

    other.execute("ROLLBACK").await.unwrap();
    let created = store.create(&session(&user, 2), &terms(None)).await;
    created.unwrap();
}
