//! The methods of a store, each written down with its answer.

use std::fmt::Write as _;

use crate::session::{
    Created, Listed, Loaded, Record, SecretHash, SessionKey, Terms, Timestamp, Updated, UserTag,
};
use crate::testing::check_store::bench::{Bench, Outcome};

/// More sessions than any user has here.
const ALL: usize = 1_000;

impl Bench {
    pub(super) async fn open(&self) -> Outcome {
        let answer = self.store.open();
        self.step("open()".to_owned(), answer, |()| "done".to_owned())
            .await
    }

    pub(super) async fn create(&self, record: &Record, terms: Terms) -> Outcome<Created> {
        let mut step = format!("create({}", self.name(&record.key));
        if let Some(key) = &terms.replaces {
            let _ = write!(step, ", replaces {}", self.name(key));
        }
        if let Some(cap) = terms.cap {
            let _ = write!(step, ", cap {cap}");
        }
        let _ = write!(step, ", now {})", self.time(terms.now));
        let answer = self.store.create(record, &terms);
        self.step(step, answer, |answer| format!("{answer:?}"))
            .await
    }

    pub(super) async fn load(&self, key: &SessionKey, now: Timestamp) -> Outcome<Loaded> {
        let step = format!("load({}, now {})", self.name(key), self.time(now));
        self.step(step, self.store.load(key, now), |answer| self.show(answer))
            .await
    }

    pub(super) async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Outcome<Updated> {
        let (name, size, time) = (self.name(key), data.len(), self.time(now));
        let step = format!("update_if({name}, version {version}, {size} bytes, now {time})");
        let answer = self.store.update_if(key, version, data, now);
        self.step(step, answer, |answer| format!("{answer:?}"))
            .await
    }

    pub(super) async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Outcome<bool> {
        let (name, time) = (self.name(key), self.time(now));
        let step = format!("touch({name}, seen {}, now {time})", self.time(seen));
        self.step(step, self.store.touch(key, seen, now), bool::to_string)
            .await
    }

    pub(super) async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Outcome<bool> {
        let (name, time) = (self.name(key), self.time(now));
        let (before, after) = (self.secret_name(from), self.secret_name(to));
        let step = format!("rotate({name}, from {before:?} to {after:?}, now {time})");
        let answer = self.store.rotate(key, from, to, now);
        self.step(step, answer, bool::to_string).await
    }

    pub(super) async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Outcome<bool> {
        let (name, time) = (self.name(key), self.time(now));
        let version_text = version.map_or_else(String::new, |it| format!(", version {it}"));
        let step = format!("delete({name}{version_text}, now {time})");
        let answer = self.store.delete(key, version, now);
        self.step(step, answer, bool::to_string).await
    }

    pub(super) async fn by_user(&self, user: &UserTag, now: Timestamp) -> Outcome<Vec<Listed>> {
        self.by_user_limited(user, ALL, now).await
    }

    pub(super) async fn by_user_limited(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Outcome<Vec<Listed>> {
        let (name, time) = (user.name(), self.time(now));
        let step = format!("by_user({name:?}, limit {limit}, now {time})");
        self.step(step, self.store.by_user(user, limit, now), |list| {
            self.names(list.iter().map(|line| &line.key))
        })
        .await
    }

    pub(super) async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Outcome<u64> {
        let (name, time) = (user.name(), self.time(now));
        let but = except.map_or_else(String::new, |key| format!(", except {}", self.name(key)));
        let step = format!("delete_by_user({name:?}{but}, now {time})");
        let answer = self.store.delete_by_user(user, except, now);
        self.step(step, answer, u64::to_string).await
    }

    pub(super) async fn sweep(&self, now: Timestamp, limit: usize) -> Outcome<usize> {
        let step = format!("sweep(now {}, limit {limit})", self.time(now));
        self.step(step, self.store.sweep(now, limit), usize::to_string)
            .await
    }
}
