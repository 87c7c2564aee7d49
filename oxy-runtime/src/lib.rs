//! oxy: a web micro-framework for applications with sessions.
//!
//! Attributes declare routes, the compiler checks them, the application's context is injected, and sessions are part of it.
//! What is wrong with an application is an error when it is compiled, or one report before the port is bound.
//!
//! ```no_run
//! use oxy::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, SessionData)]
//! #[session(user = "name")]
//! struct User { name: String }
//!
//! /// Every field can be injected as `Context<FieldType>`.
//! #[oxy::app]
//! struct App { sessions: Sessions<User> }
//!
//! #[post("/login/{name}")]
//! async fn login(name: String, sessions: SessionHandle<User>) -> Result<Redirect, Error> {
//!     sessions.begin(User { name }).await?; // new id, old session ended, cookie set on the way out
//!     Ok(Redirect::to("/dashboard")) // 303
//! }
//!
//! #[get("/dashboard")]
//! async fn dashboard(user: Session<User>) -> String {
//!     format!("Welcome back, {}!", user.name)
//! }
//!
//! fn main() -> oxy::Result {
//!     let app = App { sessions: Sessions::memory() };
//!     oxy::serve(app).secret_key(SecretKey::from_env_or_random("OXY_SECRET_KEY")?).run()
//! }
//! ```
//!
//! # Where to look
//!
//! - Routes: [`get`](macro@get) and its like, [`route`](macro@route), [`routers`](macro@router), [`routes!`]
//! - Chapters: [sessions from zero to production](guide::sessions)
//! - Sessions: [`Sessions`], [`SessionHandle`], [`Session`], [`SessionData`](macro@SessionData), [`Role`]; stores: [`session`]
//! - Arguments: [`Context`], [`Cookies`], [`Query`], [`Form`], [`Json`], [`Text`], [`Flashes`], and your own by [`Extract`]
//! - Results: [`IntoResponse`], [`Response`], [`Redirect`], [`Html`], [`Error`]
//! - Cookies: [`Cookie`], [`CookieDefaults`], [`SecretKey`]
//! - Starting: [`serve`], [`Serve`]; testing: [`testing::TestClient`]

// Lets the crate's own examples and tests use the macros, whose output names `::oxy`.
#[allow(unused_extern_crates)]
extern crate self as oxy;

#[cfg(feature = "access-log")]
mod access_log;
mod admission;
mod app;
mod attended;
mod attributes;
mod body;
mod calling;
mod client;
mod clock;
mod closing;
mod cookie;
mod cross_site;
mod crypto;
mod deadline;
mod endpoint;
mod error;
mod exchange;
mod explain;
mod extract;
mod failure;
mod forwarded;
pub mod guide;
mod launch;
mod layer;
mod limits;
mod link;
mod miss;
mod params;
mod peer;
pub mod prelude;
mod private_file;
mod problem;
mod rejection;
mod request;
mod response;
mod route;
mod router;
mod routing;
mod security_headers;
mod server;
mod service;
pub mod session;
mod setup;
mod stop;
pub mod testing;
mod trace;
mod unread;
mod wording;

#[doc(hidden)]
pub mod __private;

/// Compiles the programs of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(feature = "access-log")]
pub use crate::access_log::AccessLog;
pub use crate::app::{App, Context, NoApp, Provides};
pub use crate::attributes::*;
pub use crate::body::{Body, BoxError};
pub use crate::client::Client;
pub use crate::clock::{Clock, ManualClock, SystemClock};
pub use crate::cookie::{Cookie, CookieDefaults, CookieError, SameSite};
pub use crate::crypto::{IntoSecretKey, KeyError, SecretKey};
pub use crate::error::{Error, Result};
pub use crate::extract::Json;
#[cfg(not(feature = "json"))]
pub use crate::extract::json;
pub use crate::extract::{Cookies, Extract, Flashes, Headers, Site, Text};
pub use crate::extract::{Form, Query};
pub use crate::failure::Failure;
pub use crate::launch::{
    LaunchError, LaunchReport, Listener, RouteInfo, RouteTable, RunTimeHandler, Serve, serve,
};
#[cfg(feature = "tower")]
pub use crate::layer::NextService;
#[cfg(feature = "rate-limit")]
pub use crate::layer::RateLimit;
pub use crate::layer::{IntoLayer, Layer, Next};
pub use crate::limits::Limits;
pub use crate::link::{Link, LinkError};
pub use crate::problem::{LaunchProblem, Location};
pub use crate::rejection::Rejection;
pub use crate::request::Request;
#[cfg(feature = "json")]
pub use crate::response::json;
pub use crate::response::{
    Flash, FlashLevel, HeaderPairs, Html, IntoLocation, IntoResponse, LocalPath, NotLocal,
    Redirect, Response, escape_html, html, text,
};
pub use crate::route::RouteSet;
pub use crate::router::Router;
pub use crate::routing::{MethodSet, NearRoute};
pub use crate::security_headers::SecurityHeaders;
#[cfg(feature = "tower")]
pub use crate::server::AppService;
pub use crate::server::Running;
pub use crate::session::{
    Role, Session, SessionCounts, SessionData, SessionEvent, SessionHandle, SessionInfo,
    SessionStore, Sessions,
};
pub use crate::setup::CookieCounts;
pub use crate::stop::Stopping;
pub use bytes::Bytes;
pub use http::{Method, StatusCode, Uri, header};
