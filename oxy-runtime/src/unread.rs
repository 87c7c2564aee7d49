//! Bodies that no argument asks for.

use std::sync::Arc;

use crate::endpoint::{BoxFuture, Endpoint, Outcome};
use crate::extract::refuse_coded;
use crate::limits::Limits;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::setup::Setup;

/// Reads and drops a body before the handler runs, so that a truncated request changes nothing and the connection stays
/// in step.
pub(crate) async fn discard_body(request: &mut Request, limits: &Limits) -> Result<(), Rejection> {
    if request.body.is_empty() {
        return Ok(());
    }
    refuse_coded(request)?;
    request.read_body(limits.ignored_body, limits).await?;
    Ok(())
}

/// The endpoint of a route behind layers, which see the body, and the refusal of one that is too large.
pub(crate) struct Bodiless {
    inner: Arc<dyn Endpoint>,
    setup: Arc<Setup>,
}

impl Bodiless {
    pub(crate) fn new(inner: Arc<dyn Endpoint>, setup: &Arc<Setup>) -> Self {
        Self {
            inner,
            setup: Arc::clone(setup),
        }
    }
}

impl Endpoint for Bodiless {
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            discard_body(request, &self.setup.limits).await?;
            self.inner.call(request).await
        })
    }
}
