//! The application as its users have it: with the system's clock, and the default deadline.

use std::process::Command;

use oxy::prelude::*;

use crate::client::Client;
use crate::site::{Account, Gates, Instance, Site};
use crate::support::SECRET;

/// An instance on the store of this address.
pub(crate) async fn open(url: &str) -> Instance {
    open_with(Sessions::from_url(url)).await
}

pub(crate) async fn open_with(sessions: Sessions<Account>) -> Instance {
    let gates = Gates::default();
    let site = Site {
        sessions: sessions.clone(),
        gates: gates.clone(),
    };
    let server = oxy::serve(site).secret_key(SECRET).port(0);
    let server = server.start().await.unwrap();
    Instance {
        client: Client::new(server.address()),
        server,
        gates,
        sessions,
    }
}

/// Each connection has two ends in this process; systems give fewer at first, and more to whoever asks.
pub(crate) fn allow_connections(number: usize) {
    let id = std::process::id().to_string();
    let most = format!("--nofile={}:", number * 2 + 500);
    let raised = Command::new("prlimit").args(["--pid", &id, &most]).status();
    assert!(raised.unwrap().success(), "the system refuses {most}");
}
