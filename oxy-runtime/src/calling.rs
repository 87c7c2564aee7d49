//! The endpoints of handlers: arguments read, the function called, its result made a response. That is one boxed future.

use crate::endpoint::{BoxFuture, Endpoint, Outcome};
use crate::extract::{Arguments, Call};
use crate::request::Request;
use crate::response::Response;

/// An `async fn` with its prepared arguments.
pub(crate) struct Asynchronous<S, F, R> {
    pub(crate) arguments: S,
    pub(crate) handler: F,
    pub(crate) respond: fn(R) -> Response,
}

impl<S, F, O, R> Endpoint for Asynchronous<S, F, R>
where
    S: Arguments,
    F: Call<S::Values, Output = O>,
    O: Future<Output = R> + Send,
    R: 'static,
{
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let values = self.arguments.read(request).await?;
            let result = self.handler.call(values).await;
            Ok((self.respond)(result))
        })
    }
}

/// A plain function with its prepared arguments.
pub(crate) struct Plain<S, F, R> {
    pub(crate) arguments: S,
    pub(crate) handler: F,
    pub(crate) respond: fn(R) -> Response,
}

impl<S, F, R> Endpoint for Plain<S, F, R>
where
    S: Arguments,
    F: Call<S::Values, Output = R>,
    R: 'static,
{
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let values = self.arguments.read(request).await?;
            Ok((self.respond)(self.handler.call(values)))
        })
    }
}
