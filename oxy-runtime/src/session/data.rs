//! The application's type of a session, and how it is written down.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::session::storable::Storable;

/// What an application keeps in a session: derive it with `#[derive(SessionData)]`.
///
/// The data is stored as JSON of at most 64 KiB. `#[session(user = "email")]` names the field that says who is logged in;
/// without it all sessions are anonymous, and what lists or ends the sessions of a user ([`HasUser`]) does not compile. The
/// field's text has 1 to 512 bytes and no control characters.
///
/// ```
/// use oxy::SessionData;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// #[session(user = "email")]
/// struct User {
///     email: String,
///     cart: Vec<u32>,
/// }
///
/// let user = User { email: "ann@example.com".into(), cart: vec![] };
/// assert_eq!(user.user().as_deref(), Some("ann@example.com"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in a session",
    label = "not marked with `#[derive(SessionData)]`",
    note = "`struct {Self} {{ .. }}` takes all of `#[derive(serde::Serialize, serde::Deserialize, oxy::SessionData)]`: add what is missing"
)]
pub trait SessionData: Serialize + DeserializeOwned + Storable + Send + Sync + 'static {
    /// Who is logged in; none while nobody is.
    fn user(&self) -> Option<Cow<'_, str>>;
}

/// Session data that says who is logged in: `#[derive(SessionData)]` implements it where there is
/// `#[session(user = "field")]`. What lists, ends or caps the sessions of a user asks for it.
///
/// Where [`SessionData`] is implemented by hand, so is this, if its `user` is ever some.
///
/// ```
/// use oxy::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// #[session(user = "name")] // without it, `end_others` below does not compile
/// struct User { name: String }
///
/// #[oxy::app]
/// struct App { sessions: Sessions<User> }
///
/// #[post("/end-others")]
/// async fn end_others(user: Session<User>) -> Result<String, Error> {
///     Ok(format!("{} sessions ended", user.end_others().await?))
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "the sessions of `{Self}` have no user",
    label = "this concerns the sessions of a user",
    note = "say who is logged in by a field of `{Self}`: write `#[session(user = \"field\")]` below `#[derive(SessionData)]`; where that is \
            implemented by hand, and `user` says one, `impl oxy::session::HasUser for {Self} {{}}`"
)]
pub trait HasUser {}

/// A field that can say who is logged in: text, an integer, a [`Uuid`](https://docs.rs/uuid), or an `Option` of these, which
/// is `None` while nobody is.
///
/// ```
/// use oxy::session::UserKey;
/// use std::borrow::Cow;
///
/// struct AccountId(u64);
///
/// impl UserKey for AccountId {
///     fn user_key(&self) -> Option<Cow<'_, str>> {
///         Some(self.0.to_string().into())
///     }
/// }
/// assert_eq!(AccountId(7).user_key().as_deref(), Some("7"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot say who is logged in",
    label = "not a user's key",
    note = "the field of `#[session(user = \"..\")]` is text, an integer, a `Uuid`, or an `Option` of these; for a type of \
            your own write `impl oxy::session::UserKey for {Self}`"
)]
pub trait UserKey {
    /// The user's key as text.
    fn user_key(&self) -> Option<Cow<'_, str>>;
}

impl UserKey for String {
    fn user_key(&self) -> Option<Cow<'_, str>> {
        Some(self.as_str().into())
    }
}

impl<K: UserKey> UserKey for Option<K> {
    fn user_key(&self) -> Option<Cow<'_, str>> {
        self.as_ref().and_then(K::user_key)
    }
}

/// Types whose text is the key.
macro_rules! by_display {
    ($($type:ty)*) => {$(
        impl UserKey for $type {
            fn user_key(&self) -> Option<Cow<'_, str>> {
                Some(self.to_string().into())
            }
        }
    )*};
}

by_display! { u16 u32 u64 u128 i16 i32 i64 i128 }
#[cfg(feature = "uuid")]
by_display! { crate::params::Uuid }

/// The first byte of stored data: what follows is JSON.
const JSON: u8 = 1;
/// The most bytes that a session's data may have.
const LARGEST: usize = 64 * 1024;
/// The most bytes that a user's key may have.
const LONGEST_USER: usize = 512;

/// The bytes that are stored.
pub(super) fn encode<T: SessionData>(data: &T) -> Result<Vec<u8>, Error> {
    // What most sessions have room in: to grow by single tokens would be several allocations.
    let mut bytes = Vec::with_capacity(128);
    bytes.push(JSON);
    serde_json::to_writer(&mut bytes, data)?;
    if bytes.len() > LARGEST {
        return Err(Error::internal(format!(
            "the data of a session has {} bytes, more than {LARGEST}: keep large things elsewhere",
            bytes.len()
        )));
    }
    Ok(bytes)
}

/// The data in stored bytes; none when they are of another version or shape.
pub(super) fn decode<T: SessionData>(bytes: &[u8]) -> Option<T> {
    let json = bytes.strip_prefix(&[JSON])?;
    // Looked at once, and not again for each text in it.
    serde_json::from_str(std::str::from_utf8(json).ok()?).ok()
}

/// Who is logged in.
pub(super) fn user_of<T: SessionData>(data: &T) -> Result<Option<String>, Error> {
    let user = data.user().map(Cow::into_owned);
    if user
        .as_ref()
        .is_some_and(|user| user.contains(char::is_control))
    {
        // Databases refuse some of them, which would look like an outage.
        return Err(Error::internal(
            "the user of a session has control characters",
        ));
    }
    match user.as_ref().map_or(1, String::len) {
        1..=LONGEST_USER => Ok(user),
        0 => Err(Error::internal(
            "the user of a session is an empty text; use `None` while nobody is logged in",
        )),
        length => Err(Error::internal(format!(
            "the user of a session has {length} bytes, more than {LONGEST_USER}"
        ))),
    }
}
