//! Statements that both databases understand, each with its values.

use std::collections::HashSet;
use std::time::Duration;

use sqlx::query::Query;
use sqlx::{Database, Encode, Type};

use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::record::{Record, Timestamp};

/// A value of a statement.
#[derive(Clone)]
pub(in crate::session) enum Value {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Vec<u8>),
}

/// The same bits: SQL has signed numbers only.
impl From<u64> for Value {
    fn from(bits: u64) -> Self {
        Self::Number(Some(bits.cast_signed()))
    }
}

impl From<Option<u64>> for Value {
    fn from(bits: Option<u64>) -> Self {
        Self::Number(bits.map(u64::cast_signed))
    }
}

impl From<usize> for Value {
    fn from(limit: usize) -> Self {
        Self::Number(Some(i64::try_from(limit).unwrap_or(i64::MAX)))
    }
}

/// Those that no number can hold are as good as never.
impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Number(Some(i64::try_from(time.0).unwrap_or(i64::MAX)))
    }
}

impl From<Duration> for Value {
    fn from(duration: Duration) -> Self {
        Self::from(Timestamp::default().after(duration))
    }
}

impl From<&SecretHash> for Value {
    fn from(secret: &SecretHash) -> Self {
        Self::Bytes(secret.as_bytes().to_vec())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<Option<&String>> for Value {
    fn from(text: Option<&String>) -> Self {
        Self::Text(text.cloned())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

/// A statement with its values.
#[derive(Clone)]
pub(in crate::session) struct Statement {
    text: &'static str,
    values: Vec<Value>,
}

impl Statement {
    pub(in crate::session) fn new(text: &'static str, values: impl Into<Vec<Value>>) -> Self {
        Self {
            text,
            values: values.into(),
        }
    }

    /// The statement as a database takes it.
    pub(in crate::session) fn query<D: Database>(&self) -> Query<'static, D, D::Arguments>
    where
        for<'v> Option<i64>: Encode<'v, D> + Type<D>,
        for<'v> Option<String>: Encode<'v, D> + Type<D>,
        for<'v> Vec<u8>: Encode<'v, D> + Type<D>,
    {
        let query = sqlx::query(self.text);
        self.values.iter().fold(query, |query, value| match value {
            Value::Number(number) => query.bind(*number),
            Value::Text(text) => query.bind(text.clone()),
            Value::Bytes(bytes) => query.bind(bytes.clone()),
        })
    }
}

/// Adds a row, unless its key has one: the values are those of [`row`].
macro_rules! insert {
    () => {
        "INSERT INTO oxy_sessions (tag, number, secret, user_name, label, created, seen, idle, absolute_end, ends, \
                                   version, data) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (tag, number) DO NOTHING"
    };
}
pub(in crate::session) use insert;

/// The values of a whole row, `$1` to `$12`.
pub(in crate::session) fn row(record: &Record) -> Vec<Value> {
    vec![
        record.key.tag().into(),
        record.key.number().into(),
        (&record.secret).into(),
        record.user.as_ref().into(),
        record.label.as_ref().into(),
        record.created.into(),
        record.seen.into(),
        record.idle.into(),
        record.absolute_end.into(),
        record.ends().into(),
        record.version.into(),
        record.data.as_slice().into(),
    ]
}

pub(in crate::session) fn load(key: &SessionKey) -> Statement {
    Statement::new(
        "SELECT tag, number, secret, user_name, label, created, seen, idle, absolute_end, version, data \
         FROM oxy_sessions WHERE tag = $1 AND number = $2",
        [key.tag().into(), key.number().into()],
    )
}

/// A later `seen` stays, and so does the end that follows from it. Neither sum can overflow.
pub(in crate::session) fn update_if(
    key: &SessionKey,
    version: u64,
    data: &[u8],
    now: Timestamp,
) -> Statement {
    Statement::new(
        "UPDATE oxy_sessions SET data = $4, version = version + 1, \
           ends = CASE WHEN seen >= $5 THEN ends WHEN absolute_end - $5 < idle THEN absolute_end ELSE $5 + idle END, \
           seen = CASE WHEN seen >= $5 THEN seen ELSE $5 END \
         WHERE tag = $1 AND number = $2 AND version = $3 AND ends > $5 RETURNING version",
        [
            key.tag().into(),
            key.number().into(),
            version.into(),
            data.into(),
            now.into(),
        ],
    )
}

/// A row if the session is live in any version: then an update met another one.
pub(in crate::session) fn is_live(key: &SessionKey, now: Timestamp) -> Statement {
    Statement::new(
        "SELECT version FROM oxy_sessions WHERE tag = $1 AND number = $2 AND ends > $3",
        [key.tag().into(), key.number().into(), now.into()],
    )
}

pub(in crate::session) fn touch(key: &SessionKey, seen: Timestamp, now: Timestamp) -> Statement {
    Statement::new(
        "UPDATE oxy_sessions SET seen = $4, \
           ends = CASE WHEN absolute_end - $4 < idle THEN absolute_end ELSE $4 + idle END \
         WHERE tag = $1 AND number = $2 AND seen = $3 AND ends > $4 RETURNING version",
        [
            key.tag().into(),
            key.number().into(),
            seen.into(),
            now.into(),
        ],
    )
}

pub(in crate::session) fn rotate(
    key: &SessionKey,
    from: &SecretHash,
    to: &SecretHash,
    now: Timestamp,
) -> Statement {
    Statement::new(
        "UPDATE oxy_sessions SET secret = $4 \
         WHERE tag = $1 AND number = $2 AND secret = $3 AND ends > $5 RETURNING version",
        [
            key.tag().into(),
            key.number().into(),
            from.into(),
            to.into(),
            now.into(),
        ],
    )
}

/// Gives a row with whether the deleted session was live.
pub(in crate::session) fn delete(
    key: &SessionKey,
    version: Option<u64>,
    now: Timestamp,
) -> Statement {
    Statement::new(
        "DELETE FROM oxy_sessions WHERE tag = $1 AND number = $2 AND ($3 IS NULL OR version = $3) RETURNING ends > $4",
        [
            key.tag().into(),
            key.number().into(),
            version.into(),
            now.into(),
        ],
    )
}

/// The youngest first.
pub(in crate::session) fn by_user(user: &UserTag, limit: usize, now: Timestamp) -> Statement {
    Statement::new(
        "SELECT tag, number, label, created, seen FROM oxy_sessions \
         WHERE tag = $1 AND user_name = $2 AND ends > $3 ORDER BY created DESC LIMIT $4",
        [
            user.tag().into(),
            user.name().into(),
            now.into(),
            limit.into(),
        ],
    )
}

/// The values of a deletion of a user's sessions but one.
pub(in crate::session) fn of_user(
    user: &UserTag,
    except: Option<&SessionKey>,
    now: Timestamp,
) -> [Value; 4] {
    let except = except.filter(|key| key.tag() == user.tag());
    [
        user.tag().into(),
        user.name().into(),
        except.map(SessionKey::number).into(),
        now.into(),
    ]
}

/// Keys as JSON, which both databases read: `[[tag,number],..]`.
pub(in crate::session) fn keys(keys: &[SessionKey]) -> Value {
    let pairs: Vec<_> = keys
        .iter()
        .map(|key| [key.tag().cast_signed(), key.number().cast_signed()])
        .collect();
    Value::Text(serde_json::to_string(&pairs).ok())
}

/// Those of `asked` that are not `there`.
pub(in crate::session) fn others(asked: &[SessionKey], there: &[SessionKey]) -> Vec<SessionKey> {
    let there: HashSet<_> = there.iter().collect();
    let others = asked.iter().filter(|key| !there.contains(key));
    others.copied().collect()
}
