//! From an application to a service: the builder, the checks, and the report of all that is wrong.

mod assemble;
mod builder;
mod check;
mod cross_site;
mod draft;
mod failures;
mod handler;
mod mount;
mod report;
mod shadow;
mod table;

pub use builder::{Serve, serve};
pub use handler::RunTimeHandler;
pub(crate) use report::Warnings;
pub use report::{LaunchError, LaunchReport};
pub use table::{RouteInfo, RouteTable};
