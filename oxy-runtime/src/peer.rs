//! Who is at the other end of a connection.

use std::net::{IpAddr, SocketAddr};

/// What the server knows of a client by its connection alone.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Peer {
    /// The address it connected from, where it has one.
    pub(crate) address: Option<SocketAddr>,
    /// Whether the connection is encrypted up to this server.
    pub(crate) is_tls: bool,
    pub(crate) way: Way,
}

impl Peer {
    /// The address alone, an IPv4 one as such even where the server listens on IPv6.
    pub(crate) fn ip(&self) -> Option<IpAddr> {
        self.address.map(|address| address.ip().to_canonical())
    }
}

/// How a request came in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Way {
    /// From another server within the program, which knows better what HTTP asks of a connection.
    #[default]
    Program,
    /// Over TCP.
    Tcp,
    /// From this machine: over a Unix socket, or made by a test.
    Machine,
}
