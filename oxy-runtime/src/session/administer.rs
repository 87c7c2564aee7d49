//! What concerns all sessions of an application, or those of a user.

use crate::error::Error;
use crate::exchange::BoxFuture;
use crate::session::data::{HasUser, SessionData};
use crate::session::event::SessionCounts;
use crate::session::info::SessionInfo;
use crate::session::sessions::Sessions;

impl<T: SessionData> Sessions<T> {
    /// How often each event happened since the launch.
    #[must_use]
    pub fn counts(&self) -> SessionCounts {
        self.core().events.counts()
    }

    /// Removes what has ended from the store; the number of rows. A server does it by itself every minute.
    ///
    /// # Errors
    /// 503 when the store cannot be reached.
    pub async fn sweep(&self) -> Result<usize, Error> {
        self.core().sweep().await
    }
}

// Not `async fn`: its bounds are checked again at `.await`, so that one missing user would be several errors.
/// What concerns all sessions of a user.
impl<T: SessionData> Sessions<T> {
    /// How many sessions a user may have at once, at least 1: the oldest end when there would be more. Any number by default.
    pub fn per_user(mut self, cap: u32) -> Self
    where
        T: HasUser,
    {
        self.cap = Some(cap);
        self
    }

    /// The live sessions of a user, the oldest first; of more than 100, those that began last.
    ///
    /// # Errors
    /// 503 when the store cannot be reached, 500 for sessions that live in their cookies ([`in_cookie`](Sessions::in_cookie)),
    /// which nothing lists.
    pub fn list<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<Vec<SessionInfo>, Error>>
    where
        T: HasUser,
    {
        Box::pin(async move {
            let core = self.core();
            let listed = core.by_user(&core.user(user)).await?;
            let infos = listed.into_iter();
            Ok(infos
                .map(|listed| SessionInfo::new(listed, false))
                .collect())
        })
    }

    /// Ends all sessions of a user, as when the account is closed; their number. After it has returned, no session that the
    /// user had works (OWASP ASVS 5.0, 7.4.2).
    ///
    /// ```
    /// use oxy::prelude::*;
    /// # #[derive(serde::Serialize, serde::Deserialize, SessionData)]
    /// # #[session(user = "email")]
    /// # struct User { email: String }
    /// # #[oxy::app]
    /// # struct App { sessions: Sessions<User> }
    ///
    /// #[post("/users/{email}/block")]
    /// async fn block(email: String, sessions: Context<Sessions<User>>) -> Result<String, Error> {
    ///     Ok(format!("{} sessions ended", sessions.end_all(&email).await?))
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// 503 when the store cannot be reached: what has ended by then is not known, so try again. 500 for sessions that live in their
    /// cookies ([`in_cookie`](Sessions::in_cookie)), which no other request can end.
    pub fn end_all<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<u64, Error>>
    where
        T: HasUser,
    {
        Box::pin(async move {
            let core = self.core();
            core.delete_by_user(&core.user(user), None).await
        })
    }

    /// Ends one session of a user, by its [reference](SessionInfo::reference); says whether there was one.
    ///
    /// # Errors
    /// 503 when the store cannot be reached: what has ended by then is not known, so try again. 500 for sessions that live in their
    /// cookies ([`in_cookie`](Sessions::in_cookie)), which no other request can end.
    pub fn end_one<'a>(
        &'a self,
        user: &'a str,
        reference: &'a str,
    ) -> BoxFuture<'a, Result<bool, Error>>
    where
        T: HasUser,
    {
        Box::pin(async move { self.core().end_one(user, reference).await })
    }
}
