//! Cookies on the way out and on the way in. Which request gets which is decided above.
//!
//! - [`cookie`]: [`Cookie`], what a handler sets
//! - [`defaults`]: [`CookieDefaults`], the attributes of cookies that do not say otherwise
//! - [`same_site`]: [`SameSite`], which requests from other sites carry it
//! - [`set_cookie`]: the checked `Set-Cookie` line of the two
//! - [`rules`]: what RFC 6265bis allows in each part of that line
//! - [`error`]: [`CookieError`], which of the rules was broken
//! - [`sealed`]: what stands inside a sealed value
//! - [`parse`]: the pairs of a request's `Cookie` lines

#[allow(
    clippy::module_inception,
    reason = "the file is named after the type it holds"
)]
mod cookie;
mod defaults;
mod error;
mod parse;
mod rules;
mod same_site;
mod sealed;
mod set_cookie;

pub use self::cookie::Cookie;
pub(crate) use self::cookie::CookieChange;
pub use defaults::CookieDefaults;
pub use error::CookieError;
pub(crate) use parse::pairs;
pub use same_site::SameSite;
pub(crate) use sealed::SealedCookie;
pub(crate) use set_cookie::SetCookie;

#[cfg(test)]
mod tests;
