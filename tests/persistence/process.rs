//! An instance in a process of its own: this program, which then runs the server instead of tests.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use oxy::prelude::*;

use crate::site::{Account, Gates, PATIENCE, Site};
use crate::support::SECRET;

#[path = "../support/child.rs"]
mod child;

use child::{Child, address_in};

const URL: &str = "OXY_TEST_STORE";
const PORT: &str = "OXY_TEST_PORT";
pub(crate) const PATIENT: &str = "OXY_TEST_PATIENT";
const NAME: &str = "process::a_server_that_is_stopped_by_a_signal_has_started_and_ends_well";

/// A server as a user's program starts it; killed when dropped.
pub(crate) struct Process(Child);

impl Process {
    /// Starts an instance on the store of this address, at the port, or at a free one for 0.
    pub(crate) fn start(url: &str, port: u16) -> Self {
        Self::start_by(&mut Self::command(url, port))
    }

    /// The same, with a store that may take longer than one may by default.
    pub(crate) fn start_patient(url: &str) -> Self {
        Self::start_by(Self::command(url, 0).env(PATIENT, "yes"))
    }

    /// What starts such an instance.
    pub(crate) fn command(url: &str, port: u16) -> Command {
        Self::command_by(Command::new(std::env::current_exe().unwrap()), url, port)
    }

    /// The same by a command that ends in the name of this program.
    pub(crate) fn command_by(mut command: Command, url: &str, port: u16) -> Command {
        command
            .args(["--exact", NAME, "--nocapture", "--test-threads=1"])
            .env(URL, url)
            .env(PORT, port.to_string());
        command
    }

    pub(crate) fn start_by(command: &mut Command) -> Self {
        let child = Child::start(command, Duration::from_secs(20), address_in);
        Self(child.unwrap_or_else(|problem| panic!("{problem}")))
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.address
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.process.id()
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) fn kill(self) {
        drop(self);
    }

    /// Ends it as an operator does, with the requests in flight finished.
    pub(crate) fn stop(mut self) {
        let id = self.0.process.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status();
        assert!(sent.unwrap().success());
        assert_eq!(self.0.process.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn a_server_that_is_stopped_by_a_signal_has_started_and_ends_well() {
    let Ok(url) = std::env::var(URL) else {
        return Process::start("memory:", 0).stop();
    };
    let port = std::env::var(PORT).unwrap().parse().unwrap();
    let mut sessions: Sessions<Account> = Sessions::from_url(url);
    if std::env::var_os(PATIENT).is_some() {
        sessions = sessions.deadline(PATIENCE);
    }
    let site = Site {
        sessions,
        gates: Gates::default(),
    };
    oxy::serve(site)
        .secret_key(SECRET)
        .port(port)
        .run()
        .unwrap();
}
