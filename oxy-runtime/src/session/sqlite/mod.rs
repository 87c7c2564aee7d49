//! Sessions in a SQLite database.

mod change;
mod file;
mod sweep;
mod trouble;
mod writer;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::Sqlite;
use sqlx::sqlite::SqliteRow;

use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::poll::{Inspect, Poll};
use crate::session::record::{Listed, Record, Timestamp};
use crate::session::sql::statement::{self, keys};
use crate::session::sql::{Pool, Statement, listed, record, session_key};
use crate::session::sqlite::change::{Affects, Creates, Deletes, DeletesOfUser, Updates};
use crate::session::sqlite::sweep::Sweeper;
use crate::session::sqlite::trouble::Trouble;
use crate::session::sqlite::writer::Writer;
use crate::session::store::{Created, Loaded, SessionStore, StoreError, Terms, Updated};

/// How many read at the same time.
const READERS: usize = 4;
/// How long reading may take; what waits for other processes is answered much sooner.
const READING: Duration = Duration::from_secs(5);

/// Keeps sessions in a file, by SQLite: there is no server to run.
///
/// The file is made when the application starts, readable by its owner only, and so are its tables, whose names begin with
/// `oxy_sessions`; other tables in it are left alone. Beside it lie its log and an index of the log, with `-wal` and `-shm`
/// added to its name: all three belong together. Several processes on one machine may use one file. It must be on a local
/// disk: on network file systems, locks are not to be relied on.
///
/// What a step has reported as done is on the disk, and survives the end of the process and a power cut. Logins and changes that
/// come at the same time wait for the disk together. When the disk is full, they fail, log-outs among them, and what is stored
/// can still be read; they work again when there is room. The file does not get smaller when sessions end: their room is used
/// for new ones. What has ended is found by looking at all sessions, once a minute, which holds nobody up: with a hundred bytes of data
/// each, a fraction of a second for a million; with more, all of the file is read.
///
/// ```
/// use oxy::session::{SessionStore, SqliteStore, Timestamp, UserTag};
///
/// # #[tokio::main]
/// # async fn main() {
/// # let path = std::env::temp_dir().join(format!("oxy-doc-{}.db", std::process::id()));
/// let store = SqliteStore::new(&path);
/// store.open().await.unwrap();
/// let ann = UserTag::new("session_id", "ann");
/// assert!(store.by_user(&ann, 10, Timestamp(0)).await.unwrap().is_empty());
/// # drop(store);
/// # for end in ["", "-wal", "-shm"] {
/// #     let _ = std::fs::remove_file(format!("{}{end}", path.display()));
/// # }
/// # }
/// ```
pub struct SqliteStore {
    path: PathBuf,
    trouble: Trouble,
    readers: Readers,
    /// The one connection that writes.
    writing: Pool<Sqlite>,
    writer: Writer,
    sweeper: Sweeper,
    poll: Poll,
}

impl SqliteStore {
    /// The database in this file; a relative path begins at the current directory. Nothing is opened yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        // Nothing of it is an address to SQLite then, and the process may go to another directory.
        let path = std::path::absolute(&path).unwrap_or(path);
        let trouble = Trouble::new(path.clone());
        let options = file::options(&path);
        let writing = Pool::new(file::writing(options.clone()), 1, None);
        let reading = options.pragma("query_only", "ON");
        Self {
            readers: Readers {
                pool: Pool::new(reading, READERS, None),
                trouble: trouble.clone(),
            },
            writer: Writer::new(writing.clone(), trouble.clone()),
            writing,
            path,
            trouble,
            sweeper: Sweeper::new(),
            poll: Poll::default(),
        }
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    async fn affects(&self, statement: Statement) -> Result<u64, StoreError> {
        self.writer.write(Affects(statement)).await
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SqliteStore")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl SessionStore for SqliteStore {
    async fn open(&self) -> Result<(), StoreError> {
        file::open(&self.path, &self.writing, &self.trouble).await
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        let (record, terms) = (record.clone(), *terms);
        self.writer.write(Creates { record, terms }).await
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        let found = self.readers.read(statement::load(key), record).await?;
        let found = found.into_iter().next();
        Ok(found.map_or(Loaded::Unknown, |record| Loaded::of(record, now)))
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let update = statement::update_if(key, version, data, now);
        let is_live = statement::is_live(key, now);
        self.writer.write(Updates { update, is_live }).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.affects(statement::touch(key, seen, now)).await? > 0)
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let rotate = statement::rotate(key, from, to, now);
        Ok(self.affects(rotate).await? > 0)
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let delete = statement::delete(key, version, now);
        self.writer.write(Deletes(delete)).await
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        let list = statement::by_user(user, limit, now);
        let mut list = self.readers.read(list, listed).await?;
        list.reverse();
        Ok(list)
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let values = statement::of_user(user, except, now);
        self.writer.write(DeletesOfUser(values)).await
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let Self {
            readers, writer, ..
        } = self;
        self.sweeper.sweep(readers, writer, now, limit).await
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.poll.ended(&self.readers, key).await;
        Ok(())
    }
}

/// The connections that read: they wait for nobody, and nobody for them.
#[derive(Clone)]
struct Readers {
    pool: Pool<Sqlite>,
    trouble: Trouble,
}

impl Readers {
    async fn read<T>(
        &self,
        statement: Statement,
        decode: fn(&SqliteRow) -> Result<T, sqlx::Error>,
    ) -> Result<Vec<T>, StoreError> {
        let read = async {
            let lease = self.pool.lease().await?;
            let rows = lease.fetch(statement, READING, |_| false).await?;
            rows.iter().map(decode).collect::<Result<_, sqlx::Error>>()
        };
        read.await.map_err(|error| self.trouble.explain(&error))
    }
}

impl Inspect for Readers {
    async fn absent(&self, asked: &[SessionKey]) -> Result<Vec<SessionKey>, StoreError> {
        let select = "SELECT tag, number FROM json_each($1) AS asked \
                      JOIN oxy_sessions ON tag = asked.value ->> 0 AND number = asked.value ->> 1";
        let select = Statement::new(select, [keys(asked)]);
        let there = self.read(select, session_key).await?;
        Ok(statement::others(asked, &there))
    }
}
