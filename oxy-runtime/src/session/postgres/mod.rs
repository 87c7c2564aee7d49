//! Sessions in a PostgreSQL database.

mod address;
mod link;
mod tables;
mod trouble;

use std::fmt;

use sqlx::postgres::{PgConnectOptions, PgRow};

use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::poll::Poll;
use crate::session::postgres::address::Address;
use crate::session::postgres::link::{Link, limited};
use crate::session::postgres::trouble::explain;
use crate::session::record::{Listed, Record, Timestamp};
use crate::session::sql::statement::{self, insert};
use crate::session::sql::{Statement, Value, flag, listed, number, record};
use crate::session::store::{Created, Loaded, SessionStore, StoreError, Terms, Updated};

/// Keeps sessions in a PostgreSQL database, version 12 or newer, for any number of processes and machines.
///
/// The tables are made when the application starts, in the first schema of the role's search path; their names begin with
/// `oxy_sessions`. Several instances may start at once. Once the tables are there, the role needs no right to make any.
///
/// There are at most 10 connections unless the address says another number, such as `?pool_size=20`. They are made when
/// needed, and made again by themselves after the server was away. Nothing waits for ever: a second for a connection, and on
/// the server 2 seconds for a lock and 5 for a statement.
///
/// The address is that of libpq: `postgres://user:password@host:5432/database?sslmode=verify-full`. TLS is as `sslmode` says:
/// `disable`, `allow`, `prefer` (the default), `require`, `verify-ca` or `verify-full`, with `sslrootcert=FILE` if the
/// server's certificate is not signed by an authority that the system knows. A schema of one's own is named by
/// `options=-csearch_path%3Dsessions`.
///
/// Statements are prepared. Behind PgBouncer in transaction mode that needs its version 1.21 or newer with
/// `max_prepared_statements` above 0, and in any mode `ignore_startup_parameters = options`: the server's limits of time are
/// then those of its configuration.
///
/// ```no_run
/// use oxy::session::{PostgresStore, SessionStore};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = PostgresStore::from_url("postgres://shop:password@localhost/shop")?.max_connections(20);
/// store.open().await?;
/// # Ok(())
/// # }
/// ```
pub struct PostgresStore {
    options: PgConnectOptions,
    link: Link,
    poll: Poll,
}

/// The most connections of a store, unless another number is given.
const CONNECTIONS: usize = 10;

impl PostgresStore {
    /// The database at this address. Nothing is connected yet.
    ///
    /// Characters that mean something in an address are percent-encoded in its parts: a password `a/b?` is written `a%2Fb%3F`.
    /// These parameters may follow a `?`, parted by `&`:
    ///
    /// | parameter | what it says |
    /// |---|---|
    /// | `pool_size` | how many connections there are at most, from 1 to 65,535; by default 10 |
    /// | `sslmode`, `sslrootcert`, `sslcert`, `sslkey` | TLS, as in libpq; by default `sslmode=prefer` |
    /// | `options`, or `options[NAME]` | settings of the connections, such as `options[search_path]=sessions` |
    /// | `application_name` | how the connections are named in the server's lists; by default `oxy` |
    /// | `host`, `hostaddr`, `port`, `dbname`, `user`, `password` | instead of the parts of the address before |
    /// | `statement-cache-capacity` | how many statements a connection keeps prepared; by default 100 |
    ///
    /// `pool_size` is oxy's own, by the name that it has in Ecto and SQLAlchemy; Rails says `pool`, Prisma `connection_limit`.
    /// What an address does not say is taken from `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`, `PGSSLMODE` and
    /// the like, and the password from `~/.pgpass`.
    ///
    /// ```
    /// use oxy::session::PostgresStore;
    ///
    /// let store = PostgresStore::from_url("postgres://shop:password@localhost/shop?pool_size=20");
    /// assert!(store.is_ok());
    ///
    /// let problem = PostgresStore::from_url("postgres://localhost/shop?pasword=secret").unwrap_err();
    /// assert!(problem.to_string().contains("`pasword` is not known"));
    /// ```
    ///
    /// # Errors
    ///
    /// The address has a part that cannot be read, or a parameter that is not in the table. The error never has the address
    /// nor a value of it, which may be a password.
    pub fn from_url(url: &str) -> Result<Self, StoreError> {
        let Address { options, pool_size } = address::read(url)?;
        let options = limited(options);
        let most = pool_size.map_or(CONNECTIONS, usize::from);
        Ok(Self {
            link: Link::new(options.clone(), most),
            options,
            poll: Poll::default(),
        })
    }

    /// How many connections there are at most, at least one, whatever the address says. The server's own limit is shared by
    /// all instances.
    #[must_use]
    pub fn max_connections(self, number: u16) -> Self {
        let most = usize::from(number).max(1);
        Self {
            link: Link::new(self.options.clone(), most),
            ..self
        }
    }

    async fn read(&self, statement: Statement) -> Result<Vec<PgRow>, StoreError> {
        let rows = self.link.read(statement).await;
        rows.map_err(|error| explain(&error))
    }

    async fn write(&self, statement: Statement) -> Result<Vec<PgRow>, StoreError> {
        let rows = self.link.write(statement).await;
        rows.map_err(|error| explain(&error))
    }

    async fn write_locked(&self, tag: u64, statement: Statement) -> Result<PgRow, StoreError> {
        let rows = self.link.write_locked(tag, statement).await;
        one(rows.map_err(|error| explain(&error))?)
    }
}

fn one(rows: Vec<PgRow>) -> Result<PgRow, StoreError> {
    let row = rows.into_iter().next();
    row.ok_or_else(|| StoreError::new("PostgreSQL: a statement gave no row"))
}

fn each<T>(
    rows: &[PgRow],
    decode: fn(&PgRow) -> Result<T, sqlx::Error>,
) -> Result<Vec<T>, StoreError> {
    let decoded: Result<_, _> = rows.iter().map(decode).collect();
    decoded.map_err(|error| explain(&error))
}

fn count(row: &PgRow, column: usize) -> Result<u64, StoreError> {
    let count = number(row, column).map_err(|error| explain(&error))?;
    Ok(count.cast_unsigned())
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing of the address.
        formatter
            .debug_struct("PostgresStore")
            .finish_non_exhaustive()
    }
}

/// The values are those of [`statement::row`].
const CREATE: &str = concat!(insert!(), " RETURNING version");

/// The row of [`statement::row`] is `$1` to `$12`; then the number that is replaced, the time, and how many others may stay.
const CREATE_IN_PLACE: &str = concat!(
    "WITH new AS (",
    insert!(),
    " RETURNING 1), \
    extra AS ( \
        SELECT number FROM oxy_sessions \
        WHERE $15 IS NOT NULL AND tag = $1 AND user_name = $4 AND number <> $2 \
          AND ($13 IS NULL OR number <> $13) AND ends > $14 \
        ORDER BY created DESC OFFSET $15), \
    gone AS ( \
        DELETE FROM oxy_sessions USING (SELECT number FROM extra UNION ALL SELECT $13) AS old \
        WHERE tag = $1 AND oxy_sessions.number = old.number AND EXISTS (SELECT 1 FROM new) \
        RETURNING oxy_sessions.number, ends > $14 AS live) \
    SELECT (SELECT count(*) FROM new), \
           (SELECT count(*) FROM gone WHERE live AND number = $13), \
           (SELECT count(*) FROM gone WHERE number IS DISTINCT FROM $13)"
);

impl SessionStore for PostgresStore {
    async fn open(&self) -> Result<(), StoreError> {
        tables::open(&self.link).await
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        let tag = record.key.tag();
        let replaces = terms.replaces.filter(|old| old.tag() == tag);
        let cap = terms.cap.filter(|_| record.user.is_some());
        let mut values = statement::row(record);
        if replaces.is_none() && cap.is_none() {
            let created = self.write(Statement::new(CREATE, values)).await?;
            return Ok(if created.is_empty() {
                Created::Exists
            } else {
                Created::Created {
                    replaced: false,
                    capped: 0,
                }
            });
        }
        values.push(replaces.map(|old| old.number()).into());
        values.push(terms.now.into());
        values.push(cap.map(|cap| u64::from(cap.saturating_sub(1))).into());
        // Beside another deletion of the user's sessions, neither would see all.
        let create = Statement::new(CREATE_IN_PLACE, values);
        let row = self.write_locked(tag, create).await?;
        if count(&row, 0)? == 0 {
            return Ok(Created::Exists);
        }
        Ok(Created::Created {
            replaced: count(&row, 1)? > 0,
            capped: count(&row, 2)?,
        })
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        let found = each(&self.read(statement::load(key)).await?, record)?;
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
        if !self.write(update).await?.is_empty() {
            return Ok(Updated::Updated);
        }
        // A session that is found now was there before, too: nothing brings one back.
        let is_gone = self.read(statement::is_live(key, now)).await?.is_empty();
        Ok(if is_gone {
            Updated::Gone
        } else {
            Updated::Conflict
        })
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let touched = self.write(statement::touch(key, seen, now)).await?;
        Ok(!touched.is_empty())
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let rotated = self.write(statement::rotate(key, from, to, now)).await?;
        Ok(!rotated.is_empty())
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let deleted = self.write(statement::delete(key, version, now)).await?;
        Ok(each(&deleted, |row| flag(row, 0))?.contains(&true))
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        let rows = self.read(statement::by_user(user, limit, now)).await?;
        let mut list = each(&rows, listed)?;
        list.reverse();
        Ok(list)
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let delete = "WITH gone AS ( \
                        DELETE FROM oxy_sessions \
                        WHERE tag = $1 AND user_name = $2 AND ($3 IS NULL OR number <> $3) RETURNING ends > $4 AS live) \
                      SELECT count(*) FROM gone WHERE live";
        let delete = Statement::new(delete, statement::of_user(user, except, now));
        count(&self.write_locked(user.tag(), delete).await?, 0)
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        // Rows that another sweep has in hand are left to it.
        let delete = "WITH gone AS ( \
                        DELETE FROM oxy_sessions WHERE ctid = ANY (ARRAY( \
                          SELECT ctid FROM oxy_sessions WHERE ends <= $1 ORDER BY ends LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING 1) \
                      SELECT count(*) FROM gone";
        let values: [Value; 2] = [now.into(), limit.into()];
        let rows = self.write(Statement::new(delete, values)).await?;
        let removed = count(&one(rows)?, 0)?;
        Ok(usize::try_from(removed).unwrap_or(usize::MAX))
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.poll.ended(&self.link, key).await;
        Ok(())
    }
}
