//! A session as a hash of Redis, and the names of keys.

use std::time::Duration;

use redis::Value;

use crate::session::id::{SecretHash, SessionKey};
use crate::session::record::{Listed, Record, Timestamp};
use crate::session::redis::failure::Failure;

/// The fields that [`record`] reads, in its order. Besides there are `e`, the session's end, and `t`, a number of the call
/// that changed it last.
pub(super) const FIELDS: [&str; 9] = ["s", "u", "l", "c", "n", "i", "a", "v", "d"];

/// How all keys of a store begin.
#[derive(Debug, Clone)]
pub(super) struct Names {
    prefix: String,
}

impl Names {
    /// Braces would change what Redis takes for the tag.
    pub(super) fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.replace(['{', '}'], ""),
        }
    }

    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The key of the sorted set of a tag's sessions with a user.
    pub(super) fn index(&self, tag: u64) -> String {
        format!("{}:{{{tag:016x}}}", self.prefix)
    }

    /// The key of a session: that of the index, and the number, as scripts put it together, too.
    pub(super) fn session(&self, key: &SessionKey) -> String {
        format!("{}:{}", self.index(key.tag()), member(key))
    }
}

/// What stands for a session in the index.
pub(super) fn member(key: &SessionKey) -> String {
    format!("{:016x}", key.number())
}

/// A time as scripts compare it: as text.
pub(super) fn time(time: Timestamp) -> String {
    format!("{:020}", time.0)
}

pub(super) fn span(span: Duration) -> String {
    let millis = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    format!("{millis:020}")
}

/// Names and values of a session's fields.
pub(super) fn fields(record: &Record) -> Vec<Vec<u8>> {
    let text = |text: String| text.into_bytes();
    let mut fields: Vec<(&str, Vec<u8>)> = vec![
        ("s", record.secret.as_bytes().to_vec()),
        ("c", text(time(record.created))),
        ("n", text(time(record.seen))),
        ("i", text(span(record.idle))),
        ("a", text(time(record.absolute_end))),
        ("e", text(time(record.ends()))),
        ("v", text(record.version.to_string())),
        ("d", record.data.clone()),
    ];
    let texts = [("u", &record.user), ("l", &record.label)];
    let texts = texts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.clone()?)));
    fields.extend(texts.map(|(name, value)| (name, text(value))));
    let pairs = fields
        .into_iter()
        .map(|(name, value)| [text(name.to_owned()), value]);
    pairs.flatten().collect()
}

/// The session that these fields are; none if there is no such key.
pub(super) fn record(key: &SessionKey, fields: Value) -> Result<Option<Record>, Failure> {
    let fields: [Option<Vec<u8>>; FIELDS.len()] = texts(fields)?;
    let [secret, user, label, created, seen, idle, end, version, data] = fields;
    let Some(secret) = secret else {
        return Ok(None);
    };
    let record = || {
        Some(Record {
            key: *key,
            secret: SecretHash::new(secret.try_into().ok()?),
            user: optional_text(user)?,
            label: optional_text(label)?,
            created: Timestamp(number(created)?),
            seen: Timestamp(number(seen)?),
            idle: Duration::from_millis(number(idle)?),
            absolute_end: Timestamp(number(end)?),
            version: number(version)?,
            data: data?,
        })
    };
    record().map(Some).ok_or(STRANGE)
}

/// A line of a user's list, as `by_user.lua` gives it.
pub(super) fn listed(tag: u64, line: Value) -> Result<Listed, Failure> {
    let [member, label, created, seen] = texts(line)?;
    let listed = || {
        let member = optional_text(member)??;
        Some(Listed {
            key: SessionKey::new(tag, u64::from_str_radix(&member, 16).ok()?),
            label: optional_text(label)?,
            created: Timestamp(number(created)?),
            seen: Timestamp(number(seen)?),
        })
    };
    listed().ok_or(STRANGE)
}

const STRANGE: Failure = Failure::Strange("a session that is not one of this version");

const SHAPE: Failure = Failure::Strange("an answer of another shape");

pub(super) fn array(answer: Value) -> Result<Vec<Value>, Failure> {
    match answer {
        Value::Array(values) => Ok(values),
        _ => Err(SHAPE),
    }
}

pub(super) fn int(answer: Value) -> Result<i64, Failure> {
    match answer {
        Value::Int(number) => Ok(number),
        _ => Err(SHAPE),
    }
}

/// Bytes, or nothing.
pub(super) fn bytes(answer: Value) -> Result<Option<Vec<u8>>, Failure> {
    match answer {
        Value::BulkString(bytes) => Ok(Some(bytes)),
        Value::Nil => Ok(None),
        _ => Err(SHAPE),
    }
}

fn texts<const N: usize>(answer: Value) -> Result<[Option<Vec<u8>>; N], Failure> {
    let texts: Result<Vec<_>, _> = array(answer)?.into_iter().map(bytes).collect();
    texts?.try_into().map_err(|_| SHAPE)
}

/// None if it is not text.
fn optional_text(bytes: Option<Vec<u8>>) -> Option<Option<String>> {
    bytes.map(String::from_utf8).transpose().ok()
}

fn number(text: Option<Vec<u8>>) -> Option<u64> {
    str::from_utf8(&text?).ok()?.parse().ok()
}
