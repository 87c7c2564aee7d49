//! What the stores in SQL databases have in common.
//!
//! There is one table, `oxy_sessions`, with a row per session under its tag and number. SQL has no unsigned numbers of 64
//! bits, so tag, number and version are stored as the signed number of the same bits. Times are milliseconds since the epoch,
//! durations milliseconds. `ends` is stored besides what it follows from, so that it can have an index.

mod fetch;
#[cfg_attr(
    not(feature = "postgres"),
    allow(dead_code, reason = "only the connections to a server die unnoticed")
)]
mod pool;
mod refusal;
mod row;
pub(in crate::session) mod schema;
pub(in crate::session) mod statement;

#[cfg(feature = "postgres")]
pub(in crate::session) use pool::late;
pub(in crate::session) use pool::{Lease, Pool};
pub(in crate::session) use row::{flag, listed, number, record, session_key};
pub(in crate::session) use statement::{Statement, Value};
