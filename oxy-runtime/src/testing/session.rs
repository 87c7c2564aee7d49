//! Sessions without an application, to call a handler in a unit test.

use std::sync::Arc;

use http::HeaderMap;

use crate::error::Error;
use crate::exchange::Exchange;
use crate::session::{Role, Session, SessionData, SessionHandle, Sessions, Visit};
use crate::setup::Setup;

/// A session with this data, to call a handler that takes a [`Session`] in a unit test.
///
/// It is the only one of a store in memory. Whoever is no `R` gets what a client would get.
///
/// ```
/// use oxy::prelude::*;
/// use oxy::testing::session;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// #[session(user = "name")]
/// struct User { name: String, cart: Vec<u32> }
///
/// #[oxy::app]
/// struct App { sessions: Sessions<User> }
///
/// #[post("/cart/{item}")]
/// async fn add(item: u32, mut user: Session<User>) -> Result<String, Error> {
///     let count = user.update(|user| { user.cart.push(item); user.cart.len() }).await?;
///     Ok(format!("{} has {count} items", user.name))
/// }
///
/// #[tokio::main]
/// async fn main() {
///     let ann = session(User { name: "Ann".into(), cart: vec![7] }).await.unwrap();
///     assert_eq!(add(8, ann).await.unwrap(), "Ann has 2 items");
/// }
/// ```
///
/// # Errors
/// 403 when the [`Role`] does not permit the data, 500 when a session cannot hold it.
pub async fn session<T: SessionData, R: Role<T>>(data: T) -> Result<Session<T, R>, Error> {
    let visit = visit::<T>();
    SessionHandle::new(Arc::clone(&visit)).begin(data).await?;
    let found: Option<Session<T, R>> = match visit.current().await? {
        Some(record) => Session::open(&visit, record).await?,
        None => None,
    };
    let session = found.ok_or_else(|| Error::internal("a session began and is not there"))?;
    session.permitted()
}

/// A handle of sessions in memory of which there is none yet, to call a handler that takes a [`SessionHandle`] in a unit
/// test.
///
/// ```
/// use oxy::prelude::*;
/// use oxy::testing::session_handle;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// struct Visitor { visits: u32 }
///
/// async fn greet(sessions: SessionHandle<Visitor>) -> Result<&'static str, Error> {
///     if sessions.current().await?.is_some() {
///         return Ok("Welcome back!");
///     }
///     sessions.begin(Visitor { visits: 1 }).await?;
///     Ok("Hello!")
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// assert_eq!(greet(session_handle()).await.unwrap(), "Hello!");
/// # }
/// ```
#[must_use]
pub fn session_handle<T: SessionData>() -> SessionHandle<T> {
    SessionHandle::new(visit::<T>())
}

/// A request of its own to sessions of its own.
fn visit<T: SessionData>() -> Arc<Visit> {
    let exchange = Exchange::new(&Arc::new(Setup::default()), &HeaderMap::new());
    Visit::of(Sessions::<T>::memory().core(), &exchange)
}
