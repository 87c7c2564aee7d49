//! How generated code asks whether a result is a response, so that rustc names the part of it that is none, where it stands.

use std::marker::PhantomData;

use crate::response::{HeaderPairs, IntoResponse, Response};
use crate::wording::{Generic, Plain};

/// [`IntoResponse`] where it is asked of a type alone: the error for another type then lists no other responses.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a response",
    label = "not a response",
    note = "return `String`, `&'static str`, `Html<T>`, `Json<T>`, `Bytes`, `StatusCode`, `Redirect`, `Response`, a tuple \
            `(StatusCode, R)`, `Option<R>` or `Result<R, E>` of these",
    note = "an error type implements `oxy::IntoResponse`; or return `oxy::Error`, which takes any `std::error::Error` by `?`",
    note = "a number or a `bool` is text when you say so: `value.to_string()`"
)]
pub trait Respond: Sized {
    /// Makes the response.
    fn respond(self) -> Response;
}

#[diagnostic::do_not_recommend]
impl<R: IntoResponse> Respond for R {
    fn respond(self) -> Response {
        self.into_response()
    }
}

/// [`IntoResponse`] where it is asked of a type with parameters: the error names the one that is why it is no response.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a response",
    label = "not a response",
    note = "return `String`, `&'static str`, `Html<T>`, `Json<T>`, `Bytes`, `StatusCode`, `Redirect`, `Response`, a tuple \
            `(StatusCode, R)`, `Option<R>` or `Result<R, E>` of these",
    note = "an error type implements `oxy::IntoResponse`; or return `oxy::Error`, which takes any `std::error::Error` by `?`",
    note = "a number or a `bool` is text when you say so: `value.to_string()`"
)]
pub trait RespondInParts: Sized {
    /// Makes the response.
    fn respond(self) -> Response;
}

impl<R: IntoResponse> RespondInParts for R {
    fn respond(self) -> Response {
        self.into_response()
    }
}

/// [`IntoResponse`] where it is asked of a part that is written as `W`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a response",
    label = "not a response",
    note = "return `String`, `&'static str`, `Html<T>`, `Json<T>`, `Bytes`, `StatusCode`, `Redirect`, `Response`, a tuple \
            `(StatusCode, R)`, `Option<R>` or `Result<R, E>` of these",
    note = "an error type implements `oxy::IntoResponse`; or return `oxy::Error`, which takes any `std::error::Error` by `?`",
    note = "a number or a `bool` is text when you say so: `value.to_string()`"
)]
pub trait ResponsePart<W> {
    /// Makes the response.
    fn respond(self) -> Response;
}

#[diagnostic::do_not_recommend]
impl<R: IntoResponse> ResponsePart<Plain> for R {
    fn respond(self) -> Response {
        self.into_response()
    }
}

impl<R: IntoResponse> ResponsePart<Generic> for R {
    fn respond(self) -> Response {
        self.into_response()
    }
}

/// A result that is written as a `Result`, an `Option` or a pair: its parts are asked by themselves.
pub struct Parts<R>(PhantomData<R>);

impl<T, E> Parts<Result<T, E>> {
    /// Makes the response of a `Result<A, B>`.
    pub fn respond_result<A: ResponsePart<V>, V, B: ResponsePart<W>, W>(
        result: Result<A, B>,
    ) -> Response {
        result.map_or_else(ResponsePart::<W>::respond, ResponsePart::<V>::respond)
    }
}

impl<T> Parts<Option<T>> {
    /// Makes the response of an `Option<A>`.
    pub fn respond_option<A: ResponsePart<V>, V>(result: Option<A>) -> Response {
        result.map(ResponsePart::<V>::respond).into_response()
    }
}

impl<H, R> Parts<(H, R)> {
    /// Makes the response of a pair; what stands before the response has no way of being written to tell apart.
    pub fn respond_pair<A: HeaderPairs, V, B: ResponsePart<W>, W>(
        (head, rest): (A, B),
    ) -> Response {
        (head, ResponsePart::<W>::respond(rest)).into_response()
    }
}

/// Another type that is called `Result` and has two parameters.
pub trait WholeResult<R> {
    /// Makes the response.
    fn respond_result<A, V, B, W>(result: R) -> Response
    where
        R: RespondInParts;
}

impl<R> WholeResult<R> for Parts<R> {
    fn respond_result<A, V, B, W>(result: R) -> Response
    where
        R: RespondInParts,
    {
        result.respond()
    }
}

/// Another type that is called `Option` and has a parameter.
pub trait WholeOption<R> {
    /// Makes the response.
    fn respond_option<A, V>(result: R) -> Response
    where
        R: RespondInParts;
}

impl<R> WholeOption<R> for Parts<R> {
    fn respond_option<A, V>(result: R) -> Response
    where
        R: RespondInParts,
    {
        result.respond()
    }
}
