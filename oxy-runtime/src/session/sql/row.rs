//! Reading rows, of whichever database.

use std::time::Duration;

use sqlx::{ColumnIndex, Decode, Error, Row, Type};

use crate::session::id::{SecretHash, SessionKey};
use crate::session::record::{Listed, Record, Timestamp};

/// The signed number in a column.
pub(in crate::session) fn number<R: Row>(row: &R, column: usize) -> Result<i64, Error>
where
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get(column)
}

/// The truth value in a column.
pub(in crate::session) fn flag<R: Row>(row: &R, column: usize) -> Result<bool, Error>
where
    usize: ColumnIndex<R>,
    for<'r> bool: Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get(column)
}

/// The key in the first two columns.
pub(in crate::session) fn session_key<R: Row>(row: &R) -> Result<SessionKey, Error>
where
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
{
    let [tag, number] = [number(row, 0)?, number(row, 1)?].map(i64::cast_unsigned);
    Ok(SessionKey::new(tag, number))
}

fn time<R: Row>(row: &R, column: usize) -> Result<Timestamp, Error>
where
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
{
    let time = number(row, column)?;
    // Nobody stores times before the epoch.
    Ok(Timestamp(u64::try_from(time).unwrap_or_default()))
}

/// A row of [`load`](super::statement::load).
pub(in crate::session) fn record<R: Row>(row: &R) -> Result<Record, Error>
where
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    let secret: Vec<u8> = row.try_get(2)?;
    let secret = <[u8; 32]>::try_from(secret)
        .map_err(|_| Error::Decode("a secret's hash does not have 32 bytes".into()))?;
    Ok(Record {
        key: session_key(row)?,
        secret: SecretHash::new(secret),
        user: row.try_get(3)?,
        label: row.try_get(4)?,
        created: time(row, 5)?,
        seen: time(row, 6)?,
        idle: Duration::from_millis(time(row, 7)?.0),
        absolute_end: time(row, 8)?,
        version: number(row, 9)?.cast_unsigned(),
        data: row.try_get(10)?,
    })
}

/// A row of [`by_user`](super::statement::by_user).
pub(in crate::session) fn listed<R: Row>(row: &R) -> Result<Listed, Error>
where
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<String>: Decode<'r, R::Database> + Type<R::Database>,
{
    Ok(Listed {
        key: session_key(row)?,
        label: row.try_get(2)?,
        created: time(row, 3)?,
        seen: time(row, 4)?,
    })
}
