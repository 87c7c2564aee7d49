//! A site with a certificate of its own, and clients that trust it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::app::{App, served};
use crate::client::patiently;

/// A certificate of one's own, in files that are removed with this.
pub struct Site {
    pub folder: PathBuf,
    pub certificate: CertificateDer<'static>,
}

impl Site {
    pub fn new() -> Self {
        let name = format!("oxy-tls-{}-{}", std::process::id(), rand::random::<u64>());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        let certificate = issue(&folder);
        Self {
            folder,
            certificate,
        }
    }

    pub fn certificate_file(&self) -> PathBuf {
        self.folder.join("certificate.pem")
    }

    pub fn key_file(&self) -> PathBuf {
        self.folder.join("key.pem")
    }

    pub async fn serve(&self, app: App) -> oxy::Running {
        let server = served(app)
            .port(0)
            .tls(self.certificate_file(), self.key_file());
        server.start().await.unwrap()
    }

    /// Connects, trusting this certificate only.
    pub async fn connect(&self, server: &oxy::Running, protocols: &[&str]) -> TlsStream<TcpStream> {
        try_connect(&self.certificate, server, protocols)
            .await
            .unwrap()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Writes a new certificate and its key.
pub fn issue(folder: &Path) -> CertificateDer<'static> {
    let issued = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("certificate.pem"), issued.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), issued.signing_key.serialize_pem()).unwrap();
    issued.cert.der().clone()
}

pub async fn try_connect(
    trusted: &CertificateDer<'static>,
    server: &oxy::Running,
    protocols: &[&str],
) -> std::io::Result<TlsStream<TcpStream>> {
    let config = Arc::new(config(trusted, protocols));
    let stream = TcpStream::connect(server.address()).await?;
    let name = ServerName::try_from("localhost").unwrap();
    patiently(TlsConnector::from(config).connect(name, stream)).await
}

/// What a client trusts and speaks.
pub fn config(trusted: &CertificateDer<'static>, protocols: &[&str]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let named = protocols.iter().map(|name| name.as_bytes().to_vec());
    config.alpn_protocols = named.collect();
    config
}
