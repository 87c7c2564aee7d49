//! What is special to sessions in Redis.

mod answers;
mod connection;
mod half_moved;
mod keys;
mod lossy;
mod many;
mod moving;
mod outage;
mod repeated;
mod rights;
mod watching;

use oxy::session::RedisStore;

use crate::records::{CREATED, add, anonymous, at, is_live, now, session, user};

fn store(url: &str) -> RedisStore {
    RedisStore::from_url(url).unwrap()
}
