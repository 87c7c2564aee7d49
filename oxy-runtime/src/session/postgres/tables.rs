//! The tables: made, or brought up to date, by the first of those that start at once.

use sqlx::{Error, Executor as _, Postgres};

use crate::session::postgres::link::Link;
use crate::session::postgres::trouble::explain;
use crate::session::sql::{Statement, schema};
use crate::session::store::StoreError;

/// The tables of version 1. Names are compared byte by byte, whatever the language of the database.
const FIRST: &str = "\
    CREATE TABLE oxy_sessions ( \
        tag BIGINT NOT NULL, \
        number BIGINT NOT NULL, \
        secret BYTEA NOT NULL, \
        user_name TEXT COLLATE \"C\", \
        label TEXT, \
        created BIGINT NOT NULL, \
        seen BIGINT NOT NULL, \
        idle BIGINT NOT NULL, \
        absolute_end BIGINT NOT NULL, \
        ends BIGINT NOT NULL, \
        version BIGINT NOT NULL, \
        data BYTEA NOT NULL, \
        PRIMARY KEY (tag, number) \
    ); \
    CREATE INDEX oxy_sessions_user ON oxy_sessions (tag, created) WHERE user_name IS NOT NULL; \
    CREATE INDEX oxy_sessions_ends ON oxy_sessions (ends)";

/// What leads from each version to the next, beginning with none.
const STEPS: [&str; schema::NEWEST as usize] = [FIRST];

pub(super) async fn open(link: &Link) -> Result<(), StoreError> {
    // Where all is there, nothing is written: a server that can only be read will do, and a role without rights.
    let mut version = there(link).await.map_err(|error| explain(&error))?;
    if version < schema::NEWEST {
        version = prepare(link).await.map_err(|error| explain(&error))?;
    }
    schema::check(version).map_err(|error| StoreError::new(format!("PostgreSQL: {error}")))
}

/// The version of the tables; 0 where there are none.
async fn there(link: &Link) -> Result<i64, Error> {
    match link.read(Statement::new(schema::VERSION, [])).await {
        Ok(rows) => Ok(rows.first().map(schema::version).transpose()?.unwrap_or(0)),
        Err(error) => {
            let code = error.as_database_error().and_then(|error| error.code());
            if code.as_deref() == Some("42P01") {
                return Ok(0);
            }
            Err(error)
        }
    }
}

/// Whoever leaves in the middle closes the connection, and then nothing has happened.
async fn prepare(link: &Link) -> Result<i64, Error> {
    let mut lease = link.exclusive().await?;
    let connection = &mut lease.connection;
    connection.execute(schema::TABLE).await?;
    let mut there = schema::version(&connection.fetch_one(schema::VERSION).await?)?;
    for step in STEPS
        .iter()
        .skip(usize::try_from(there).unwrap_or_default())
    {
        connection.execute(*step).await?;
        there += 1;
        let note = schema::note(there).query::<Postgres>();
        note.execute(&mut *connection).await?;
    }
    connection.execute("COMMIT").await?;
    lease.give_back();
    Ok(there)
}
