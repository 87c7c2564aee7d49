//! [`SameSite`].

/// Which requests from other sites carry a cookie (RFC 6265bis, 5.6.7.1).
///
/// # Examples
///
/// ```
/// use oxy::{Cookie, SameSite};
///
/// let cookie = Cookie::new("csrf", "t0ken").same_site(SameSite::Strict);
/// # let _ = cookie;
/// assert_eq!(SameSite::default(), SameSite::Lax);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SameSite {
    /// Only following a link or typing the address carries the cookie; a form that another site
    /// posts, a picture or a frame does not. The default.
    #[default]
    Lax,
    /// No request from another site carries it, not even following a link.
    Strict,
    /// Every request carries it, which forces `Secure`. It gives up the browser's protection
    /// against cross-site request forgery.
    None,
}
