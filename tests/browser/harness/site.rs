//! An example of this repository as a running site.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::child::{Child, address_in};
use super::example::build;
use super::scratch::Scratch;

const LAUNCH: Duration = Duration::from_secs(60);

/// A running example with a random key; killed when dropped.
pub(crate) struct Site {
    child: Child,
    /// Where people find it, but for the port.
    origin: &'static str,
}

impl Site {
    /// Builds the example and starts it on a free port.
    #[track_caller]
    pub(crate) fn start(example: &str) -> Self {
        let mut command = Command::new(build(example));
        command.env_remove("OXY_SECRET_KEY");
        Self::run(&mut command)
    }

    /// The same with its sessions in the store at this address.
    #[track_caller]
    pub(crate) fn start_on(store: &str, example: &str) -> Self {
        let mut command = Command::new(build(example));
        // The environment's key comes before that of a file, which would be left behind.
        command
            .args(["--store", store])
            .env("OXY_SECRET_KEY", "of-at-least-32-bytes-for-this-test");
        Self::run(&mut command)
    }

    /// The same over TLS, with a certificate that nobody has signed for it.
    #[track_caller]
    pub(crate) fn start_encrypted(example: &str) -> Self {
        let folder = Scratch::new();
        let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
        let issued = issued.expect("a certificate");
        let (certificate, key) = (folder.0.join("certificate.pem"), folder.0.join("key.pem"));
        fs::write(&certificate, issued.cert.pem()).expect("a file");
        fs::write(&key, issued.signing_key.serialize_pem()).expect("a file");
        let files = format!("{},{}", certificate.display(), key.display());
        let mut command = Command::new(build(example));
        command.args(["--tls", &files]).env_remove("OXY_SECRET_KEY");
        // It has read the files when it says where it is.
        Self {
            origin: "https://localhost",
            ..Self::run(&mut command)
        }
    }

    fn run(command: &mut Command) -> Self {
        // All tests come from one address.
        command
            .args(["--port", "0"])
            .env("LOGIN_ATTEMPTS", "100000000");
        Self {
            child: Child::start(command, LAUNCH, address_in).expect("the example starts"),
            origin: "http://127.0.0.1",
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}:{}{path}", self.origin, self.child.address.port())
    }
}
