//! Two handles to one store, as one: each step goes to one of them by chance.

use std::sync::Arc;

use crate::crypto::random;
use crate::session::{
    Created, ErasedStore, Listed, Loaded, Record, SecretHash, SessionKey, Terms, Timestamp,
    Updated, UserTag,
};
use crate::testing::check_store::bench::Answer;

pub(super) struct Either {
    first: Arc<dyn ErasedStore>,
    second: Arc<dyn ErasedStore>,
}

impl Either {
    pub(super) fn of(first: Arc<dyn ErasedStore>, second: Arc<dyn ErasedStore>) -> Self {
        Self { first, second }
    }

    fn one(&self) -> &dyn ErasedStore {
        let [number] = random();
        match number % 2 {
            0 => &*self.first,
            _ => &*self.second,
        }
    }
}

impl ErasedStore for Either {
    fn open(&self) -> Answer<'_, ()> {
        Box::pin(async {
            let (first, second) = tokio::join!(self.first.open(), self.second.open());
            first.and(second)
        })
    }

    fn create<'a>(&'a self, record: &'a Record, terms: &'a Terms) -> Answer<'a, Created> {
        self.one().create(record, terms)
    }

    fn load<'a>(&'a self, key: &'a SessionKey, now: Timestamp) -> Answer<'a, Loaded> {
        self.one().load(key, now)
    }

    fn update_if<'a>(
        &'a self,
        key: &'a SessionKey,
        version: u64,
        data: &'a [u8],
        now: Timestamp,
    ) -> Answer<'a, Updated> {
        self.one().update_if(key, version, data, now)
    }

    fn touch<'a>(
        &'a self,
        key: &'a SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Answer<'a, bool> {
        self.one().touch(key, seen, now)
    }

    fn rotate<'a>(
        &'a self,
        key: &'a SessionKey,
        from: &'a SecretHash,
        to: &'a SecretHash,
        now: Timestamp,
    ) -> Answer<'a, bool> {
        self.one().rotate(key, from, to, now)
    }

    fn delete<'a>(
        &'a self,
        key: &'a SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Answer<'a, bool> {
        self.one().delete(key, version, now)
    }

    fn by_user<'a>(
        &'a self,
        user: &'a UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Answer<'a, Vec<Listed>> {
        self.one().by_user(user, limit, now)
    }

    fn delete_by_user<'a>(
        &'a self,
        user: &'a UserTag,
        except: Option<&'a SessionKey>,
        now: Timestamp,
    ) -> Answer<'a, u64> {
        self.one().delete_by_user(user, except, now)
    }

    fn sweep(&self, now: Timestamp, limit: usize) -> Answer<'_, usize> {
        self.one().sweep(now, limit)
    }

    fn watch_ended<'a>(&'a self, key: &'a SessionKey) -> Answer<'a, ()> {
        self.one().watch_ended(key)
    }
}
