//! A store behind a pointer, so that neither sessions nor applications are generic over it.

use crate::exchange::BoxFuture;
use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::record::{Listed, Record, Timestamp};
use crate::session::store::{Created, Loaded, SessionStore, StoreError, Terms, Updated};

type Step<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// [`SessionStore`] with boxed futures; see there for what each method does.
pub(crate) trait ErasedStore: Send + Sync + 'static {
    fn open(&self) -> Step<'_, ()>;
    fn create<'a>(&'a self, record: &'a Record, terms: &'a Terms) -> Step<'a, Created>;
    fn load<'a>(&'a self, key: &'a SessionKey, now: Timestamp) -> Step<'a, Loaded>;
    fn update_if<'a>(
        &'a self,
        key: &'a SessionKey,
        version: u64,
        data: &'a [u8],
        now: Timestamp,
    ) -> Step<'a, Updated>;
    fn touch<'a>(&'a self, key: &'a SessionKey, seen: Timestamp, now: Timestamp) -> Step<'a, bool>;
    fn rotate<'a>(
        &'a self,
        key: &'a SessionKey,
        from: &'a SecretHash,
        to: &'a SecretHash,
        now: Timestamp,
    ) -> Step<'a, bool>;
    fn delete<'a>(
        &'a self,
        key: &'a SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Step<'a, bool>;
    fn by_user<'a>(
        &'a self,
        user: &'a UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Step<'a, Vec<Listed>>;
    fn delete_by_user<'a>(
        &'a self,
        user: &'a UserTag,
        except: Option<&'a SessionKey>,
        now: Timestamp,
    ) -> Step<'a, u64>;
    fn sweep(&self, now: Timestamp, limit: usize) -> Step<'_, usize>;
    fn watch_ended<'a>(&'a self, key: &'a SessionKey) -> Step<'a, ()>;
}

impl<S: SessionStore> ErasedStore for S {
    fn open(&self) -> Step<'_, ()> {
        Box::pin(SessionStore::open(self))
    }

    fn create<'a>(&'a self, record: &'a Record, terms: &'a Terms) -> Step<'a, Created> {
        Box::pin(SessionStore::create(self, record, terms))
    }

    fn load<'a>(&'a self, key: &'a SessionKey, now: Timestamp) -> Step<'a, Loaded> {
        Box::pin(SessionStore::load(self, key, now))
    }

    fn update_if<'a>(
        &'a self,
        key: &'a SessionKey,
        version: u64,
        data: &'a [u8],
        now: Timestamp,
    ) -> Step<'a, Updated> {
        Box::pin(SessionStore::update_if(self, key, version, data, now))
    }

    fn touch<'a>(&'a self, key: &'a SessionKey, seen: Timestamp, now: Timestamp) -> Step<'a, bool> {
        Box::pin(SessionStore::touch(self, key, seen, now))
    }

    fn rotate<'a>(
        &'a self,
        key: &'a SessionKey,
        from: &'a SecretHash,
        to: &'a SecretHash,
        now: Timestamp,
    ) -> Step<'a, bool> {
        Box::pin(SessionStore::rotate(self, key, from, to, now))
    }

    fn delete<'a>(
        &'a self,
        key: &'a SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Step<'a, bool> {
        Box::pin(SessionStore::delete(self, key, version, now))
    }

    fn by_user<'a>(
        &'a self,
        user: &'a UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Step<'a, Vec<Listed>> {
        Box::pin(SessionStore::by_user(self, user, limit, now))
    }

    fn delete_by_user<'a>(
        &'a self,
        user: &'a UserTag,
        except: Option<&'a SessionKey>,
        now: Timestamp,
    ) -> Step<'a, u64> {
        Box::pin(SessionStore::delete_by_user(self, user, except, now))
    }

    fn sweep(&self, now: Timestamp, limit: usize) -> Step<'_, usize> {
        Box::pin(SessionStore::sweep(self, now, limit))
    }

    fn watch_ended<'a>(&'a self, key: &'a SessionKey) -> Step<'a, ()> {
        Box::pin(SessionStore::watch_ended(self, key))
    }
}
