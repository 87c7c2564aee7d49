//! Encrypted connections, as a program asks for them.

#[cfg(feature = "tls")]
use std::path::PathBuf;

use crate::launch::builder::Serve;
#[cfg(feature = "tls")]
use crate::launch::builder::place;
#[cfg(any(feature = "tls", feature = "tower"))]
use crate::problem::Location;

/// Whether connections are encrypted, and with what.
#[derive(Default)]
pub(crate) struct Encryption {
    #[cfg(feature = "tls")]
    pub(crate) files: Option<TlsFiles>,
}

impl Encryption {
    /// Where the program asked for it.
    #[cfg(feature = "tower")]
    pub(crate) fn said(&self) -> Option<&Location> {
        #[cfg(feature = "tls")]
        return self.files.as_ref().map(|files| &files.said);
        #[cfg(not(feature = "tls"))]
        None
    }
}

/// The files of a certificate, and where the program names them.
#[cfg(feature = "tls")]
pub(crate) struct TlsFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
    pub(crate) said: Location,
}

#[cfg(feature = "tls")]
impl<A: 'static> Serve<A> {
    /// Encrypts connections (TLS 1.2 and 1.3, by rustls): `certificate` is a PEM file with the certificate of this server and
    /// those that lead to its root, `key` the PEM file of its private key. Needs the feature `tls`.
    ///
    /// Both files are read before the port opens, and again when they change, at the next connection that is at least a
    /// second later. New connections get the new certificate, and those that are open stay. Files that do not fit each
    /// other are a warning in the log, and the certificate stays as it was.
    ///
    /// Browsers speak HTTP/2 then, and HTTP/1.1 where they do not.
    ///
    /// ```no_run
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # #[get("/")]
    /// # async fn index() -> &'static str { "index" }
    /// fn main() -> oxy::Result {
    ///     oxy::serve(App {}).port(8443).tls("certificate.pem", "key.pem").run()
    /// }
    /// ```
    #[track_caller]
    pub fn tls(mut self, certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        self.encryption.files = Some(TlsFiles {
            certificate: certificate.into(),
            key: key.into(),
            said: place("tls".to_owned()),
        });
        self
    }
}

/// Nothing: the feature is off.
#[cfg(not(feature = "tls"))]
#[diagnostic::on_unimplemented(
    message = "`.tls(..)` needs the feature `tls` of oxy",
    label = "the feature `tls` is off",
    note = "in Cargo.toml: `oxy = {{ .., features = [\"tls\"] }}`"
)]
#[doc(hidden)]
pub trait FeatureTls {}

#[cfg(not(feature = "tls"))]
impl<A: 'static> Serve<A> {
    /// Nothing: the feature is off.
    #[doc(hidden)]
    pub fn tls<P>(self, _: P, _: impl Sized) -> Self
    where
        crate::wording::Part<P>: FeatureTls,
    {
        self
    }
}
