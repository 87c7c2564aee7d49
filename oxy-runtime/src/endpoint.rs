//! The one shape of everything that answers requests: a call that is one boxed future.

use std::any::Any;
use std::future::ready;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use tokio::time::{Duration, timeout_at};

use crate::error::Error;
pub(crate) use crate::exchange::BoxFuture;
use crate::exchange::Exchange;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::{IntoResponse, Response};

/// A response, or why an argument could not be taken.
pub(crate) type Outcome = Result<Response, Rejection>;

/// Answers one request. What it leaves of the request is enough to finish the response.
pub trait Endpoint: Send + Sync + 'static {
    /// Answers `request`.
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome>;
}

/// A closure over the whole request, as routes made at run time and fallbacks have it.
pub(crate) struct Whole<F, O> {
    run: F,
    output: PhantomData<fn() -> O>,
}

impl<F, O> Whole<F, O> {
    pub(crate) fn new(run: F) -> Self {
        Self {
            run,
            output: PhantomData,
        }
    }
}

impl<F, O, R> Endpoint for Whole<F, O>
where
    F: Fn(Request) -> O + Send + Sync + 'static,
    O: Future<Output = R> + Send + 'static,
    R: IntoResponse,
{
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        // Called within the future, where a panic of the closure itself is caught as well.
        Box::pin(async move { Ok((self.run)(request.take()).await.into_response()) })
    }
}

/// An endpoint behind layers, which may give up waiting for it and answer by themselves. Its own time ends here, so that they
/// see the answer to that.
pub(crate) struct Followed(pub(crate) Arc<dyn Endpoint>);

/// Says that a call was dropped, unless it has come to its end.
struct Following(Option<Arc<Exchange>>);

impl Following {
    fn end(&mut self) {
        self.0 = None;
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        if let Some(exchange) = &self.0 {
            exchange.abandon();
        }
    }
}

impl Endpoint for Followed {
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        let mut following = Following(request.shared().cloned());
        Box::pin(async move {
            let deadline = request.travel.deadline;
            let call = self.0.call(request);
            let outcome = match deadline {
                None => call.await,
                Some((deadline, limit)) => match timeout_at(deadline, call).await {
                    Ok(outcome) => outcome,
                    Err(_) => return Err(took_too_long(limit).into()),
                },
            };
            following.end();
            outcome
        })
    }
}

/// What is answered instead of a handler that has not come to its end in time.
pub(crate) fn took_too_long(limit: Duration) -> Error {
    Error::bare(StatusCode::SERVICE_UNAVAILABLE)
        .with_header(RETRY_AFTER, HeaderValue::from_static("5"))
        .with_source(format!("there was no answer within {limit:?}"))
}

/// A call whose panic is a response.
pub(crate) struct Caught<'a>(BoxFuture<'a, Outcome>);

/// Turns a panic of a handler, an extractor or a layer into a 500.
pub(crate) fn catch<'a>(call: impl FnOnce() -> BoxFuture<'a, Outcome>) -> Caught<'a> {
    Caught(match catch_unwind(AssertUnwindSafe(call)) {
        Ok(future) => future,
        Err(panic) => Box::pin(ready(panicked(panic.as_ref()))),
    })
}

impl Future for Caught<'_> {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let polled = catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context)));
        polled.unwrap_or_else(|panic| Poll::Ready(panicked(panic.as_ref())))
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Outcome {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Err(Rejection::internal(format!(
        "the handler panicked: {}",
        text.unwrap_or_default()
    )))
}
