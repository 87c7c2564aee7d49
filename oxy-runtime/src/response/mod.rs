//! What handlers answer with.

mod builder;
mod html;
mod into_response;
#[cfg(feature = "json")]
mod json;
mod redirect;

pub(crate) use builder::{Answer, CookieChange};
pub use builder::{Response, html, text};
pub use html::{Html, escape_html};
pub use into_response::{HeaderPairs, IntoResponse, Respond, RespondInParts};
#[cfg(feature = "json")]
pub use json::json;
pub use redirect::Redirect;
