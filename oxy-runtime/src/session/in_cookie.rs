//! Sessions without a store: the whole record is in the sealed cookie.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::cookie::{Cookie, SealedCookie, SetCookie};
use crate::error::Error;
use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::lifetime::LONGEST;
use crate::session::record::{Listed, Record, Timestamp};
use crate::session::store::{Created, Loaded, SessionStore, StoreError, Terms, Updated};
use crate::setup::Setup;

/// What comes first in the cookie's value, should its form ever change.
const VERSION: &str = "1";

/// Who has the cookie has the session: there is nothing to compare a secret with.
const NO_SECRET: SecretHash = SecretHash::new([0; 32]);

/// The record of one request: it comes out of the request's cookie, is changed in here, and leaves with the response.
///
/// To the steps on sessions it is a store with one row at most, so that they need not know of it.
pub(super) struct Slot {
    row: Mutex<Row>,
    setup: Arc<Setup>,
    cookie: Arc<str>,
}

#[derive(Default)]
struct Row {
    record: Option<Record>,
    /// Whether the handler has changed it.
    is_changed: bool,
    /// Whether its idle clock was moved.
    is_touched: bool,
}

impl Slot {
    /// The session in a cookie that was opened, if there was one.
    pub(super) fn new(
        sealed: Option<&SealedCookie>,
        cookie: &Arc<str>,
        setup: &Arc<Setup>,
    ) -> Self {
        Self {
            row: Mutex::new(Row {
                record: sealed.and_then(|sealed| record_in(&sealed.value)),
                ..Row::default()
            }),
            setup: Arc::clone(setup),
            cookie: Arc::clone(cookie),
        }
    }

    /// The cookie's name.
    pub(super) fn name(&self) -> &str {
        &self.cookie
    }

    /// The key of the session, and what stands for its secret.
    pub(super) fn current(&self) -> Option<(SessionKey, SecretHash)> {
        let row = self.row();
        row.record
            .as_ref()
            .map(|record| (record.key, record.secret))
    }

    /// Whether the browser must be told; only `while_fresh` of nothing but an idle clock that was moved.
    pub(super) fn is_news(&self, while_fresh: bool) -> bool {
        let row = self.row();
        row.is_changed || (row.is_touched && while_fresh)
    }

    /// The cookie with the session as it is now.
    pub(super) fn cookie(&self, persistent: bool, now: Timestamp) -> Option<Cookie> {
        let row = self.row();
        let record = row.record.as_ref()?;
        Some(session_cookie(
            &self.cookie,
            text_of(record)?,
            record,
            persistent,
            now,
        ))
    }

    /// Whether a browser will take the cookie of this record: at most 4096 bytes with name and attributes (RFC 6265, 6.1).
    pub(super) fn check_size(
        &self,
        record: &Record,
        persistent: bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        let text =
            text_of(record).ok_or_else(|| Error::internal("the data of a session is no text"))?;
        let cookie = session_cookie(&self.cookie, text, record, persistent, now);
        let setup = &self.setup;
        let line = SetCookie::new(&cookie, &setup.cookies, setup.key.as_ref(), setup.now());
        line.map(drop).map_err(Error::internal)
    }

    fn row(&self) -> MutexGuard<'_, Row> {
        self.row.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The row, if it has the session of this key and that is live.
    fn live(&self, key: &SessionKey, now: Timestamp) -> Option<MutexGuard<'_, Row>> {
        let row = self.row();
        let record = row.record.as_ref()?;
        (record.key == *key && record.is_live(now)).then_some(row)
    }
}

/// The session's cookie with this value, which lives as long as the session may.
pub(super) fn session_cookie(
    name: &str,
    value: impl ToString,
    record: &Record,
    persistent: bool,
    now: Timestamp,
) -> Cookie {
    let cookie = Cookie::new(name, value).encrypted().http_only(true);
    if !persistent {
        return cookie.browser_session();
    }
    // The clock of who began it may have been ahead.
    let left = record.absolute_end.since(now).min(LONGEST);
    // Rounded up: the moment that has passed since the beginning would cost a second.
    cookie.max_age(Duration::from_secs(left.as_millis().div_ceil(1_000) as u64))
}

impl SessionStore for Slot {
    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        let mut row = self.row();
        let old = row.record.replace(record.clone());
        row.is_changed = true;
        let replaced = old.filter(|old| Some(old.key) == terms.replaces && old.is_live(terms.now));
        Ok(Created::Created {
            replaced: replaced.is_some(),
            capped: 0,
        })
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        let record = self.row().record.clone();
        let record = record.filter(|record| record.key == *key);
        Ok(record.map_or(Loaded::Unknown, |record| Loaded::of(record, now)))
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let Some(mut row) = self.live(key, now) else {
            return Ok(Updated::Gone);
        };
        let record = row.record.as_mut();
        let Some(record) = record.filter(|record| record.version == version) else {
            return Ok(Updated::Conflict);
        };
        record.data = data.to_vec();
        record.version += 1;
        record.seen = record.seen.max(now);
        row.is_changed = true;
        Ok(Updated::Updated)
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(mut row) = self.live(key, now) else {
            return Ok(false);
        };
        let record = row.record.as_mut();
        let Some(record) = record.filter(|record| record.seen == seen) else {
            return Ok(false);
        };
        record.seen = now;
        row.is_touched = true;
        Ok(true)
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(mut row) = self.live(key, now) else {
            return Ok(false);
        };
        let record = row.record.as_mut();
        let Some(record) = record.filter(|record| record.secret == *from) else {
            return Ok(false);
        };
        record.secret = *to;
        row.is_changed = true;
        Ok(true)
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut row = self.row();
        let is_it = |record: &mut Record| {
            record.key == *key && version.is_none_or(|version| record.version == version)
        };
        let deleted = row.record.take_if(is_it);
        Ok(deleted.is_some_and(|record| record.is_live(now)))
    }

    async fn by_user(
        &self,
        _: &UserTag,
        _: usize,
        _: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        Err(nowhere())
    }

    async fn delete_by_user(
        &self,
        _: &UserTag,
        _: Option<&SessionKey>,
        _: Timestamp,
    ) -> Result<u64, StoreError> {
        Err(nowhere())
    }

    async fn sweep(&self, _: Timestamp, _: usize) -> Result<usize, StoreError> {
        Ok(0)
    }

    /// Nobody but its own request can end it.
    async fn watch_ended(&self, _: &SessionKey) -> Result<(), StoreError> {
        std::future::pending().await
    }
}

fn nowhere() -> StoreError {
    StoreError::new("sessions that live in their cookies are nowhere listed")
}

/// What stands before the data, as a JSON array.
type Head<'t> = (
    u64,
    u64,
    Option<Cow<'t, str>>,
    Option<Cow<'t, str>>,
    [u64; 5],
);

/// The cookie's value: version, head, a line break, the data.
fn text_of(record: &Record) -> Option<String> {
    let numbers = [
        record.created.0,
        record.seen.0,
        u64::try_from(record.idle.as_millis()).ok()?,
        record.absolute_end.0,
        record.version,
    ];
    let (user, label) = (record.user.as_deref(), record.label.as_deref());
    let head: Head<'_> = (
        record.key.tag(),
        record.key.number(),
        user.map(Cow::from),
        label.map(Cow::from),
        numbers,
    );
    let head = serde_json::to_string(&head).ok()?;
    let data = std::str::from_utf8(&record.data).ok()?;
    Some(format!("{VERSION}{head}\n{data}"))
}

/// The session in a cookie's value; none in anything else.
fn record_in(text: &str) -> Option<Record> {
    let (head, data) = text.strip_prefix(VERSION)?.split_once('\n')?;
    let (tag, number, user, label, [created, seen, idle, end, version]): Head<'_> =
        serde_json::from_str(head).ok()?;
    Some(Record {
        key: SessionKey::new(tag, number),
        secret: NO_SECRET,
        user: user.map(Cow::into_owned),
        label: label.map(Cow::into_owned),
        created: Timestamp(created),
        seen: Timestamp(seen),
        idle: Duration::from_millis(idle),
        absolute_end: Timestamp(end),
        version,
        data: data.as_bytes().to_vec(),
    })
}
