//! `begin` where others have it, which says where it is.

use std::future::{Ready, ready};

use crate::error::Error;
use crate::session::data::SessionData;
use crate::session::guard::Session;
use crate::session::sessions::Sessions;
use crate::wording::Part;

/// What the data of no session is.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a session is begun by `SessionHandle<{T}>`",
    label = "does not begin sessions",
    note = "take `sessions: SessionHandle<{T}>` as an argument, and write `sessions.begin(data).await?`"
)]
pub trait BegunWithoutHandle<T> {}

impl<T: SessionData> Sessions<T> {
    #[doc(hidden)]
    pub fn begin(&self, _: T) -> Ready<Result<(), Error>>
    where
        Part<T>: BegunWithoutHandle<T>,
    {
        ready(Ok(()))
    }
}

impl<T: SessionData, R> Session<T, R> {
    #[doc(hidden)]
    pub fn begin(&self, _: T) -> Ready<Result<(), Error>>
    where
        Part<T>: BegunWithoutHandle<T>,
    {
        ready(Ok(()))
    }
}
