//! The parts of the head: method, target and header fields, and the whole request.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use http::header::{AUTHORIZATION, COOKIE, Entry, PROXY_AUTHORIZATION};
use http::{HeaderMap, Method, Uri};

use crate::extract::{Extract, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::setup::Setup;

/// The header fields of a request.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/")]
/// async fn index(headers: Headers) -> String {
///     format!("{} header fields", headers.len())
/// }
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Headers(pub HeaderMap);

impl fmt::Debug for Headers {
    /// Without the values that say who somebody is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        for name in [COOKIE, AUTHORIZATION, PROXY_AUTHORIZATION] {
            if let Entry::Occupied(mut secret) = shown.entry(name) {
                secret
                    .iter_mut()
                    .for_each(|value| value.set_sensitive(true));
            }
        }
        fmt::Debug::fmt(&shown, formatter)
    }
}

impl Deref for Headers {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        &self.0
    }
}

impl<A> Extract<A> for Headers {
    type State = ();

    fn prepare(_: &Site<'_, A>) -> Result<(), LaunchProblem> {
        Ok(())
    }

    async fn extract((): &(), request: &mut Request) -> Result<Self, Rejection> {
        Ok(Self(request.headers().clone()))
    }
}

impl<A> Extract<A> for Method {
    type State = ();

    fn prepare(_: &Site<'_, A>) -> Result<(), LaunchProblem> {
        Ok(())
    }

    async fn extract((): &(), request: &mut Request) -> Result<Self, Rejection> {
        Ok(request.method().clone())
    }
}

impl<A> Extract<A> for Uri {
    type State = ();

    fn prepare(_: &Site<'_, A>) -> Result<(), LaunchProblem> {
        Ok(())
    }

    async fn extract((): &(), request: &mut Request) -> Result<Self, Rejection> {
        Ok(request.uri().clone())
    }
}

/// Holds the body, so it counts as an argument that reads it.
impl<A> Extract<A> for Request {
    type State = Arc<Setup>;

    const READS_BODY: bool = true;

    const EXPECTS_BODY: bool = false;

    fn prepare(site: &Site<'_, A>) -> Result<Arc<Setup>, LaunchProblem> {
        Ok(Arc::clone(site.setup))
    }

    async fn extract(setup: &Arc<Setup>, request: &mut Request) -> Result<Self, Rejection> {
        // Made before the request leaves, so that what its owner does with cookies reaches the response.
        request.exchange(setup);
        Ok(request.take())
    }
}
