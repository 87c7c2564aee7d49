//! Sessions in Redis or Redis Cluster.
//!
//! From the bottom:
//! - [`failure`]: why something was not done; [`node`]: the one connection to a server
//! - [`slots`], [`cluster`]: who has which slot; [`script`]: the steps; [`servers`]: where they are sent, and sent again
//! - [`row`]: how a session lies in Redis; [`steps`]: the methods of a store
//! - [`ready`]: a look at the servers before the first session; [`address`]: what an address says

mod address;
mod cluster;
mod failure;
mod node;
mod ready;
mod row;
mod script;
mod servers;
mod slots;
mod steps;

use std::fmt;

use crate::session::poll::Poll;
use crate::session::redis::row::Names;
use crate::session::redis::servers::Servers;
use crate::session::store::StoreError;

/// Keeps sessions in Redis 7.0 or newer, or in Valkey: on one server or in a cluster, for any number of processes and machines.
///
/// | address | what it names |
/// |---|---|
/// | `redis://user:password@host:6379/0` | one server; user, password, port (6379) and database (0) may be left out |
/// | `redis+cluster://user:password@host1:6379,host2:6379` | a cluster; any of its servers, which name the others, with the same credentials for all |
/// | `rediss://..`, `rediss+cluster://..` | the same with TLS, by the authorities that the system knows, or those in the file that `SSL_CERT_FILE` names |
///
/// User and password are percent-encoded. Sentinel is not spoken: name the master by an address that follows it. Proxies that
/// do not know scripts (`EVAL`, `EVALSHA`) do not do.
///
/// There is one connection to each server that has sessions, which all requests of a store and its clones share. A connection
/// that was lost is made again, after 25 milliseconds up to half a second, not by all processes at the same time. Calls
/// to a server that is down fail at once; one that does not answer is given a second, or five if it creates or ends sessions,
/// and to begin with. What breaks off between a step and its answer is asked for once more; where that cannot tell whether the
/// step was done, it is an error.
/// In a cluster, slots that move and replicas that take over are followed; a call waits for a slot on its way as long. When
/// TLS is asked for and the process has no [`rustls`] provider yet, that of `ring` becomes it.
///
/// Keys begin with `oxy:` unless another [prefix](RedisStore::prefix) is given: a hash for each session, and a sorted set for the
/// sessions of each user. All of one user have one hash tag and so one slot. Every key has an expiry, so that Redis removes what
/// has ended. Each step is one script of about a millisecond at most; lists, caps and ends of more than 500 sessions of one
/// user take several, and are each complete when they return.
///
/// # Rights
///
/// A user of an access control list needs these on all servers, and no others (`oxy` is the prefix):
///
/// ```text
/// ~oxy:* +eval +evalsha +script|load +ping +info +select +cluster|slots +asking +exists +del +pttl +pexpire +hget +hmget +hset +hincrby +zadd +zrem +zrandmember +zrevrange +zrevrank
/// ```
///
/// `INFO` is there to warn of settings that lose sessions. Only a cluster needs `CLUSTER SLOTS` and `ASKING`; only a database
/// other than 0 needs `SELECT`.
///
/// # What Redis keeps
///
/// Redis acknowledges before it is safe. What that means is up to its configuration:
///
/// - With `appendonly yes` and the usual `appendfsync everysec`, a crash of the machine loses the last second: logins of that
///   second are gone, and **sessions ended in it live again** until they expire. `appendfsync always` loses nothing and
///   costs a write to the disk for each step. Without `appendonly`, a restart loses all since the last snapshot.
/// - Replication is asynchronous. When a replica takes over, it may lack the last steps of the old master, logouts too. A master
///   that is cut off goes on for up to `cluster-node-timeout`, and what it is told then is lost. `min-replicas-to-write 1` and
///   `min-replicas-max-lag 1` shorten that: without its replica a master refuses, which reads as a store that is down.
///   `WAIT` is not used: it would hold up all others on the connection, and does not undo what was not replicated.
/// - `maxmemory-policy` must be `noeviction`, the default: otherwise a full Redis drops sessions that live, or the list by
///   which all sessions of a user are ended. With `noeviction` a full Redis refuses new sessions and changes, and ends
///   sessions as before.
///
/// Where an ended session must not come back, PostgreSQL or SQLite is the better store.
///
/// In a cluster with `cluster-require-full-coverage yes`, the default, one slot without a server stops all; with `no`, only the
/// users of that slot wait for the failover.
///
/// ```no_run
/// use oxy::session::{RedisStore, SessionStore};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = RedisStore::from_url("redis://:password@localhost")?.prefix("shop");
/// store.open().await?;
/// # Ok(())
/// # }
/// ```
///
/// [`rustls`]: https://docs.rs/rustls/0.23/rustls/crypto/struct.CryptoProvider.html
#[derive(Clone)]
pub struct RedisStore {
    servers: Servers,
    names: Names,
    poll: Poll,
}

impl RedisStore {
    /// The server or the cluster at this address. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// The address has a part that cannot be read. The error does not have the address, which may have a password.
    pub fn from_url(url: &str) -> Result<Self, StoreError> {
        Ok(Self {
            servers: address::servers_at(url)?,
            names: Names::new("oxy"),
            poll: Poll::default(),
        })
    }

    /// What the keys begin with, before a colon: `oxy`, unless another is given. Braces are left out.
    ///
    /// Applications that share a database need none of their own if their cookies have different names.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.names = Names::new(prefix);
        self
    }
}

/// Without the address, which may have a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisStore")
            .field("prefix", &self.names.prefix())
            .finish_non_exhaustive()
    }
}
