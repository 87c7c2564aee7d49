//! From an application to a service: the builder, the checks, and the report of all that is wrong.

#[cfg(feature = "access-log")]
mod access_log;
mod assemble;
mod builder;
mod check;
mod cross_site;
mod draft;
mod failures;
mod handler;
mod hooks;
mod limits;
mod mount;
#[cfg(feature = "tower")]
mod mount_service;
mod place;
mod proxies;
mod report;
mod security_headers;
mod shadow;
mod table;
mod tls;

pub use builder::{Serve, serve};
pub use handler::RunTimeHandler;
pub(crate) use hooks::Hooks;
pub use place::Listener;
pub(crate) use place::{Instead, Opened, Place};
pub(crate) use report::Warnings;
pub use report::{LaunchError, LaunchReport};
pub use table::{RouteInfo, RouteTable};
pub(crate) use tls::Encryption;
#[cfg(feature = "tls")]
pub(crate) use tls::TlsFiles;
