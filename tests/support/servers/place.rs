//! Where a test keeps sessions, so that it is written once for all stores.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use super::{Folder, shared_cluster, shared_postgres, shared_redis};

/// The kinds of stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Memory,
    Sqlite,
    Postgres,
    Redis,
    Cluster,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [
        Self::Memory,
        Self::Sqlite,
        Self::Postgres,
        Self::Redis,
        Self::Cluster,
    ];
    /// Those that several processes may share.
    pub(crate) const SHARED: [Self; 4] = [Self::Sqlite, Self::Postgres, Self::Redis, Self::Cluster];
}

/// A fresh, empty place for the sessions of one test, on a server that other tests use too: do not kill it.
///
/// A cluster has one place only, which tests have in turn: a test that asks for two waits for ever.
pub(crate) struct Place {
    kind: Kind,
    url: String,
    _claim: Claim,
}

/// What is given back when the test is over.
enum Claim {
    Nothing,
    Folder(#[expect(dead_code, reason = "it is there until it is dropped")] Folder),
    Database(String),
    Cluster,
}

impl Place {
    pub(crate) fn of(kind: Kind) -> Self {
        let (url, claim) = match kind {
            Kind::Memory => ("memory:".to_owned(), Claim::Nothing),
            Kind::Sqlite => {
                let folder = Folder::new();
                let file = folder.path().join("sessions.db");
                (format!("sqlite:{}", file.display()), Claim::Folder(folder))
            }
            Kind::Postgres => {
                let name = shared_postgres().create_database();
                (shared_postgres().url_of(&name), Claim::Database(name))
            }
            Kind::Redis => {
                static DATABASES: AtomicU32 = AtomicU32::new(1);
                let database = DATABASES.fetch_add(1, Ordering::Relaxed);
                (shared_redis().url_of(database), Claim::Nothing)
            }
            Kind::Cluster => {
                TURN.take();
                shared_cluster().empty();
                (shared_cluster().url(), Claim::Cluster)
            }
        };
        Self {
            kind,
            url,
            _claim: claim,
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// The address to give to an application.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        match self {
            Self::Nothing | Self::Folder(_) => {}
            Self::Database(name) => shared_postgres().drop_database(name),
            Self::Cluster => TURN.give_back(),
        }
    }
}

static TURN: Turn = Turn {
    taken: Mutex::new(false),
    given_back: Condvar::new(),
};

/// Unlike the guard of a mutex it may be given back by another thread: tests are futures.
struct Turn {
    taken: Mutex<bool>,
    given_back: Condvar,
}

impl Turn {
    fn take(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = self.given_back.wait_while(taken, |taken| *taken);
        *taken.unwrap_or_else(PoisonError::into_inner) = true;
    }

    fn give_back(&self) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.given_back.notify_one();
    }
}

/// Makes one test of each function for each kind of store: `for_each_store! { async fn a_logout_is_final(place: Place) { .. } }`
/// gives `a_logout_is_final::memory`, `::sqlite`, `::postgres`, `::redis`, and `::cluster`.
///
/// Each runs on one thread, unless `#[tokio::test(flavor = "multi_thread")]` stands before the function.
macro_rules! for_each_store {
    (@tests $options:tt; $($kind:ident $variant:ident),*) => { $(
        #[tokio::test $options]
        async fn $kind() {
            test($crate::servers::Place::of($crate::servers::Kind::$variant)).await;
        }
    )* };
    (@tests ; $($kinds:tt)*) => {
        $crate::servers::for_each_store!(@tests (flavor = "current_thread"); $($kinds)*);
    };
    ($(
        $(#[doc = $text:literal])*
        $(#[tokio::test $options:tt])?
        async fn $name:ident($place:ident: Place) $body:block
    )*) => { $(
        $(#[doc = $text])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn test($place: $crate::servers::Place) $body

            $crate::servers::for_each_store!(@tests $($options)?;
                memory Memory, sqlite Sqlite, postgres Postgres, redis Redis, cluster Cluster);
        }
    )* };
}

/// Like `for_each_store`, without the store in memory, which no two processes share.
macro_rules! for_each_shared_store {
    ($(
        $(#[doc = $text:literal])*
        $(#[tokio::test $options:tt])?
        async fn $name:ident($place:ident: Place) $body:block
    )*) => { $(
        $(#[doc = $text])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn test($place: $crate::servers::Place) $body

            $crate::servers::for_each_store!(@tests $($options)?;
                sqlite Sqlite, postgres Postgres, redis Redis, cluster Cluster);
        }
    )* };
}

pub(crate) use {for_each_shared_store, for_each_store};
