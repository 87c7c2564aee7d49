//! An example of this repository as a running site.

use std::process::Command;
use std::time::Duration;

use super::child::{Child, address_in};
use super::example::build;

const LAUNCH: Duration = Duration::from_secs(60);

/// A running example with a random key; killed when dropped.
pub(crate) struct Site(Child);

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

    fn run(command: &mut Command) -> Self {
        // All tests come from one address.
        command
            .args(["--port", "0"])
            .env("LOGIN_ATTEMPTS", "100000000");
        Self(Child::start(command, LAUNCH, address_in).expect("the example starts"))
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0.address)
    }
}
