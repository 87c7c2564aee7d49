//! The stores, and one test per store out of one function.

use std::sync::Arc;

use oxy::prelude::*;
use oxy::session::{MemoryStore, PostgresStore, RedisStore, SessionStore, SqliteStore};

use crate::servers;
pub(crate) use crate::servers::Kind;

/// An empty store of one kind, for one test.
pub(crate) struct Place {
    kind: Kind,
    url: String,
    /// What is given back when the test is over.
    _place: Option<servers::Place>,
    /// What several instances in this process share of the one that has no address to share.
    memory: Arc<MemoryStore>,
}

/// What is made with a store of whatever type.
pub(crate) trait WithStore {
    type Output;

    fn with(self, store: impl SessionStore) -> Self::Output;
}

impl Place {
    pub(crate) fn of(kind: Kind) -> Self {
        let place = servers::Place::of(kind);
        Self {
            kind,
            url: place.url().to_owned(),
            _place: Some(place),
            memory: Arc::default(),
        }
    }

    /// On a server of the test's own.
    pub(crate) fn at(kind: Kind, url: String) -> Self {
        Self {
            kind,
            url,
            _place: None,
            memory: Arc::default(),
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What an instance of an application has; instances share nothing but the store.
    pub(crate) fn sessions<T: SessionData>(&self) -> Sessions<T> {
        match self.kind() {
            Kind::Memory => Sessions::new(Arc::clone(&self.memory)),
            _ => Sessions::from_url(self.url()),
        }
    }

    /// The same as a store.
    pub(crate) fn with_store<W: WithStore>(&self, with: W) -> W::Output {
        let url = self.url();
        match self.kind() {
            Kind::Memory => with.with(Arc::clone(&self.memory)),
            Kind::Sqlite => with.with(SqliteStore::new(url.strip_prefix("sqlite:").unwrap())),
            Kind::Postgres => with.with(PostgresStore::from_url(url).unwrap()),
            Kind::Redis | Kind::Cluster => with.with(RedisStore::from_url(url).unwrap()),
        }
    }
}

/// One test per store out of each of these functions, which take a [`Place`].
macro_rules! in_every_store {
    (current_thread: $($test:ident),+ $(,)?) => {
        $(crate::stores::tests!($test "current_thread": memory sqlite postgres redis cluster);)+
    };
    ($($test:ident),+ $(,)?) => {
        $(crate::stores::tests!($test "multi_thread": memory sqlite postgres redis cluster);)+
    };
}

/// The same for the stores that processes can share.
macro_rules! in_every_shared_store {
    ($($test:ident),+ $(,)?) => {
        $(crate::stores::tests!($test "multi_thread": sqlite postgres redis cluster);)+
    };
}

/// The same for those that are databases with rows.
macro_rules! in_every_sql_store {
    ($($test:ident),+ $(,)?) => {
        $(crate::stores::tests!($test "multi_thread": sqlite postgres);)+
    };
}

/// The same for those whose sessions go by themselves.
macro_rules! in_every_redis {
    ($($test:ident),+ $(,)?) => {
        $(crate::stores::tests!($test "multi_thread": redis cluster);)+
    };
}

macro_rules! tests {
    ($test:ident $flavor:literal: $($store:ident)+) => {
        mod $test {
            $(
                #[tokio::test(flavor = $flavor)]
                async fn $store() {
                    let place = crate::stores::Place::of(crate::stores::kind!($store));
                    super::$test(place).await;
                }
            )+
        }
    };
}

macro_rules! kind {
    (memory) => {
        crate::stores::Kind::Memory
    };
    (sqlite) => {
        crate::stores::Kind::Sqlite
    };
    (postgres) => {
        crate::stores::Kind::Postgres
    };
    (redis) => {
        crate::stores::Kind::Redis
    };
    (cluster) => {
        crate::stores::Kind::Cluster
    };
}

pub(crate) use {
    in_every_redis, in_every_shared_store, in_every_sql_store, in_every_store, kind, tests,
};
