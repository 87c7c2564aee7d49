//! Which store an address names.

use std::sync::Arc;

use crate::session::erased::ErasedStore;
use crate::session::memory::MemoryStore;

/// What is wrong with an address, and what would be right. It never has the address, which may have a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AddressProblem {
    pub(super) message: String,
    pub(super) help: String,
}

impl AddressProblem {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }

    #[cfg_attr(
        all(feature = "sqlite", feature = "postgres", feature = "redis"),
        allow(dead_code, reason = "only a build without some store has use for it")
    )]
    fn without(feature: &str) -> Self {
        Self::new(
            format!(
                "its address names a store for which oxy was built without the feature `{feature}`"
            ),
            format!("in Cargo.toml, oxy = {{ .., features = [\"{feature}\"] }}"),
        )
    }
}

const KINDS: &str = "memory:, sqlite:sessions.db, postgres://user:password@host/database, redis://host:6379, \
                     redis+cluster://host1:6379,host2:6379, or cookie:";

/// The address of no store: the sessions live in their cookies.
pub(super) const IN_COOKIE: &str = "cookie:";

/// The store that an address names. Nothing is connected yet.
pub(super) fn store_at(address: &str) -> Result<Arc<dyn ErasedStore>, AddressProblem> {
    let (scheme, rest) = address.split_once(':').unwrap_or((address, ""));
    match scheme {
        "memory" if rest.is_empty() => Ok(Arc::new(MemoryStore::new())),
        "sqlite" => sqlite(rest),
        "postgres" | "postgresql" => postgres(address),
        "redis" | "rediss" | "redis+cluster" | "rediss+cluster" => redis(address),
        _ => Err(AddressProblem::new(
            "its address is not that of a store that oxy knows",
            KINDS,
        )),
    }
}

#[cfg(feature = "sqlite")]
fn sqlite(path: &str) -> Result<Arc<dyn ErasedStore>, AddressProblem> {
    const HELP: &str =
        "sqlite:sessions.db, or sqlite:/var/lib/shop/sessions.db; for sessions in memory, memory:";
    // `sqlite://` and `sqlite:` mean the same in other programs, too.
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path.starts_with(':') || path.contains('?') {
        return Err(AddressProblem::new(
            "its address has no path of a SQLite database",
            HELP,
        ));
    }
    Ok(Arc::new(crate::session::sqlite::SqliteStore::new(path)))
}

#[cfg(not(feature = "sqlite"))]
fn sqlite(_: &str) -> Result<Arc<dyn ErasedStore>, AddressProblem> {
    Err(AddressProblem::without("sqlite"))
}

#[cfg(feature = "postgres")]
fn postgres(url: &str) -> Result<Arc<dyn ErasedStore>, AddressProblem> {
    let store = crate::session::postgres::PostgresStore::from_url(url);
    let store = store.map_err(|error| {
        AddressProblem::new(
            format!("its address is not one of PostgreSQL: {error}"),
            "postgres://user:password@host:5432/database",
        )
    });
    Ok(Arc::new(store?))
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &str) -> Result<Arc<dyn ErasedStore>, AddressProblem> {
    Err(AddressProblem::without("postgres"))
}

#[cfg(feature = "redis")]
fn redis(url: &str) -> Result<Arc<dyn ErasedStore>, AddressProblem> {
    let store = crate::session::redis::RedisStore::from_url(url);
    let store = store.map_err(|error| {
        AddressProblem::new(
            format!("its address is not one of Redis: {error}"),
            "redis://user:password@host:6379/0, or of a cluster redis+cluster://host1:6379,host2:6379",
        )
    });
    Ok(Arc::new(store?))
}

#[cfg(not(feature = "redis"))]
fn redis(_: &str) -> Result<Arc<dyn ErasedStore>, AddressProblem> {
    Err(AddressProblem::without("redis"))
}
