//! A certificate and its key, from files that may change while the server runs.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tokio_rustls::rustls;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// How often the files are looked at while connections come.
const LOOK: Duration = Duration::from_secs(1);

/// A certificate on the disk, and as it was read last.
pub(super) struct Certificate {
    files: Files,
    provider: Arc<CryptoProvider>,
    current: Mutex<Current>,
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

struct Current {
    key: Arc<CertifiedKey>,
    /// What the files looked like when they were read, well or not.
    stamp: Stamp,
    looked: Instant,
}

/// By what a change of the files is seen: their times of change and sizes, and their numbers, since a copy may keep both.
#[derive(PartialEq, Eq)]
struct Stamp([Option<(SystemTime, u64, u64)>; 2]);

/// Why a certificate cannot be used.
#[derive(Debug)]
pub(super) enum CertificateError {
    /// A file cannot be read, or is not what it should be.
    File {
        path: PathBuf,
        what: &'static str,
        source: pem::Error,
    },
    /// The key needs a password, which nobody could be asked for.
    EncryptedKey(PathBuf),
    /// Certificate and key do not fit each other, or are of no use.
    Pair(rustls::Error),
}

impl Certificate {
    pub(super) fn read(
        certificate: PathBuf,
        key: PathBuf,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, CertificateError> {
        let files = Files { certificate, key };
        let stamp = files.stamp();
        let key = Arc::new(files.read(&provider)?);
        let current = Mutex::new(Current {
            key,
            stamp,
            looked: Instant::now(),
        });
        Ok(Self {
            files,
            provider,
            current,
        })
    }
}

impl ResolvesServerCert for Certificate {
    /// Looks at the files first, at most once per second: that is two questions to the file system, and so needs no thread of
    /// its own.
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.looked.elapsed() >= LOOK {
            current.looked = Instant::now();
            let stamp = self.files.stamp();
            if stamp != current.stamp {
                current.stamp = stamp;
                match self.files.read(&self.provider) {
                    Ok(key) => {
                        current.key = Arc::new(key);
                        tracing::info!("the certificate was read again");
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the certificate has changed and cannot be used; the one before stays");
                    }
                }
            }
        }
        Some(Arc::clone(&current.key))
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Certificate")
    }
}

#[cfg(unix)]
fn number_of(file: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(file)
}

/// Elsewhere a file has none that can be asked for.
#[cfg(not(unix))]
fn number_of(_: &fs::Metadata) -> u64 {
    0
}

impl Files {
    fn stamp(&self) -> Stamp {
        let of = |path: &Path| {
            let found = fs::metadata(path).ok()?;
            Some((found.modified().ok()?, found.len(), number_of(&found)))
        };
        Stamp([of(&self.certificate), of(&self.key)])
    }

    fn read(&self, provider: &CryptoProvider) -> Result<CertifiedKey, CertificateError> {
        let failed = |path: &Path, what| {
            let path = path.to_owned();
            move |source| CertificateError::File { path, what, source }
        };
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(|found| found.collect::<Result<Vec<_>, _>>())
            .and_then(|found| match found.is_empty() {
                true => Err(pem::Error::NoItemsFound),
                false => Ok(found),
            })
            .map_err(failed(&self.certificate, "certificate"))?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| {
            let is_encrypted =
                |text: String| text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----");
            if fs::read_to_string(&self.key).is_ok_and(is_encrypted) {
                return CertificateError::EncryptedKey(self.key.clone());
            }
            failed(&self.key, "private key")(error)
        })?;
        CertifiedKey::from_der(chain, key, provider).map_err(CertificateError::Pair)
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, what, source } => {
                write!(
                    formatter,
                    "the {what} `{}` cannot be used: ",
                    path.display()
                )?;
                match source {
                    pem::Error::NoItemsFound => write!(formatter, "there is no {what} in it"),
                    pem::Error::Io(error) => fmt::Display::fmt(error, formatter),
                    // What stands in the file is a secret: its text is not repeated.
                    _ => formatter.write_str("it is no PEM file"),
                }
            }
            Self::EncryptedKey(path) => write!(
                formatter,
                "the private key `{}` is encrypted: `openssl pkey` writes it without its password",
                path.display()
            ),
            Self::Pair(rustls::Error::InconsistentKeys(_)) => {
                formatter.write_str("the certificate is not that of the private key")
            }
            Self::Pair(error) => write!(formatter, "the certificate cannot be used: {error}"),
        }
    }
}

impl std::error::Error for CertificateError {}
