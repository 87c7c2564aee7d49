//! What concerns all sessions of an application, or those of any user.

use crate::error::Error;
use crate::session::data::{SessionData, needs_user};
use crate::session::event::SessionCounts;
use crate::session::info::SessionInfo;
use crate::session::sessions::Sessions;

impl<T: SessionData> Sessions<T> {
    /// How often each event happened since the launch.
    #[must_use]
    pub fn counts(&self) -> SessionCounts {
        self.core().events.counts()
    }

    /// The live sessions of a user, the oldest first; of more than 100, those that began last.
    ///
    /// # Errors
    /// 503 when the store cannot be reached, 500 for sessions that live in their cookies ([`in_cookie`](Sessions::in_cookie)),
    /// which nothing lists.
    pub async fn list(&self, user: &str) -> Result<Vec<SessionInfo>, Error> {
        const { needs_user::<T>() };
        let core = self.core();
        let listed = core.by_user(&core.user(user)).await?;
        let infos = listed.into_iter();
        Ok(infos
            .map(|listed| SessionInfo::new(listed, false))
            .collect())
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
    pub async fn end_all(&self, user: &str) -> Result<u64, Error> {
        const { needs_user::<T>() };
        let core = self.core();
        core.delete_by_user(&core.user(user), None).await
    }

    /// Ends one session of a user, by its [reference](SessionInfo::reference); says whether there was one.
    ///
    /// # Errors
    /// 503 when the store cannot be reached: what has ended by then is not known, so try again. 500 for sessions that live in their
    /// cookies ([`in_cookie`](Sessions::in_cookie)), which no other request can end.
    pub async fn end_one(&self, user: &str, reference: &str) -> Result<bool, Error> {
        const { needs_user::<T>() };
        self.core().end_one(user, reference).await
    }

    /// Removes what has ended from the store; the number of rows. A server does it by itself every minute.
    ///
    /// # Errors
    /// 503 when the store cannot be reached.
    pub async fn sweep(&self) -> Result<usize, Error> {
        self.core().sweep().await
    }
}
