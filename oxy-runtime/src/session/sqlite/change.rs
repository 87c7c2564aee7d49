//! What is done to the rows, each a [`Change`].

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Error, Sqlite};

use crate::session::record::Record;
use crate::session::sql::statement::{self, insert};
use crate::session::sql::{Statement, Value, flag, number};
use crate::session::sqlite::writer::Change;
use crate::session::store::{Created, Terms, Updated};

/// All of a statement's rows. Only after the last one has SQLite said whether the statement was carried out.
async fn rows(
    connection: &mut SqliteConnection,
    statement: &Statement,
) -> Result<Vec<SqliteRow>, Error> {
    statement.query::<Sqlite>().fetch_all(connection).await
}

async fn affected(connection: &mut SqliteConnection, statement: &Statement) -> Result<u64, Error> {
    let done = statement.query::<Sqlite>().execute(connection).await?;
    Ok(done.rows_affected())
}

/// A statement; the number of rows that it changed.
pub(super) struct Affects(pub(super) Statement);

impl Change for Affects {
    type Answer = u64;

    async fn apply(&self, connection: &mut SqliteConnection) -> Result<u64, Error> {
        affected(connection, &self.0).await
    }
}

/// A deletion that gives, for each row, whether its session was live: whether there was a live one.
pub(super) struct Deletes(pub(super) Statement);

impl Change for Deletes {
    type Answer = bool;

    async fn apply(&self, connection: &mut SqliteConnection) -> Result<bool, Error> {
        let rows = rows(connection, &self.0).await?;
        rows.first().map_or(Ok(false), |row| flag(row, 0))
    }
}

pub(super) struct Creates {
    pub(super) record: Record,
    pub(super) terms: Terms,
}

impl Change for Creates {
    type Answer = Created;

    async fn apply(&self, connection: &mut SqliteConnection) -> Result<Created, Error> {
        let Self { record, terms } = self;
        let key = record.key;
        let insert = Statement::new(insert!(), statement::row(record));
        if affected(connection, &insert).await? == 0 {
            return Ok(Created::Exists);
        }
        let mut replaced = false;
        if let Some(old) = terms.replaces.filter(|old| *old != key) {
            let delete = statement::delete(&old, None, terms.now);
            replaced = Deletes(delete).apply(connection).await?;
        }
        let mut capped = 0;
        if let (Some(cap), Some(user)) = (terms.cap, &record.user) {
            let others = u64::from(cap.saturating_sub(1));
            let values: [Value; 5] = [
                key.tag().into(),
                user.as_str().into(),
                key.number().into(),
                terms.now.into(),
                others.into(),
            ];
            let delete = "DELETE FROM oxy_sessions WHERE tag = $1 AND number IN ( \
                            SELECT number FROM oxy_sessions \
                            WHERE tag = $1 AND user_name = $2 AND number <> $3 AND ends > $4 \
                            ORDER BY created DESC LIMIT -1 OFFSET $5)";
            capped = affected(connection, &Statement::new(delete, values)).await?;
        }
        Ok(Created::Created { replaced, capped })
    }
}

pub(super) struct Updates {
    pub(super) update: Statement,
    /// Gives a row if the session is there.
    pub(super) is_live: Statement,
}

impl Change for Updates {
    type Answer = Updated;

    async fn apply(&self, connection: &mut SqliteConnection) -> Result<Updated, Error> {
        if affected(connection, &self.update).await? > 0 {
            return Ok(Updated::Updated);
        }
        let is_gone = rows(connection, &self.is_live).await?.is_empty();
        Ok(if is_gone {
            Updated::Gone
        } else {
            Updated::Conflict
        })
    }
}

/// Deletes all sessions of a user but one; the number of live ones.
pub(super) struct DeletesOfUser(pub(super) [Value; 4]);

impl Change for DeletesOfUser {
    type Answer = u64;

    async fn apply(&self, connection: &mut SqliteConnection) -> Result<u64, Error> {
        // Counted before, because SQLite would gather what `RETURNING` gives, and a user may have many.
        let [tag, user, except, _] = &self.0;
        let count = "SELECT count(*) FROM oxy_sessions \
                     WHERE tag = $1 AND user_name = $2 AND ($3 IS NULL OR number <> $3) AND ends > $4";
        let live = rows(connection, &Statement::new(count, self.0.clone())).await?;
        let live = live.first().map_or(Ok(0), |row| number(row, 0))?;
        let delete = "DELETE FROM oxy_sessions \
                      WHERE tag = $1 AND user_name = $2 AND ($3 IS NULL OR number <> $3)";
        let values = [tag.clone(), user.clone(), except.clone()];
        affected(connection, &Statement::new(delete, values)).await?;
        Ok(live.cast_unsigned())
    }
}
