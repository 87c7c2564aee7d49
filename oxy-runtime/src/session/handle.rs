//! The way to begin a session, for handlers that may have none yet.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::exchange::BoxFuture;
use crate::session::data::{SessionData, encode, user_of};
use crate::session::guard::Session;
use crate::session::lifetime::Lifetime;
use crate::session::steps::Draft;
use crate::session::visit::Visit;

/// Begins sessions, and ends the one that there may be: the argument of a login.
///
/// ```
/// use oxy::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// #[session(user = "email")]
/// struct User { email: String }
///
/// #[derive(Deserialize)]
/// struct Login { email: String, pass: String, remember: Option<String> }
///
/// #[oxy::app]
/// struct App { sessions: Sessions<User> }
///
/// #[post("/login")]
/// async fn login(login: Form<Login>, sessions: SessionHandle<User>) -> Result<Redirect, Error> {
///     if login.pass != "1234" {
///         return Err(Error::unauthorized("wrong password"));
///     }
///     sessions.begin(User { email: login.email.clone() }).await?; // new id, old session ended, cookie set
///     Ok(Redirect::to("/dashboard")) // 303
/// }
/// # fn main() {}
/// ```
pub struct SessionHandle<T> {
    visit: Arc<Visit>,
    data: PhantomData<fn() -> T>,
}

impl<T: SessionData> SessionHandle<T> {
    pub(crate) fn new(visit: Arc<Visit>) -> Self {
        Self {
            visit,
            data: PhantomData,
        }
    }

    /// Begins a session with this data, once it is awaited: under a new id, which the response brings to the client.
    ///
    /// The session that the request was in ends, so that nobody can plant an id before a login (session fixation, OWASP ASVS
    /// 5.0, 7.2.4). When the response fails, by a status of 500 or more, a panic, or a client that goes away before it, the
    /// new session is deleted again, and the old one stays ended.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[derive(serde::Serialize, serde::Deserialize, SessionData)]
    /// # struct User { name: String }
    /// # async fn login(sessions: SessionHandle<User>) -> Result<(), Error> {
    /// let month = std::time::Duration::from_secs(30 * 24 * 60 * 60);
    /// sessions.begin(User { name: "Ann".into() }).label("Firefox on Linux").remember_for(month).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When it is awaited: 503 when the store cannot be reached. 500 when the data has more than 64 KiB, the user's name is empty, has
    /// more than 512 bytes or control characters, or the lifetime is nothing or more than 400 days: check what a client may choose
    /// before. 500 as well when the session is to [live in its cookie](crate::Sessions::in_cookie), and that would have more than
    /// 4,096 bytes.
    pub fn begin(&self, data: T) -> Begin<'_, T> {
        Begin {
            handle: self,
            data,
            label: None,
            lifetime: self.visit.core.rules.lifetime,
        }
    }

    /// The session that the request is in: the one that came, or that was begun meanwhile.
    ///
    /// # Errors
    /// 503 when the store cannot be reached.
    pub async fn current(&self) -> Result<Option<Session<T>>, Error> {
        match self.visit.current().await? {
            Some(record) => Session::open(&self.visit, record).await,
            None => Ok(None),
        }
    }

    /// Ends the session that the request is in, and removes the cookie; says whether there was one.
    ///
    /// # Errors
    /// 503 when the store cannot be reached in time: the cookie stays, and whether the session has ended is not known, so let the user try again.
    pub async fn end(&self) -> Result<bool, Error> {
        self.visit.end().await
    }
}

impl<T> std::fmt::Debug for SessionHandle<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SessionHandle<{}>", std::any::type_name::<T>())
    }
}

/// A session that begins when this is awaited; made by [`SessionHandle::begin`].
#[must_use = "a session begins when this is awaited"]
pub struct Begin<'h, T> {
    handle: &'h SessionHandle<T>,
    data: T,
    label: Option<String>,
    lifetime: Lifetime,
}

/// The most characters of a label; what is longer is cut.
const LONGEST_LABEL: usize = 200;

impl<T> Begin<'_, T> {
    /// What the user's list of sessions calls it, such as `Firefox on Linux`: at most 200 characters are kept, and no control
    /// characters, which some databases refuse.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        let label: String = label.into();
        let kept = label.chars().filter(|character| !character.is_control());
        self.label = Some(kept.take(LONGEST_LABEL).collect());
        self
    }

    /// Lasts for `time`, at most 400 days, however long no request comes, and outlives the browser: "remember me".
    pub fn remember_for(mut self, time: Duration) -> Self {
        self.lifetime = Lifetime {
            idle: time,
            absolute: time,
            browser_session: false,
        };
        self
    }

    /// Ends at the latest when the browser is closed: the cookie has no Max-Age. The timeouts hold besides.
    pub fn browser_session(mut self) -> Self {
        self.lifetime.browser_session = true;
        self
    }
}

impl<'h, T: SessionData> IntoFuture for Begin<'h, T> {
    type Output = Result<Session<T>, Error>;
    type IntoFuture = BoxFuture<'h, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            if let Some(problem) = self.lifetime.problems().next() {
                return Err(Error::internal(problem));
            }
            let draft = Draft {
                user: user_of(&self.data)?,
                label: self.label,
                data: encode(&self.data)?,
                lifetime: self.lifetime,
            };
            let visit = &self.handle.visit;
            let record = visit.begin(draft).await?;
            Ok(Session::of(visit, record, self.data))
        })
    }
}

impl<T> std::fmt::Debug for Begin<'_, T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Begin<{}>", std::any::type_name::<T>())
    }
}
