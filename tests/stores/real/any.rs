//! The store that an address names.

use oxy::session::{
    Created, Listed, Loaded, MemoryStore, PostgresStore, Record, RedisStore, SecretHash,
    SessionKey, SessionStore, SqliteStore, StoreError, Terms, Timestamp, Updated, UserTag,
};

/// A handle with connections of its own.
pub(super) enum AnyStore {
    Memory(MemoryStore),
    Sqlite(SqliteStore),
    Postgres(Box<PostgresStore>),
    Redis(RedisStore),
}

impl AnyStore {
    pub(super) fn at(url: &str) -> Self {
        let (scheme, rest) = url.split_once(':').unwrap();
        match scheme {
            "memory" => Self::Memory(MemoryStore::new()),
            "sqlite" => Self::Sqlite(SqliteStore::new(rest)),
            "postgres" => Self::Postgres(Box::new(PostgresStore::from_url(url).unwrap())),
            _ => Self::Redis(RedisStore::from_url(url).unwrap()),
        }
    }
}

macro_rules! each {
    ($any:expr, $store:ident => $step:expr) => {
        match $any {
            AnyStore::Memory($store) => $step.await,
            AnyStore::Sqlite($store) => $step.await,
            AnyStore::Postgres($store) => $step.await,
            AnyStore::Redis($store) => $step.await,
        }
    };
}

impl SessionStore for AnyStore {
    async fn open(&self) -> Result<(), StoreError> {
        each!(self, store => store.open())
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        each!(self, store => store.create(record, terms))
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        each!(self, store => store.load(key, now))
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        each!(self, store => store.update_if(key, version, data, now))
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        each!(self, store => store.touch(key, seen, now))
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        each!(self, store => store.rotate(key, from, to, now))
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        each!(self, store => store.delete(key, version, now))
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        each!(self, store => store.by_user(user, limit, now))
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        each!(self, store => store.delete_by_user(user, except, now))
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        each!(self, store => store.sweep(now, limit))
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        each!(self, store => store.watch_ended(key))
    }
}
