//! Layers of tower around handlers.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tower_service::Service;

use crate::body::{Body, BoxError};
use crate::endpoint::{BoxFuture, Endpoint, Outcome};
use crate::error::Error;
use crate::layer::{IntoLayer, Layer, Next};
use crate::request::Request;
use crate::response::Response;

/// What comes after a layer of tower, as a service: the next layer, or the handler.
#[derive(Clone)]
pub struct NextService(Next);

impl<B> Service<http::Request<B>> for NextService
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let (next, request) = (self.0.clone(), request.map(Body::of));
        Box::pin(async move { Ok(bare(next.run(Request::new(request)).await)) })
    }
}

impl std::fmt::Debug for NextService {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NextService")
    }
}

#[diagnostic::do_not_recommend]
impl<L, S, B> IntoLayer for L
where
    L: tower_layer::Layer<NextService, Service = S> + Send + 'static,
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn into_layer(self) -> Layer {
        Layer::of(move |next| Arc::new(Called(self.layer(NextService(next)))))
    }
}

/// A service of tower as an endpoint.
pub(crate) struct Called<S>(pub(crate) S);

impl<S, B> Endpoint for Called<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let mut service = self.0.clone();
            let answered = async {
                std::future::poll_fn(|context| service.poll_ready(context)).await?;
                service.call(request.take().into_http()).await
            };
            match answered.await {
                Ok(response) => Ok(whole(response.map(Body::of))),
                Err(error) => Err(Error::internal(error).into()),
            }
        })
    }
}

/// A response without what HTTP knows of it. Layers hand it on among the extensions, which are cloned at times.
#[derive(Clone)]
struct Beside(Arc<Mutex<Option<Response>>>);

/// Puts what HTTP does not know aside; most responses have nothing of it.
fn bare(mut response: Response) -> http::Response<Body> {
    let status = response.status_code();
    *response.contents.inner.status_mut() = status;
    if !response.contents.has_more() {
        return response.contents.inner;
    }
    let empty = http::Response::new(Body::empty());
    let mut inner = std::mem::replace(&mut response.contents.inner, empty);
    let beside = Beside(Arc::new(Mutex::new(Some(response))));
    inner.extensions_mut().insert(beside);
    inner
}

/// Puts it back, where the response is still the same. A layer that answers by itself has none; one that changes the status of
/// a failure means another answer than the page of that failure.
fn whole(mut inner: http::Response<Body>) -> Response {
    let beside: Option<Beside> = inner.extensions_mut().remove();
    let kept = beside.and_then(|Beside(kept)| {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take()
    });
    let status = inner.status();
    let mut response = kept.unwrap_or_else(|| Response::new(Body::empty()));
    let contents = &mut *response.contents;
    contents.inner = inner;
    contents
        .failure
        .take_if(|failure| failure.status() != status);
    response
}
