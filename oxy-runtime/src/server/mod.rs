//! The server: it listens, drives connections, and stops in good order.

mod accept;
mod arriving;
mod beside;
mod connection;
mod crowd;
mod driver;
#[cfg(feature = "tower")]
mod embedded;
mod frames;
mod lines;
mod listen;
mod messages;
mod now_and_then;
mod refusal;
mod reserve;
mod room;
mod run;
mod security;
mod sending;
mod signals;
mod socket;
#[cfg(unix)]
mod socket_file;
mod stores;
mod stream;
#[cfg(feature = "tls")]
mod tls;
mod watch;
mod wire;

#[cfg(feature = "tower")]
pub use embedded::AppService;
pub use run::Running;
