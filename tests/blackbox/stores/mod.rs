//! The example `session_demo` with `--store`: what people who run it for themselves are told that it does.

mod cluster;
mod postgres;
mod redis;
mod sqlite;
