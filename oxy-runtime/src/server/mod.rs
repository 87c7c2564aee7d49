//! The server: it listens, drives connections, and stops in good order.

mod accept;
mod connection;
mod io;
mod outgoing;
mod run;
mod stop;
mod watch;

pub use run::Running;
