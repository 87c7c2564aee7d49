//! Ports that nobody listens on.

use std::hash::{BuildHasher as _, RandomState};
use std::net::{Ipv4Addr, TcpListener};

/// Below the ports that the system gives to clients: a client that tries again and again to reach a server that is down
/// could otherwise get the server's own port, connect to itself, and keep the server from coming back.
const FIRST: u16 = 12_000;
const LAST: u16 = 32_000;
const ATTEMPTS: u16 = 100;

/// A port that was free just now. Another process may take it before the server does, whose start must then be tried
/// again.
pub(super) fn free_port() -> u16 {
    let numbers = RandomState::new();
    (0..ATTEMPTS)
        .map(|attempt| {
            let number = numbers.hash_one(attempt) % u64::from(LAST - FIRST);
            FIRST + u16::try_from(number).expect("the remainder is small")
        })
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("some port is free")
}
