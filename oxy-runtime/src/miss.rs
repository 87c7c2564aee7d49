//! What answers the requests that no route answers.

use std::sync::Arc;

use http::header::ALLOW;
use http::{HeaderValue, StatusCode};

use crate::endpoint::{BoxFuture, Caught, Endpoint, Outcome};
use crate::error::Error;
use crate::layer::Chain;
use crate::request::Request;
use crate::response::IntoResponse;

/// The way of requests below a prefix that no route answers.
pub(crate) struct Miss {
    pub(crate) prefix: String,
    chain: Arc<Chain>,
}

impl Miss {
    /// The layers around a prefix, and behind them the answer to a request without a route.
    pub(crate) fn new(
        prefix: String,
        mut layers: Vec<Arc<dyn Endpoint>>,
        fallback: Option<Arc<dyn Endpoint>>,
    ) -> Self {
        layers.push(Arc::new(NoRoute { fallback }));
        Self {
            prefix,
            chain: Arc::new(Chain::new(layers)),
        }
    }

    /// Whether `path` lies below the prefix; a parameter in the prefix stands for any segment.
    pub(crate) fn covers(&self, path: &str) -> bool {
        if self.prefix.is_empty() {
            return true;
        }
        let mut segments = path.split('/');
        let mut parts = self.prefix.split('/');
        parts.all(|part| {
            segments
                .next()
                .is_some_and(|segment| part.starts_with('{') || part == segment)
        })
    }

    /// Answers a request, behind the layers.
    pub(crate) fn run<'a>(&'a self, request: &'a mut Request) -> Caught<'a> {
        self.chain.run(request)
    }
}

/// Answers 404, 405, or what OPTIONS derives.
struct NoRoute {
    fallback: Option<Arc<dyn Endpoint>>,
}

impl Endpoint for NoRoute {
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        let Some(allow) = request.travel.allow else {
            return match &self.fallback {
                Some(fallback) => fallback.call(request),
                None => Box::pin(async { Err(Error::bare(StatusCode::NOT_FOUND).into()) }),
            };
        };
        let is_options = request.method() == http::Method::OPTIONS;
        Box::pin(async move {
            let allow = HeaderValue::try_from(allow.to_string()).map_err(Error::internal)?;
            if is_options {
                return Ok(StatusCode::NO_CONTENT.into_response().header(ALLOW, allow));
            }
            Err(Error::bare(StatusCode::METHOD_NOT_ALLOWED)
                .with_header(ALLOW, allow)
                .into())
        })
    }
}
