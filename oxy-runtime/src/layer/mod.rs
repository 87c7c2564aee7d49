//! Layers: what stands around the handlers of an application, a router or a route.

mod make;
#[cfg(feature = "rate-limit")]
mod rate_limit;
#[cfg(feature = "tower")]
mod tower;

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::endpoint::{BoxFuture, Caught, Endpoint, Outcome, catch};
use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::{IntoResponse, Response};

pub use make::{IntoLayer, LayerProbe, MakeLayer, Maker, MakerLevel, NoMaker, NoMakerLevel};
#[cfg(feature = "rate-limit")]
pub use rate_limit::RateLimit;
#[cfg(feature = "tower")]
pub(crate) use tower::Called;
#[cfg(feature = "tower")]
pub use tower::NextService;

/// Something that every request of an application, a router or a route passes through.
///
/// Layers run from the outside in: application, then router (the outer one first), then route. A router's layers also
/// see 404 and 405 under its prefix. One layer is made per place where it is named, when the application is launched.
///
/// ```
/// use oxy::{Layer, Next, Request};
///
/// fn stamped() -> Layer {
///     Layer::new(async |request: Request, next: Next| next.run(request).await.header("x-stamp", "oxy"))
/// }
/// ```
pub struct Layer(Box<Wrap>);

/// Puts something around an endpoint.
type Wrap = dyn FnOnce(Arc<dyn Endpoint>) -> Arc<dyn Endpoint> + Send;

/// What comes after a layer: the next one, or the handler.
#[derive(Clone)]
pub struct Next(Arc<dyn Endpoint>);

impl Layer {
    /// A layer from a function of the request and of what comes [`Next`].
    pub fn new<F, O>(run: F) -> Self
    where
        F: Fn(Request, Next) -> O + Send + Sync + 'static,
        O: Future<Output = Response> + Send + 'static,
    {
        Self(Box::new(|inner| {
            Arc::new(Around {
                run,
                inner,
                output: PhantomData,
            })
        }))
    }

    /// A layer from what makes endpoints of endpoints.
    #[cfg(feature = "tower")]
    fn of(wrap: impl FnOnce(Next) -> Arc<dyn Endpoint> + Send + 'static) -> Self {
        Self(Box::new(|inner| wrap(Next(inner))))
    }

    pub(crate) fn wrap(self, inner: Arc<dyn Endpoint>) -> Arc<dyn Endpoint> {
        (self.0)(inner)
    }
}

impl std::fmt::Debug for Layer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Layer")
    }
}

impl Next {
    /// Goes on with the request and gives its response; a refused argument and a panic are responses already.
    pub async fn run(self, mut request: Request) -> Response {
        match catch(|| self.0.call(&mut request)).await {
            Ok(response) => response,
            Err(rejection) => rejection.into_response(),
        }
    }
}

impl std::fmt::Debug for Next {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Next")
    }
}

struct Around<F, O> {
    run: F,
    inner: Arc<dyn Endpoint>,
    output: PhantomData<fn() -> O>,
}

impl<F, O> Endpoint for Around<F, O>
where
    F: Fn(Request, Next) -> O + Send + Sync + 'static,
    O: Future<Output = Response> + Send + 'static,
{
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        // Called within the future, where a panic of the closure itself is caught as well.
        Box::pin(async move {
            let next = Next(Arc::clone(&self.inner));
            Ok((self.run)(request.take(), next).await)
        })
    }
}

/// The endpoints that a request passes through, outermost first.
pub(crate) struct Chain(Vec<Arc<dyn Endpoint>>);

impl Chain {
    pub(crate) fn new(endpoints: Vec<Arc<dyn Endpoint>>) -> Self {
        Self(endpoints)
    }

    /// Sends a request through.
    pub(crate) fn run<'a>(self: &'a Arc<Self>, request: &'a mut Request) -> Caught<'a> {
        request.travel.chain = Some(Arc::clone(self) as Arc<dyn Any + Send + Sync>);
        request.travel.at = 0;
        catch(|| match self.0.first() {
            Some(first) => first.call(request),
            None => {
                let empty = Rejection::internal("a chain of layers is empty");
                Box::pin(std::future::ready(Err(empty)))
            }
        })
    }
}

/// The innermost part of a scope's layers: goes on to the next endpoint of the request's own chain.
///
/// A scope's layers are made once for all of its routes, so that a counter in a layer counts them all.
pub(crate) struct Through;

impl Endpoint for Through {
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            request.travel.at += 1;
            let chain = request.travel.chain.clone();
            let chain = chain.and_then(|chain| chain.downcast::<Chain>().ok());
            match chain
                .as_ref()
                .and_then(|chain| chain.0.get(request.travel.at))
            {
                Some(endpoint) => endpoint.call(request).await,
                None => Err(Rejection::internal(
                    "a layer ran a request that belongs to no route; make one by `Request::new(request.into_http())`",
                )),
            }
        })
    }
}
