//! The server: it listens, drives connections, and stops in good order.

mod accept;
mod connection;
mod io;
mod lines;
mod outgoing;
mod run;
mod sending;
mod signals;
mod stop;
mod watch;

pub use run::Running;
