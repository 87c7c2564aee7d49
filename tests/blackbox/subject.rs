//! An example server as the cases see it.

use crate::servers::Kind;

/// The form in which pages send what their fields hold.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) struct Subject {
    /// The name of the example.
    pub(crate) example: &'static str,
    /// Where it keeps its sessions: what `--store` says.
    pub(crate) store: Kind,
    /// The name of the session's cookie.
    pub(crate) cookie: &'static str,
    /// The names of all other cookies that it may set.
    pub(crate) other_cookies: &'static [&'static str],
    pub(crate) max_age: &'static str,
    /// The length of what the cookie seals.
    pub(crate) id_length: usize,
    /// What a login sends, where it has to send something.
    pub(crate) credentials: Option<&'static str>,
    /// All routes.
    pub(crate) routes: &'static [(&'static str, &'static str)],
    /// After a login.
    pub(crate) logged_in: Page,
    /// `/dashboard` with a live session.
    pub(crate) welcome: Page,
    /// `/dashboard` without one, for a client that takes anything.
    pub(crate) stranger: Page,
    /// After a logout, whether or not there was a session.
    pub(crate) logged_out: Page,
}

impl Subject {
    /// A body that `POST /login` takes.
    pub(crate) fn login_body(&self) -> &'static str {
        self.credentials.unwrap_or("x=1")
    }

    /// The paths of routes with this method.
    pub(crate) fn paths(&self, method: &str) -> impl Iterator<Item = &'static str> {
        let routes = self.routes.iter().filter(move |route| route.0 == method);
        routes.map(|route| route.1)
    }

    /// Paths of routes that change something, besides login and logout.
    pub(crate) fn other_changes(&self) -> impl Iterator<Item = &'static str> {
        self.paths("POST")
            .filter(|path| !["/login", "/logout"].contains(path))
    }
}

/// What an answer must look like.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    /// Exactly this, as plain text.
    Text(&'static str),
    /// HTML that has this in it.
    Html(&'static str),
    /// Nothing but the way to this place.
    Redirect(&'static str),
}

impl Content {
    pub(crate) fn media_type(&self) -> Option<&'static str> {
        match self {
            Self::Text(_) => Some("text/plain; charset=utf-8"),
            Self::Html(_) => Some("text/html; charset=utf-8"),
            Self::Redirect(_) => None,
        }
    }
}
