//! Who is at the other end of a connection.

use std::net::SocketAddr;

/// What the server knows of a client by its connection alone.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Peer {
    /// The address it connected from; a Unix socket has none, and neither has a request that a test made.
    pub(crate) address: Option<SocketAddr>,
    /// Whether the connection is encrypted up to this server.
    pub(crate) is_tls: bool,
}
