//! The steps of a store, each a call of a script.

use redis::Value;

use crate::crypto::random;
use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::poll::Inspect;
use crate::session::record::{Listed, Record, Timestamp};
use crate::session::redis::RedisStore;
use crate::session::redis::failure::Failure;
use crate::session::redis::ready::make_ready;
use crate::session::redis::row::{
    FIELDS, array, bytes, fields, int, listed, member, record, span, time,
};
use crate::session::redis::script::{
    BY_USER, CREATE, Call, DELETE, DELETE_BY_USER, KEEP, ROTATE, Script, TOUCH, TRIM, UPDATE,
};
use crate::session::store::{Created, Loaded, SessionStore, StoreError, Terms, Updated};

/// How many sessions one script reads: about a millisecond of Redis' time.
const PAGE: usize = 500;
/// By how many milliseconds clocks of several machines may differ without a word.
const SKEW: u64 = 10_000;

impl RedisStore {
    /// A call about one session, and its index.
    fn about(&self, script: &'static Script, key: &SessionKey) -> Call {
        let index = self.names.index(key.tag());
        script.call().key(self.names.session(key)).key(index)
    }

    async fn call(&self, call: Call) -> Result<Value, Failure> {
        self.servers.call(&call).await
    }

    async fn said_yes(&self, call: Call) -> Result<bool, StoreError> {
        Ok(int(self.call(call).await?)? == 1)
    }

    /// Goes on with the cap where the user's sessions are more than one page.
    async fn trim(
        &self,
        record: &Record,
        user: &str,
        cap: u32,
        terms: &Terms,
        found: Surplus,
    ) -> Result<u64, Failure> {
        let mut found = found;
        let mut capped = found.live;
        while found.more {
            let call = TRIM.call().key(self.names.index(record.key.tag()));
            let call = call.arg(time(terms.now)).arg(member(&record.key)).arg(user);
            let call = call.arg(found.room).arg(&found.after).arg(PAGE);
            found = match Surplus::read(array(self.call(call).await?)?)? {
                Some(found) => found,
                // The session after which it was to go on has ended.
                None => Surplus::begin(cap),
            };
            capped += found.live;
        }
        Ok(capped)
    }
}

/// How far the search for sessions beyond a cap has come.
struct Surplus {
    live: u64,
    more: bool,
    room: i64,
    after: Vec<u8>,
}

impl Surplus {
    fn begin(cap: u32) -> Self {
        Self {
            live: 0,
            more: true,
            room: i64::from(cap) - 1,
            after: Vec::new(),
        }
    }

    fn read(answer: Vec<Value>) -> Result<Option<Self>, Failure> {
        let [live, more, room, after] = match <[Value; 4]>::try_from(answer) {
            Ok(answer) => answer,
            Err(_) => return Ok(None),
        };
        Ok(Some(Self {
            live: count(live)?,
            more: int(more)? == 1,
            room: int(room)?,
            after: bytes(after)?.unwrap_or_default(),
        }))
    }
}

fn count(answer: Value) -> Result<u64, Failure> {
    Ok(u64::try_from(int(answer)?).unwrap_or(0))
}

impl SessionStore for RedisStore {
    async fn open(&self) -> Result<(), StoreError> {
        make_ready(&self.servers).await
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        let user = record.user.as_deref();
        let cap = terms.cap.filter(|_| user.is_some());
        let mut call = CREATE.call().key(self.names.session(&record.key));
        if user.is_some() || terms.replaces.is_some() {
            call = call.key(self.names.index(record.key.tag()));
        }
        if let Some(replaced) = &terms.replaces {
            call = call.key(self.names.session(replaced));
        }
        let call = call.arg(time(terms.now)).arg(member(&record.key));
        let call = call.arg(user.unwrap_or_default()).arg(record.created.0);
        let call = call.arg(time(record.ends())).arg(span(record.idle));
        let call = call.arg(cap.unwrap_or(0));
        let call = call.arg(terms.replaces.as_ref().map(member).unwrap_or_default());
        let call = call.arg(PAGE).arg(fields(record));
        let mut answer = array(self.call(call).await?)?;
        if answer.len() < 2 {
            return Ok(Created::Exists);
        }
        let replaced = int(answer.remove(1))? == 1;
        answer.remove(0);
        let found = Surplus::read(answer)?.ok_or(Failure::Strange("what was created"))?;
        let mut capped = found.live;
        if let (Some(user), Some(cap)) = (user, cap) {
            capped = self.trim(record, user, cap, terms, found).await?;
        }
        Ok(Created::Created { replaced, capped })
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        let call = Call::read("HMGET")
            .key(self.names.session(key))
            .arg(&FIELDS);
        let Some(record) = record(key, self.call(call).await?)? else {
            return Ok(Loaded::Unknown);
        };
        let loaded = Loaded::of(record, now);
        // Whoever saw it last has a clock that is ahead, or had: Redis counts from then, and would let it go too early.
        if let Loaded::Live(record) = &loaded
            && record.seen.0.saturating_sub(now.0) > SKEW
        {
            let kept = self.call(self.about(&KEEP, key).arg(time(now))).await;
            // A store that takes no writes can be read.
            let _ = kept.inspect_err(|failure| {
                tracing::debug!(cause = %failure, "a session's row may expire too early");
            });
        }
        Ok(loaded)
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let call = self.about(&UPDATE, key).arg(time(now)).arg(version);
        let call = call.arg(&random::<16>()).arg(data);
        match int(self.call(call).await?)? {
            0 => Ok(Updated::Conflict),
            1 => Ok(Updated::Updated),
            _ => Ok(Updated::Gone),
        }
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let call = self.about(&TOUCH, key).arg(time(now)).arg(time(seen));
        self.said_yes(call).await
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let call = ROTATE.call().key(self.names.session(key)).arg(time(now));
        let call = call.arg(from.as_bytes()).arg(to.as_bytes());
        self.said_yes(call.arg(&random::<16>())).await
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let call = self.about(&DELETE, key).arg(time(now)).arg(member(key));
        let version = version.map(|version| version.to_string());
        self.said_yes(call.arg(version.unwrap_or_default())).await
    }

    /// Of more sessions than a page has, each page is a step of its own.
    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        let mut list = Vec::new();
        let mut after = Vec::new();
        while list.len() < limit {
            let call = BY_USER.call().key(self.names.index(user.tag()));
            let call = call.arg(time(now)).arg(user.name());
            let call = call.arg(limit - list.len()).arg(&after).arg(PAGE);
            let mut answer = array(self.call(call).await?)?.into_iter();
            let mut next = || answer.next().ok_or(Failure::Strange("a list of sessions"));
            let more = int(next()?)?;
            after = bytes(next()?)?.unwrap_or_default();
            if more < 0 {
                list.clear();
                continue;
            }
            for line in answer {
                list.push(listed(user.tag(), line)?);
            }
            if more == 0 {
                break;
            }
        }
        list.reverse();
        Ok(list)
    }

    /// Of more sessions than a page has, each page is a step of its own: those that were there at the beginning have ended
    /// when it returns.
    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let spared = except.filter(|key| key.tag() == user.tag());
        let spared = spared.map(member).unwrap_or_default();
        let mut deleted = 0;
        let mut after = Vec::new();
        loop {
            let call = DELETE_BY_USER.call().key(self.names.index(user.tag()));
            let call = call.arg(time(now)).arg(user.name()).arg(&spared);
            let answer = array(self.call(call.arg(&after).arg(PAGE)).await?)?;
            let Ok([live, more, last]) = <[Value; 3]>::try_from(answer) else {
                after.clear();
                continue;
            };
            deleted += count(live)?;
            if int(more)? == 0 {
                return Ok(deleted);
            }
            after = bytes(last)?.unwrap_or_default();
        }
    }

    /// Nothing to do: keys expire.
    async fn sweep(&self, _: Timestamp, _: usize) -> Result<usize, StoreError> {
        Ok(0)
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.poll.ended(self, key).await;
        Ok(())
    }
}

impl Inspect for RedisStore {
    fn server_of(&self, key: &SessionKey) -> Option<String> {
        self.servers.name_of(self.names.session(key).as_bytes())
    }

    async fn absent(&self, keys: &[SessionKey]) -> Result<Vec<SessionKey>, StoreError> {
        let exists = |key| Call::read("EXISTS").key(self.names.session(key));
        let answers = self.servers.read_all(keys.iter().map(exists).collect());
        let mut absent = Vec::new();
        for (key, answer) in keys.iter().zip(answers.await?) {
            match answer.and_then(int) {
                Ok(0) => absent.push(*key),
                Ok(_) => {}
                Err(failure) => {
                    tracing::debug!(cause = %failure, "the end of a session could not be asked for");
                }
            }
        }
        Ok(absent)
    }
}
