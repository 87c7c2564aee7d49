//! Removing what has ended: in the order in which the rows lie in the file, a few at a time, and with rests.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::crypto::random;
use crate::session::id::SessionKey;
use crate::session::record::Timestamp;
use crate::session::sql::statement::keys;
use crate::session::sql::{Statement, Value, session_key};
use crate::session::sqlite::Readers;
use crate::session::sqlite::change::Affects;
use crate::session::sqlite::writer::Writer;
use crate::session::store::StoreError;

/// How many rows are looked at in one statement: a log cannot begin anew while somebody reads.
const LOOK: usize = 5_000;
/// The most rows of one transaction. They lie in a few pages, so that it takes some milliseconds.
const REMOVE: usize = 1_000;
/// The longest rest after a transaction, so that a sweep gets done where each of them takes long.
const REST: Duration = Duration::from_millis(10);

/// Where a key is in the order of the rows: its numbers, as SQLite compares them.
type Place = (i64, i64);

const BEGINNING: Place = (i64::MIN, i64::MIN);

/// Goes round and round through the rows, and begins where it has stopped.
pub(super) struct Sweeper {
    next: Mutex<Place>,
}

impl Sweeper {
    /// Several processes on one file begin in different places, so that they do not go for the same rows.
    pub(super) fn new() -> Self {
        let [tag, number] = [random(), random()].map(i64::from_be_bytes);
        let next = Mutex::new((tag, number));
        Self { next }
    }

    /// Removes at most `limit` rows, and fewer only after a look at all of them.
    pub(super) async fn sweep(
        &self,
        readers: &Readers,
        writer: &Writer,
        now: Timestamp,
        limit: usize,
    ) -> Result<usize, StoreError> {
        let start = self.next();
        let (mut at, mut is_second, mut removed) = (start, false, 0);
        loop {
            let end = end_of_look(readers, at).await?;
            loop {
                let most = REMOVE.min(limit - removed);
                let ended = look(readers, at, end, now, most).await?;
                if !ended.is_empty() {
                    removed += remove(writer, &ended, now).await?;
                }
                if removed >= limit {
                    return Ok(removed);
                }
                let Some(last) = ended.last().filter(|_| ended.len() >= most) else {
                    break;
                };
                // That row is gone.
                at = place(last);
                self.go_on(at);
            }
            at = end.unwrap_or(BEGINNING);
            self.go_on(at);
            if is_second && (end.is_none() || at >= start) {
                return Ok(removed);
            }
            is_second |= end.is_none();
        }
    }

    fn next(&self) -> Place {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn go_on(&self, at: Place) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

fn place(key: &SessionKey) -> Place {
    (key.tag().cast_signed(), key.number().cast_signed())
}

fn numbers((tag, number): Place) -> [Value; 2] {
    [tag, number].map(|number| Value::Number(Some(number)))
}

/// Where a look that begins here ends; none where there are not so many rows.
async fn end_of_look(readers: &Readers, at: Place) -> Result<Option<Place>, StoreError> {
    let select = "SELECT tag, number FROM oxy_sessions WHERE (tag, number) >= ($1, $2) \
                  ORDER BY tag, number LIMIT 1 OFFSET $3";
    let [tag, number] = numbers(at);
    let select = Statement::new(select, [tag, number, LOOK.into()]);
    let found = readers.read(select, session_key).await?;
    Ok(found.first().map(place))
}

/// Looks for what has ended, with the connections that hold up nobody.
async fn look(
    readers: &Readers,
    at: Place,
    end: Option<Place>,
    now: Timestamp,
    most: usize,
) -> Result<Vec<SessionKey>, StoreError> {
    let mut values = numbers(at).to_vec();
    values.extend([now.into(), most.into()]);
    let select = if let Some(end) = end {
        values.extend(numbers(end));
        "SELECT tag, number FROM oxy_sessions \
         WHERE (tag, number) >= ($1, $2) AND (tag, number) < ($5, $6) AND ends <= $3 \
         ORDER BY tag, number LIMIT $4"
    } else {
        "SELECT tag, number FROM oxy_sessions WHERE (tag, number) >= ($1, $2) AND ends <= $3 \
         ORDER BY tag, number LIMIT $4"
    };
    readers
        .read(Statement::new(select, values), session_key)
        .await
}

/// Removes those of them that have not been prolonged meanwhile, and rests for twice as long as that took: changes of this
/// process and of others wait for few of a sweep's transactions.
async fn remove(
    writer: &Writer,
    ended: &[SessionKey],
    now: Timestamp,
) -> Result<usize, StoreError> {
    let begin = Instant::now();
    let delete = "DELETE FROM oxy_sessions WHERE ends <= $2 \
                  AND (tag, number) IN (SELECT value ->> 0, value ->> 1 FROM json_each($1))";
    let delete = Statement::new(delete, [keys(ended), now.into()]);
    let removed = writer.write(Affects(delete)).await?;
    sleep((begin.elapsed() * 2).min(REST)).await;
    Ok(usize::try_from(removed).unwrap_or(usize::MAX))
}
