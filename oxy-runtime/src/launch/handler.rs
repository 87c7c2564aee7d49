//! Handlers of routes that are made at run time.

use std::sync::Arc;

use crate::endpoint::{Endpoint, Whole};
use crate::request::Request;
use crate::response::IntoResponse;

/// A function of the request, or of the request and the application.
///
/// `M` only tells the two forms apart.
#[diagnostic::on_unimplemented(
    message = "this is not a handler of a route made at run time",
    note = "write `|request: Request| async move {{ .. }}` or `|request: Request, app: Arc<App>| async move {{ .. }}` with a \
            response as its result",
    note = "a parameter of the path is read by `request.param(name)?`"
)]
pub trait RunTimeHandler<A, M> {
    #[doc(hidden)]
    fn into_endpoint(self, app: &Arc<A>) -> Arc<dyn Endpoint>;
}

impl<A, F, O, R> RunTimeHandler<A, (Request,)> for F
where
    A: Send + Sync + 'static,
    F: Fn(Request) -> O + Send + Sync + 'static,
    O: Future<Output = R> + Send + 'static,
    R: IntoResponse + 'static,
{
    fn into_endpoint(self, _: &Arc<A>) -> Arc<dyn Endpoint> {
        Arc::new(Whole::new(self))
    }
}

impl<A, F, O, R> RunTimeHandler<A, (Request, Arc<A>)> for F
where
    A: Send + Sync + 'static,
    F: Fn(Request, Arc<A>) -> O + Send + Sync + 'static,
    O: Future<Output = R> + Send + 'static,
    R: IntoResponse + 'static,
{
    fn into_endpoint(self, app: &Arc<A>) -> Arc<dyn Endpoint> {
        let app = Arc::clone(app);
        Arc::new(Whole::new(move |request| self(request, Arc::clone(&app))))
    }
}
