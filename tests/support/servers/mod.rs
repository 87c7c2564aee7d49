//! Real servers for tests: Redis, a Redis Cluster, PostgreSQL.
//!
//! Each runs on free ports, in a folder of its own, and ends with the test process however that ends: a static is never
//! dropped, and a process that is killed drops nothing.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "each test crate uses a part"
)]

mod cluster;
mod folder;
mod limit;
mod place;
mod port;
mod postgres;
mod process;
mod program;
mod redis;
mod shared;

pub(crate) use cluster::Cluster;
pub(crate) use folder::Folder;
pub(crate) use place::{Kind, Place, for_each_shared_store, for_each_store};
pub(crate) use postgres::Postgres;
pub(crate) use redis::Redis;
pub(crate) use shared::{shared_cluster, shared_postgres, shared_redis};

/// The password in every address, for tests that search logs and answers for it.
pub(crate) const PASSWORD: &str = "not-for-any-log";
