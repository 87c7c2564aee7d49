//! The connections to the server, and how statements go over them.
//!
//! A connection can be dead without anybody's knowing it: the server was restarted, an administrator ended it, a firewall forgot
//! it. What only reads is then asked again over a new one. What changes something must not be done twice, so a connection
//! that has rested is tried before.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgDatabaseError, PgRow, PgSeverity};
use sqlx::{AssertSqlSafe, Connection as _, Error, Executor as _, Postgres};

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
/// How long that may take.
const TRIAL: Duration = Duration::from_millis(250);
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
    // Poolers between here and the server refuse the digits of floats, and we have none.
    let options = options.options(limits).extra_float_digits(None);
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
            pool: Pool::new(options, most),
        }
    }

    /// A statement that changes nothing.
    pub(super) async fn read(&self, statement: Statement) -> Result<Vec<PgRow>, Error> {
        let lease = self.pool.lease().await?;
        let is_new = lease.rest().is_none();
        match lease.fetch(statement.clone(), PATIENCE, keeps).await {
            Err(error) if is_lost(&error) && !is_new => {
                self.pool.forget();
                let lease = self.pool.lease().await?;
                lease.fetch(statement, PATIENCE, keeps).await
            }
            other => other,
        }
    }

    /// A statement that is a whole step.
    pub(super) async fn write(&self, statement: Statement) -> Result<Vec<PgRow>, Error> {
        let lease = self.alive().await?;
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
        let mut lease = self.alive().await?;
        let written = tokio::spawn(async move {
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
        });
        self.noticed(written.await.map_err(|_| Error::WorkerCrashed)?)
    }

    /// One dead connection costs one step, and not each of those that died with it another one.
    fn noticed<T>(&self, done: Result<T, Error>) -> Result<T, Error> {
        if done.as_ref().err().is_some_and(is_lost) {
            self.pool.forget();
        }
        done
    }

    /// A connection in a transaction that has the lock of the tables themselves.
    pub(super) async fn exclusive(&self) -> Result<Lease<Postgres>, Error> {
        let mut lease = self.alive().await?;
        lease.connection.execute(begin(0)).await?;
        Ok(lease)
    }

    /// A connection that is not known to be dead.
    async fn alive(&self) -> Result<Lease<Postgres>, Error> {
        let mut lease = self.pool.lease().await?;
        if lease.rest().is_none_or(|rest| rest < REST) {
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
        "BEGIN; SELECT pg_advisory_xact_lock({LOCKS}, {lock})"
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
