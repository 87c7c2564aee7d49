//! The session as an argument: there, and of the right role, or the handler does not run.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::exchange::BoxFuture;
use crate::problem::short_type_name;
use crate::session::data::{HasUser, SessionData, decode, encode, user_of};
use crate::session::event::SessionEvent;
use crate::session::id::UserTag;
use crate::session::info::SessionInfo;
use crate::session::record::{Listed, Record};
use crate::session::role::{Anyone, Role};
use crate::session::steps::Written;
use crate::session::visit::Visit;

/// The session of the request, and its data: a handler that takes it is closed to strangers.
///
/// Without a live session the answer is 401, or 303 to the [login page](crate::Sessions::login_page); with one whose data
/// the [`Role`] does not permit it is 403; when the store cannot say, it is 503. `Option<Session<T>>` is `None` for
/// strangers and for other roles.
///
/// The data is read from the session by `Deref`, as it was when the request came, and changed by
/// [`update`](Session::update). Any request that takes the session moves its idle clock.
///
/// ```
/// use oxy::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// #[session(user = "email")]
/// struct User { email: String, visits: u32 }
///
/// #[oxy::app]
/// struct App { sessions: Sessions<User> }
///
/// #[get("/dashboard")]
/// async fn dashboard(mut user: Session<User>) -> Result<String, Error> {
///     user.update(|user| user.visits += 1).await?;
///     Ok(format!("Welcome back, {}, for the {}th time!", user.email, user.visits))
/// }
///
/// #[get("/")]
/// async fn index(user: Option<Session<User>>) -> String {
///     user.map_or("Hello stranger".into(), |user| format!("Hello {}", user.email))
/// }
///
/// #[post("/logout")]
/// async fn logout(user: Session<User>) -> Result<Redirect, Error> {
///     user.end().await?;
///     Ok(Redirect::to("/"))
/// }
/// # fn main() {}
/// ```
pub struct Session<T, R = Anyone> {
    visit: Arc<Visit>,
    record: Arc<Record>,
    data: T,
    role: PhantomData<fn() -> R>,
}

impl<T: SessionData, R> Session<T, R> {
    /// The session of a record; none when its data is not a `T` any more, in which case it is ended.
    pub(crate) async fn open(
        visit: &Arc<Visit>,
        record: Arc<Record>,
    ) -> Result<Option<Self>, Error> {
        let Some(data) = decode(&record.data) else {
            tracing::warn!(
                data = std::any::type_name::<T>(),
                "the data of a session is not of the application's type any more; the session is ended"
            );
            // In a box, since this is rare: all requests would have room for it.
            Box::pin(visit.end_key(&record.key, SessionEvent::Unreadable)).await?;
            return Ok(None);
        };
        Ok(Some(Self::of(visit, record, data)))
    }

    pub(super) fn of(visit: &Arc<Visit>, record: Arc<Record>, data: T) -> Self {
        Self {
            visit: Arc::clone(visit),
            record,
            data,
            role: PhantomData,
        }
    }

    /// Changes the data: stored when this returns, and not taken back by a response that fails later.
    ///
    /// `change` is called with the data as it is stored at that moment, again if another request was faster, so that no
    /// change of parallel requests is lost. It should do nothing but change the data. A change of the
    /// [user](SessionData::user) begins a new session with that data in place of this one, as a login does: that one ends when
    /// the response fails.
    ///
    /// # Errors
    /// 401 when the session has ended meanwhile: it does not come back. 503 when the store cannot be reached: whether the change has
    /// come about is not known, so look before it is made again. 500 when the data is larger than 64 KiB, or with sessions that
    /// [live in their cookies](crate::Sessions::in_cookie) when the cookie would have more than 4,096 bytes, or the response has
    /// begun.
    pub async fn update<O: Send>(
        &mut self,
        mut change: impl FnMut(&mut T) -> O + Send,
    ) -> Result<O, Error> {
        const ATTEMPTS: u32 = 1_000;
        for attempt in 0..ATTEMPTS {
            let mut data: T = decode(&self.record.data).ok_or_else(gone)?;
            let output = change(&mut data);
            let (bytes, user) = (encode(&data)?, user_of(&data)?);
            match self.visit.write(&mut self.record, bytes, user).await? {
                Written::Done => {
                    self.data = data;
                    return Ok(output);
                }
                Written::Changed(now) => self.record = now,
                Written::Gone => return Err(gone()),
            }
            pause(attempt).await;
        }
        Err(Error::internal(
            "a session is changed by too many requests at once",
        ))
    }

    /// Ends the session: it is gone from the store when this returns, and no slow request brings it back, not even one that
    /// gives it a new id. The response removes the cookie, which is all that can be done about a session that
    /// [lives in it](crate::Sessions::in_cookie).
    ///
    /// # Errors
    /// 401 when it has ended meanwhile, or has gone on as that of another user. 503 when the store cannot be reached in time: the cookie stays, and whether the session has ended is not known, so let the user try again.
    pub async fn end(self) -> Result<(), Error> {
        let key = &self.record.key;
        let ended = self.visit.end_key(key, SessionEvent::Ended).await?;
        if !ended && self.visit.is_in(key) {
            // It may have gone on as another user's: that must not look like a log-out.
            return Err(gone());
        }
        Ok(())
    }

    /// Gives the session a new id, as after a change of privileges (OWASP ASVS 5.0, 7.2.4). The old one opens nothing from
    /// then on; all that it is good for is to end the session. When the response fails, nobody has an id any more, and the
    /// session ends.
    ///
    /// # Errors
    /// 401 when the session has ended or got another id meanwhile, 503 when the store cannot be reached.
    pub async fn rotate(&mut self) -> Result<(), Error> {
        let rotated = self.visit.rotate(&mut self.record).await?;
        rotated.then_some(()).ok_or_else(gone)
    }

    /// Waits until the session has ended, by whatever reason, so that a stream can end with it.
    ///
    /// Of one that [lives in its cookie](crate::Sessions::in_cookie) nothing but the absolute timeout is noticed.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + 'static + use<T, R> {
        let (core, key) = (Arc::clone(&self.visit.core), self.record.key);
        async move { core.ended(&key).await }
    }
}

// Not `async fn`: its bounds are checked again at `.await`, so that one missing user would be several errors.
/// What concerns all sessions of the user.
impl<T: SessionData, R> Session<T, R> {
    fn user(&self) -> Option<UserTag> {
        let user = self.record.user.as_deref();
        user.map(|user| self.visit.core.user(user))
    }

    /// The user's sessions, the oldest first, and of more than 100 those that began last; of a session without a user,
    /// itself alone.
    ///
    /// # Errors
    /// 503 when the store cannot be reached, 500 for sessions that live in their cookies ([`in_cookie`](crate::Sessions::in_cookie)),
    /// which nothing lists.
    pub fn list(&self) -> BoxFuture<'_, Result<Vec<SessionInfo>, Error>>
    where
        T: HasUser,
    {
        Box::pin(async move {
            let own = self.record.key;
            let listed = match self.user() {
                Some(user) => self.visit.core.by_user(&user).await?,
                None => vec![Listed {
                    key: own,
                    label: self.record.label.clone(),
                    created: self.record.created,
                    seen: self.record.seen,
                }],
            };
            let infos = listed.into_iter();
            Ok(infos
                .map(|listed| {
                    let current = listed.key == own;
                    SessionInfo::new(listed, current)
                })
                .collect())
        })
    }

    /// Ends one of the user's sessions, by its [reference](SessionInfo::reference); says whether there was one.
    ///
    /// # Errors
    /// 503 when the store cannot be reached: what has ended by then is not known, so try again. 500 for sessions that live in their
    /// cookies ([`in_cookie`](crate::Sessions::in_cookie)), which no other request can end.
    pub fn end_one<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<bool, Error>>
    where
        T: HasUser,
    {
        Box::pin(async move {
            let Some(user) = &self.record.user else {
                return Ok(false);
            };
            let ended = self.visit.core.end_one(user, reference).await?;
            if ended && self.record.key.reference() == reference {
                self.visit.leave();
            }
            Ok(ended)
        })
    }

    /// Ends all other sessions of the user; their number.
    ///
    /// # Errors
    /// 503 when the store cannot be reached: what has ended by then is not known, so try again. 500 for sessions that live in their
    /// cookies ([`in_cookie`](crate::Sessions::in_cookie)), which no other request can end.
    pub fn end_others(&self) -> BoxFuture<'_, Result<u64, Error>>
    where
        T: HasUser,
    {
        Box::pin(async move {
            match self.user() {
                Some(user) => {
                    // The request may have logged in anew meanwhile.
                    let current = self.visit.key();
                    let current = current.filter(|key| key.tag() == self.record.key.tag());
                    let own = current.unwrap_or(self.record.key);
                    self.visit.core.delete_by_user(&user, Some(&own)).await
                }
                None => Ok(0),
            }
        })
    }

    /// Ends all sessions of the user, this one included, as after a change of the password; their number.
    ///
    /// # Errors
    /// 503 when the store cannot be reached: what has ended by then is not known, so try again. 500 for sessions that live in their
    /// cookies ([`in_cookie`](crate::Sessions::in_cookie)), which no other request can end.
    pub fn end_all(self) -> BoxFuture<'static, Result<u64, Error>>
    where
        T: HasUser,
    {
        let (user, visit, key) = (self.user(), self.visit, self.record.key);
        Box::pin(async move {
            match user {
                Some(user) => visit.end_user(&user).await,
                None => {
                    let ended = visit.end_key(&key, SessionEvent::Revoked);
                    ended.await.map(u64::from)
                }
            }
        })
    }
}

impl<T, R: Role<T>> Session<T, R> {
    /// The session, for those who have the role.
    pub(crate) fn permitted(self) -> Result<Self, Error> {
        if R::permits(&self.data) {
            return Ok(self);
        }
        tracing::debug!(role = short_type_name::<R>(), "a session has not the role");
        Err(Error::forbidden("your account is not allowed to do this"))
    }
}

/// The session has ended while the request was on its way.
fn gone() -> Error {
    Error::unauthorized("the session has ended")
}

/// Lets others go first, a little longer each time.
async fn pause(attempt: u32) {
    if attempt < 8 {
        return tokio::task::yield_now().await;
    }
    let random = u64::from(u16::from_be_bytes(crate::crypto::random()));
    let most = u64::from(attempt).min(20) * 1_000;
    tokio::time::sleep(Duration::from_micros(random % most)).await;
}

impl<T, R> Deref for Session<T, R> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T, R> std::fmt::Debug for Session<T, R> {
    /// Neither id nor data.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Session<{}>", std::any::type_name::<T>())
    }
}
