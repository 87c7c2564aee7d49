//! What most programs use: `use oxy::prelude::*;`.

pub use crate::app::Context;
pub use crate::attributes::{
    SessionData, delete, get, head, options, patch, post, put, route, routes, url,
};
pub use crate::cookie::{Cookie, CookieDefaults, SameSite};
pub use crate::crypto::SecretKey;
pub use crate::error::Error;
pub use crate::extract::Json;
#[cfg(not(feature = "uuid"))]
pub use crate::extract::Uuid;
#[cfg(not(feature = "json"))]
pub use crate::extract::json;
pub use crate::extract::{Cookies, Flashes, Headers, Text};
pub use crate::extract::{Form, Query};
#[cfg(feature = "uuid")]
pub use crate::params::Uuid;
pub use crate::rejection::Rejection;
pub use crate::request::Request;
#[cfg(feature = "json")]
pub use crate::response::json;
pub use crate::response::{
    Flash, FlashLevel, Html, IntoResponse, LocalPath, Redirect, Response, escape_html, html, text,
};
pub use crate::router::Router;
pub use crate::session::{Session, SessionData, SessionHandle, Sessions};
pub use bytes::Bytes;
pub use http::{Method, StatusCode, Uri};
