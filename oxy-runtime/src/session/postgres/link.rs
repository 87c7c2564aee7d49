//! The connections to the server, and how statements go over them.
//!
//! A connection can be dead without anybody's knowing it: the server was restarted, an administrator ended it, a firewall forgot
//! it. What only reads is then asked again over a new one. What changes something must not be done twice, so a connection
//! that has rested is tried before; after a longer rest it is tried before a read, too, since what a firewall forgot gives no
//! answer at all.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgDatabaseError, PgRow, PgSeverity};
use sqlx::{AssertSqlSafe, Connection as _, Error, Executor as _, Postgres};
use tracing::Instrument;

use crate::session::id::SessionKey;
use crate::session::poll::Inspect;
use crate::session::postgres::trouble::explain;
use crate::session::sql::statement::{self, keys};
use crate::session::sql::{Lease, Pool, Statement, late, session_key};
use crate::session::store::StoreError;

/// How long the server works on one statement.
const STATEMENT: Duration = Duration::from_secs(5);
/// How long the server waits for a lock.
const LOCK: Duration = Duration::from_secs(2);
/// How long a step may take in all, over a server that keeps its limits: then the connection is given up.
const PATIENCE: Duration = Duration::from_secs(8);
/// After how long without use a connection is tried before something is changed over it.
const REST: Duration = Duration::from_secs(1);
/// The same before something is read.
const LONG_REST: Duration = Duration::from_secs(30);
/// How old connections get: those to a server that has handed its part to another must not last for ever.
const AGE: Duration = Duration::from_secs(600);
/// How long that may take.
const TRIAL: Duration = Duration::from_millis(250);
/// How often a read is asked again whose connection is lost: a new one may be lost, too, where all are ended.
const AGAIN: u32 = 2;
/// The first half of the names of our advisory locks, so that they are nobody else's: `oxys`.
const LOCKS: i32 = 0x6f78_7973;

/// The limits are the server's, too: what nobody waits for must come to its end there.
pub(super) fn limited(options: PgConnectOptions) -> PgConnectOptions {
    let limits = [
        ("statement_timeout", STATEMENT),
        ("lock_timeout", LOCK),
        ("idle_in_transaction_session_timeout", STATEMENT),
    ];
    let limits = limits.map(|(name, limit)| (name, limit.as_millis()));
    let options = options.options(limits);
    // Locks are of no use to a transaction that sees only what was there before it had them.
    let options = options.options([("default_transaction_isolation", "read committed")]);
    // Poolers between here and the server refuse the digits of floats, and we have none.
    let options = options.extra_float_digits(None);
    match options.get_application_name() {
        Some(_) => options,
        None => options.application_name("oxy"),
    }
}

#[derive(Clone)]
pub(super) struct Link {
    pool: Pool<Postgres>,
}

impl Link {
    /// Nothing is connected yet.
    pub(super) fn new(options: PgConnectOptions, most: usize) -> Self {
        Self {
            pool: Pool::new(options, most, Some(AGE)),
        }
    }

    /// A statement that changes nothing.
    pub(super) async fn read(&self, statement: Statement) -> Result<Vec<PgRow>, Error> {
        let mut again = AGAIN;
        loop {
            let lease = self.alive(LONG_REST).await?;
            let read = lease.fetch(statement.clone(), PATIENCE, keeps).await;
            match self.noticed(read) {
                Err(error) if is_lost(&error) && again > 0 => again -= 1,
                other => return other,
            }
        }
    }

    /// A statement that is a whole step.
    pub(super) async fn write(&self, statement: Statement) -> Result<Vec<PgRow>, Error> {
        let lease = self.alive(REST).await?;
        let written = lease.fetch(statement, PATIENCE, keeps).await;
        self.noticed(written)
    }

    /// A statement that no other of its tag comes between.
    ///
    /// It sees only what was there when it began, so the lock is taken before. In a task, because a transaction that is left
    /// in the middle would cost the connection.
    pub(super) async fn write_locked(
        &self,
        tag: u64,
        statement: Statement,
    ) -> Result<Vec<PgRow>, Error> {
        let mut lease = self.alive(REST).await?;
        let writing = async move {
            let connection = &mut lease.connection;
            let step = async {
                // Two tags that share a lock wait for each other, and that is all.
                connection.execute(begin(tag as i32)).await?;
                let query = statement.query::<Postgres>();
                let rows = query.fetch_all(&mut *connection).await?;
                connection.execute("COMMIT").await?;
                Ok(rows)
            };
            let rows = tokio::time::timeout(PATIENCE, step).await;
            let rows = rows.unwrap_or_else(|_| Err(late("an answer")))?;
            lease.give_back();
            Ok(rows)
        };
        let written = tokio::spawn(writing.in_current_span());
        self.noticed(written.await.map_err(|_| Error::WorkerCrashed)?)
    }

    /// One dead connection costs one step, and not each of those that died with it another one.
    fn noticed<T>(&self, done: Result<T, Error>) -> Result<T, Error> {
        let problem = done.as_ref().err();
        if problem.is_some_and(|error| is_lost(error) || matches!(error, Error::Io(_))) {
            self.pool.forget();
        }
        done
    }

    /// A connection in a transaction that has the lock of the tables themselves.
    pub(super) async fn exclusive(&self) -> Result<Lease<Postgres>, Error> {
        let mut lease = self.alive(REST).await?;
        lease.connection.execute(begin(0)).await?;
        Ok(lease)
    }

    /// A connection that is not known to be dead, and is tried if it has rested for so long.
    async fn alive(&self, rested: Duration) -> Result<Lease<Postgres>, Error> {
        let mut lease = self.pool.lease().await?;
        if lease.rest().is_none_or(|rest| rest < rested) {
            return Ok(lease);
        }
        let answer = tokio::time::timeout(TRIAL, lease.connection.ping()).await;
        if matches!(answer, Ok(Ok(()))) {
            return Ok(lease);
        }
        drop(lease);
        self.pool.forget();
        self.pool.lease().await
    }
}

/// Begins a transaction with a lock that ends with it, in one round trip.
fn begin(lock: i32) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({LOCKS}, {lock})"
    ))
}

/// An error of the server that ends no connection.
fn keeps(error: &Error) -> bool {
    matches!(error, Error::Database(_)) && !is_lost(error)
}

/// The connection is gone, or good for nothing.
fn is_lost(error: &Error) -> bool {
    match error {
        Error::Io(error) => error.kind() != std::io::ErrorKind::TimedOut,
        Error::Protocol(_) | Error::Tls(_) => true,
        Error::Database(error) => {
            error
                .try_downcast_ref::<PgDatabaseError>()
                .is_some_and(|error| {
                    let is_fatal =
                        matches!(error.severity(), PgSeverity::Fatal | PgSeverity::Panic);
                    // Somebody in between has forgotten our prepared statements, or the tables have changed beneath them.
                    is_fatal || ["26000", "0A000"].contains(&error.code())
                })
        }
        _ => false,
    }
}

impl Inspect for Link {
    async fn absent(&self, asked: &[SessionKey]) -> Result<Vec<SessionKey>, StoreError> {
        let select = "SELECT tag, number FROM json_array_elements($1::json) AS asked \
                      JOIN oxy_sessions ON tag = (asked.value ->> 0)::bigint AND number = (asked.value ->> 1)::bigint";
        let select = Statement::new(select, [keys(asked)]);
        let rows = self.read(select).await.map_err(|error| explain(&error))?;
        let there: Result<Vec<_>, _> = rows.iter().map(session_key).collect();
        let there = there.map_err(|error| explain(&error))?;
        Ok(statement::others(asked, &there))
    }
}
