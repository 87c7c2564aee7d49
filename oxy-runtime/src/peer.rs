//! Who is at the other end of a connection.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

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

/// What one person has: an address, or in IPv6 the 64 bits that a household is given (RFC 6177).
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let prefix = address.to_bits() & !u128::from(u64::MAX);
            Ipv6Addr::from_bits(prefix).into()
        }
    }
}
