//! Encrypted connections: rustls, with a certificate that is read again when it changes.

mod certificate;

use std::io;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;

use crate::launch::TlsFiles;
use crate::problem::LaunchProblem;
use crate::server::refusal::Refusal;
use crate::server::socket::Socket;
use crate::server::tls::certificate::Certificate;

/// The type of a TLS record with which every client begins (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

/// Encrypts the connections of a server.
#[derive(Clone)]
pub(super) struct Tls(TlsAcceptor);

impl Tls {
    /// Reads the files of a program.
    pub(super) fn open(files: TlsFiles) -> Result<Self, LaunchProblem> {
        let said = files.said;
        let provider = Arc::new(default_provider());
        let opened = Certificate::read(files.certificate, files.key, Arc::clone(&provider));
        let certificate = opened.map_err(|error| {
            let help = "both are PEM files; the first begins with `-----BEGIN CERTIFICATE-----`";
            LaunchProblem::new(error.to_string())
                .help(help)
                .at(said.clone())
        })?;
        let builder = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| LaunchProblem::new(format!("TLS: {error}")).at(said))?;
        let mut config = builder
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(certificate));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// Agrees on keys with a client. People speak plain HTTP to such a port by mistake, and are told so.
    pub(super) async fn accept(&self, socket: Socket) -> io::Result<Socket> {
        if let Socket::Tcp(stream) = &socket {
            let mut first = [0];
            if stream.peek(&mut first).await? == 1 && first != [HANDSHAKE] {
                Refusal::PlainHttp.send(socket).await;
                return Err(io::Error::other("a client does not speak TLS"));
            }
        }
        let encrypted = self.0.accept(socket).await?;
        Ok(Socket::Tls(Box::new(encrypted)))
    }
}
