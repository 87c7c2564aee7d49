//! For generated code only: nothing here is stable.

pub use crate::endpoint::{BoxFuture, Outcome, Prepared};
pub use crate::extract::probe::{self, Probe};
pub use crate::extract::{Argument, PathArgument, PathValue, PreparedArgument, QueryDefault};
pub use crate::layer::Layer;
pub use crate::route::{Plan, Registration, Route, RouteSet, RouteSite, Source};
pub use crate::routing::MethodSet;
pub use inventory;

use crate::response::{IntoResponse, Response};

/// Boxes the call of a handler.
pub fn boxed<'a, F>(call: F) -> BoxFuture<'a, Outcome>
where
    F: Future<Output = Outcome> + Send + 'a,
{
    Box::pin(call)
}

/// Turns the result of a handler into a response.
pub fn respond<R: IntoResponse>(result: R) -> Response {
    result.into_response()
}
