//! Whether the connections of a server are encrypted.

use std::io;

use crate::launch::Encryption;
use crate::peer::Peer;
use crate::problem::LaunchProblem;
use crate::server::socket::Socket;
#[cfg(feature = "tls")]
use crate::server::tls::Tls;

/// What stands between a socket and HTTP.
#[derive(Clone)]
pub(super) struct Security {
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
}

#[cfg(feature = "tls")]
impl Security {
    /// Reads what the program named.
    pub(super) fn open(encryption: Encryption) -> Result<Self, LaunchProblem> {
        let tls = encryption.files.map(Tls::open).transpose()?;
        Ok(Self { tls })
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.tls.is_some()
    }

    /// The scheme of addresses that lead here.
    pub(super) fn scheme(&self) -> &'static str {
        if self.is_encrypted() { "https" } else { "http" }
    }

    /// Encrypts a connection, if that was asked for.
    pub(super) async fn wrap(&self, socket: Socket, peer: Peer) -> io::Result<(Socket, Peer)> {
        let Some(tls) = &self.tls else {
            return Ok((socket, peer));
        };
        let socket = tls.accept(socket).await?;
        Ok((
            socket,
            Peer {
                is_tls: true,
                ..peer
            },
        ))
    }
}

#[cfg(not(feature = "tls"))]
impl Security {
    pub(super) fn open(_: Encryption) -> Result<Self, LaunchProblem> {
        Ok(Self {})
    }

    pub(super) fn is_encrypted(&self) -> bool {
        false
    }

    pub(super) fn scheme(&self) -> &'static str {
        "http"
    }

    pub(super) async fn wrap(&self, socket: Socket, peer: Peer) -> io::Result<(Socket, Peer)> {
        Ok((socket, peer))
    }
}
