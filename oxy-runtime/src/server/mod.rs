//! The server: it listens, drives connections, and stops in good order.

mod accept;
mod connection;
mod crowd;
mod driver;
mod frames;
mod lines;
mod listen;
mod now_and_then;
mod refusal;
mod reserve;
mod run;
mod security;
mod sending;
mod signals;
mod socket;
#[cfg(unix)]
mod socket_file;
mod stop;
mod stream;
#[cfg(feature = "tls")]
mod tls;
mod watch;
mod wire;

pub use run::Running;
