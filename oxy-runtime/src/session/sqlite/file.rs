//! The file: made for its owner alone, with its tables.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Error, Executor as _, Row as _, Sqlite};
use tokio::time::{Instant, sleep};

use crate::private_file;
use crate::session::sql::{Pool, number, schema};
use crate::session::sqlite::trouble::{Trouble, is_busy};
use crate::session::store::StoreError;

/// How long SQLite waits for other processes.
const BUSY: Duration = Duration::from_millis(400);
/// How long several processes may take to make one new file.
const OPENING: Duration = Duration::from_secs(4);
/// The log may be longer while it is in use; this much of it stays on the disk, and is used again.
const LOG_BYTES: &str = "8388608";

/// How each connection is opened.
pub(super) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        // What was acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", LOG_BYTES)
        // Nothing in the file may call functions: whoever could write the file must not gain more by it.
        .pragma("trusted_schema", "OFF")
        .disable_statement_logging()
}

/// How the connection is opened that writes. It waits for others in its own way.
pub(super) fn writing(options: SqliteConnectOptions) -> SqliteConnectOptions {
    let options = options.create_if_missing(true);
    options.busy_timeout(Duration::from_millis(1))
}

/// The tables of version 1.
///
/// Times are numbers, and `STRICT` keeps them so.
///
/// The rows lie in the order of their keys, and there is no index: the keys are random, so that every index costs each change
/// one more page somewhere in the file, and what removes a row in the order of one has to look for it in all others. With
/// indexes on the user and the end, a sweep of a million rows took minutes; in the order of the keys, it takes seconds. A
/// user's sessions lie together by their tag. What has ended is found by looking at all rows, some millions in a second.
const FIRST: &str = "\
    CREATE TABLE oxy_sessions ( \
        tag INTEGER NOT NULL, \
        number INTEGER NOT NULL, \
        secret BLOB NOT NULL, \
        user_name TEXT, \
        label TEXT, \
        created INTEGER NOT NULL, \
        seen INTEGER NOT NULL, \
        idle INTEGER NOT NULL, \
        absolute_end INTEGER NOT NULL, \
        ends INTEGER NOT NULL, \
        version INTEGER NOT NULL, \
        data BLOB NOT NULL, \
        PRIMARY KEY (tag, number) \
    ) STRICT, WITHOUT ROWID";

/// What leads from each version to the next, beginning with none.
const STEPS: [&str; schema::NEWEST as usize] = [FIRST];

/// Makes the file and its tables, or brings older tables up to date.
pub(super) async fn open(
    path: &Path,
    pool: &Pool<Sqlite>,
    trouble: &Trouble,
) -> Result<(), StoreError> {
    // SQLite gives its log the same rights.
    if path.symlink_metadata().is_err() {
        private_file::make(path, b"").map_err(|error| {
            StoreError::new(format!(
                "SQLite, {}: {} ({error})",
                path.display(),
                trouble.not_opened()
            ))
        })?;
    }
    let begin = Instant::now();
    loop {
        match prepare(pool).await {
            Ok(version) => {
                return schema::check(version).map_err(|error| {
                    StoreError::new(format!("SQLite, {}: {error}", path.display()))
                });
            }
            // Switching to the log needs the file alone, and SQLite does not wait for that.
            Err(error) if is_busy(&error) && begin.elapsed() < OPENING => {
                sleep(Duration::from_millis(20)).await;
            }
            Err(error) => return Err(trouble.explain(&error)),
        }
    }
}

/// The version of the tables, which are brought up to date if they are older.
///
/// The connection stays: with the last one that is closed, SQLite would remove the log.
async fn prepare(pool: &Pool<Sqlite>) -> Result<i64, Error> {
    let mut lease = pool.lease().await?;
    let version = bring_up_to_date(&mut lease.connection).await?;
    lease.give_back();
    Ok(version)
}

async fn bring_up_to_date(connection: &mut SqliteConnection) -> Result<i64, Error> {
    let mode = connection.fetch_one("PRAGMA journal_mode = WAL").await?;
    let mode: String = mode.try_get(0)?;
    if mode != "wal" {
        return Err(Error::Configuration(
            format!("its disk allows no log beside it (journal_mode is {mode})").into(),
        ));
    }
    let there = version(connection).await?;
    if there >= schema::NEWEST {
        return Ok(there);
    }
    // Closed in the middle, it leaves no half of it.
    connection.execute("BEGIN IMMEDIATE").await?;
    let mut there = version(connection).await?;
    connection.execute(schema::TABLE).await?;
    for step in STEPS
        .iter()
        .skip(usize::try_from(there).unwrap_or_default())
    {
        connection.execute(*step).await?;
        there += 1;
        let note = schema::note(there).query::<Sqlite>();
        note.execute(&mut *connection).await?;
    }
    connection.execute("COMMIT").await?;
    Ok(there)
}

/// 0 where there are no tables.
async fn version(connection: &mut SqliteConnection) -> Result<i64, Error> {
    let tables =
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'oxy_sessions_schema'";
    let tables = sqlx::query(tables).fetch_one(&mut *connection).await?;
    if number(&tables, 0)? == 0 {
        return Ok(0);
    }
    schema::version(&connection.fetch_one(schema::VERSION).await?)
}
