//! The words for arguments whose types are right elsewhere, or nearly.

use std::sync::Arc;

use crate::app::Context;

/// A type around another one. (An `impl` for it by its name would be listed by rustc wherever an argument does not fit.)
pub trait Holds {
    /// What is in it.
    type Held;
}

impl<T> Holds for Context<T> {
    type Held = T;
}

impl<T> Holds for Arc<T> {
    type Held = T;
}

/// What no extractor is.
#[diagnostic::on_unimplemented(
    message = "`{T}` is an argument by itself, without `Context`",
    label = "write `{T}`",
    note = "`Context<T>` is for the fields of the application"
)]
pub trait TakenInContext<T> {}

/// What the data of no session is.
#[diagnostic::on_unimplemented(
    message = "`{T}` is kept in a session, taken as `Session<{T}>`",
    label = "write `Session<{T}>`",
    note = "`Option<Session<{T}>>` is for strangers, too; `SessionHandle<{T}>` begins a session"
)]
pub trait TakenAsData<T> {}

/// What no part of the application is.
#[diagnostic::on_unimplemented(
    message = "`{T}` is a part of the application, taken as `Context<{T}>`",
    label = "write `Context<{T}>`",
    note = "`oxy::Context<T>` shares it among requests, without an `Arc`"
)]
pub trait TakenInArc<T> {}

/// What no part of the application is: it would be an extractor.
#[diagnostic::on_unimplemented(
    message = "`{T}` is a part of the application, taken as `Context<{T}>`",
    label = "write `Context<{T}>`",
    note = "`oxy::Context<T>` shares it among requests"
)]
pub trait TakenAsItIs<T> {}

/// What no cookie is that is set where cookies are read.
#[diagnostic::on_unimplemented(
    message = "`Cookies` are those of the request; a response sets and removes cookies",
    label = "not a method of `Cookies`",
    note = "return a `Response`: `text(\"..\").set_cookie(Cookie::new(name, value))`, `.remove_cookie(name)`; another result becomes \
            one by `.into_response()`"
)]
pub trait SetByARequest {}
