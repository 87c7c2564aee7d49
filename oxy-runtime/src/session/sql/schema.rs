//! Which version a database's tables have.

use sqlx::{ColumnIndex, Decode, Error, Row, Type};

use crate::session::sql::statement::{Statement, Value};
use crate::session::store::StoreError;

/// The newest version that this build knows.
pub(in crate::session) const NEWEST: i64 = 1;

/// The version that the tables have; an error where there is none yet.
pub(in crate::session) const VERSION: &str = "SELECT max(version) FROM oxy_sessions_schema";

/// The version in a row of [`VERSION`]; 0 where no step has been made yet.
pub(in crate::session) fn version<R: Row>(row: &R) -> Result<i64, Error>
where
    usize: ColumnIndex<R>,
    for<'r> Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
{
    Ok(row.try_get::<Option<i64>, _>(0)?.unwrap_or(0))
}

/// Makes the table of the version, if it is not there. `INTEGER` in SQLite is what `BIGINT` is elsewhere.
pub(in crate::session) const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS oxy_sessions_schema (version BIGINT NOT NULL)";

/// Every version that the tables ever had has its row.
pub(in crate::session) fn note(version: i64) -> Statement {
    Statement::new(
        "INSERT INTO oxy_sessions_schema (version) VALUES ($1)",
        [Value::Number(Some(version))],
    )
}

/// Refuses what a newer build has made: its rules are not known.
pub(in crate::session) fn check(version: i64) -> Result<(), StoreError> {
    if version <= NEWEST {
        return Ok(());
    }
    Err(StoreError::new(format!(
        "its tables are of version {version}, and this build of oxy knows no newer one than {NEWEST}: \
         start the newer build, or use another database"
    )))
}
