//! oxy: a web micro-framework for applications with sessions.
//!
//! Attributes declare routes, the compiler checks them, the application's context is injected, and cookies are sealed.
//! What is wrong with an application is an error when it is compiled, or one report before the port is bound.
//!
//! ```no_run
//! use oxy::prelude::*;
//!
//! struct Greeting(String);
//!
//! /// Every field can be injected as `Context<FieldType>`.
//! #[oxy::app]
//! struct App {
//!     greeting: Greeting,
//! }
//!
//! #[get("/hello/{name}")]
//! async fn hello(name: String, greeting: Context<Greeting>) -> String {
//!     format!("{}, {name}!", greeting.0)
//! }
//!
//! fn main() -> oxy::Result {
//!     oxy::serve(App { greeting: Greeting("Hello".into()) }).port(8080).run()
//! }
//! ```
//!
//! # Where to look
//!
//! - Routes: [`get`](macro@get) and its like, [`route`](macro@route), [`routers`](macro@router), [`routes!`]
//! - Arguments: [`Context`], [`Cookies`], [`Query`], [`Form`], [`Json`], [`Text`], and your own by [`Extract`]
//! - Results: [`IntoResponse`], [`Response`], [`Redirect`], [`Html`], [`Error`]
//! - Cookies: [`Cookie`], [`CookieDefaults`], [`SecretKey`]
//! - Starting: [`serve`], [`Serve`]; testing: [`testing::TestClient`]

// Lets the crate's own examples and tests use the macros, whose output names `::oxy`.
#[allow(unused_extern_crates)]
extern crate self as oxy;

mod admission;
mod app;
mod attributes;
mod body;
mod clock;
mod closing;
mod cookie;
mod crypto;
mod endpoint;
mod error;
mod exchange;
mod extract;
mod failure;
mod launch;
mod layer;
mod limits;
mod params;
pub mod prelude;
mod problem;
mod rejection;
mod request;
mod response;
mod route;
mod router;
mod routing;
mod server;
mod service;
mod setup;
pub mod testing;
mod unread;

#[doc(hidden)]
pub mod __private;

/// Compiles the programs of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

pub use crate::app::{App, Context, NoApp, Provides};
pub use crate::attributes::*;
pub use crate::body::{Body, BoxError};
pub use crate::clock::{Clock, ManualClock, SystemClock};
pub use crate::cookie::{Cookie, CookieDefaults, CookieError, SameSite};
pub use crate::crypto::{KeyError, SecretKey};
pub use crate::error::{Error, Result};
#[cfg(feature = "json")]
pub use crate::extract::Json;
pub use crate::extract::{Cookies, Extract, Headers, Site, Text};
#[cfg(feature = "form")]
pub use crate::extract::{Form, Query};
pub use crate::failure::Failure;
pub use crate::launch::{
    LaunchError, LaunchReport, RouteInfo, RouteTable, RunTimeHandler, Serve, serve,
};
pub use crate::layer::{Layer, Next};
pub use crate::limits::Limits;
pub use crate::problem::{LaunchProblem, Location};
pub use crate::rejection::Rejection;
pub use crate::request::Request;
#[cfg(feature = "json")]
pub use crate::response::json;
pub use crate::response::{
    HeaderPairs, Html, IntoResponse, Redirect, Response, escape_html, html, text,
};
pub use crate::route::RouteSet;
pub use crate::router::Router;
pub use crate::routing::MethodSet;
pub use crate::server::Running;
pub use crate::setup::CookieCounts;
pub use bytes::Bytes;
pub use http::{Method, StatusCode, Uri, header};
