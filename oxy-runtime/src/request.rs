//! A request on its way to the handler.

use std::any::Any;
use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, HOST};
use http::request::Parts;
use http::{HeaderMap, Method, Uri};
use tokio::time::{Duration, Instant};

use crate::body::{Body, ReadError};
use crate::error::Error;
use crate::exchange::{BoxFuture, Exchange};
use crate::limits::{Limits, Own};
use crate::params::{PathParams, decode_value};
use crate::peer::Peer;
use crate::problem::short_type_name;
use crate::rejection::Rejection;
use crate::routing::{MethodSet, Refused};
use crate::setup::Setup;

/// A whole request: head, parameters, cookies and body.
///
/// As an argument of a handler it takes the body, so no other argument may read it.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[post("/echo/{word}")]
/// async fn echo(word: String, request: Request) -> String {
///     format!("{} {word} {}", request.method(), request.uri().path())
/// }
/// # fn main() {}
/// ```
pub struct Request {
    head: Parts,
    pub(crate) body: Body,
    pub(crate) travel: Travel,
}

/// What the server knows about a request. It stays with the request through layers that take it apart.
#[derive(Default, Clone)]
pub(crate) struct Travel {
    pub(crate) params: PathParams,
    /// The names of the parameters, in their order.
    pub(crate) names: Option<Arc<[String]>>,
    /// The methods that the path has, where the request's is none of them.
    pub(crate) allow: Option<MethodSet>,
    /// The endpoints that the request passes through, and how far it has come.
    pub(crate) chain: Option<Arc<dyn Any + Send + Sync>>,
    pub(crate) at: usize,
    pub(crate) peer: Peer,
    /// What the route allows.
    pub(crate) own: Own,
    /// When a handler with layers around it has to have answered, and how long it had.
    pub(crate) deadline: Option<(Instant, Duration)>,
    /// What all requests of the application share; none for a request that did not come through one.
    pub(crate) setup: Option<Arc<Setup>>,
    exchange: Option<Arc<Exchange>>,
    /// The target that the parameters are places in, after a layer may have changed the request's.
    matched: Option<Box<Uri>>,
}

impl Request {
    /// A request as it comes from a server or a test, or back from [`into_http`](Request::into_http).
    #[must_use]
    pub fn new(request: http::Request<Body>) -> Self {
        let (mut head, body) = request.into_parts();
        let travel = head.extensions.remove().unwrap_or_default();
        Self { head, body, travel }
    }

    /// A request as a server makes it, that no layer has seen.
    pub(crate) fn arrived(request: http::Request<Body>, setup: &Arc<Setup>, peer: Peer) -> Self {
        let (head, body) = request.into_parts();
        let travel = Travel {
            peer,
            setup: Some(Arc::clone(setup)),
            ..Travel::default()
        };
        Self { head, body, travel }
    }

    /// Forgets what another application of this kind, around this one, knows about a request.
    #[cfg(feature = "tower")]
    pub(crate) fn forget(request: &mut http::Request<Body>) -> Option<Peer> {
        let travel: Option<Travel> = request.extensions_mut().remove();
        travel.map(|travel| travel.peer)
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.head.method
    }

    /// The target.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.head.uri
    }

    /// The protocol version.
    #[must_use]
    pub fn version(&self) -> http::Version {
        self.head.version
    }

    /// The header fields.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The header fields, to be changed by a layer.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.head.headers
    }

    /// Values that layers and handlers hand on to each other, by type.
    #[must_use]
    pub fn extensions(&self) -> &http::Extensions {
        &self.head.extensions
    }

    /// The same, to be changed.
    pub fn extensions_mut(&mut self) -> &mut http::Extensions {
        &mut self.head.extensions
    }

    /// The path parameter `name`, decoded and parsed; for routes made at run time.
    ///
    /// # Errors
    /// 400 when the value is not a `T`, or one that is never handed on, see [`get`](macro@crate::get); 500 when the route's path has no such parameter.
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T, Rejection> {
        let names = self.travel.names.as_deref().unwrap_or_default();
        let Some(index) = names.iter().position(|other| other == name) else {
            return Err(Rejection::internal(format!(
                "the route's path has no parameter `{{{name}}}`"
            )));
        };
        self.path_text(index)
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| {
                let value = self.path_part(index).unwrap_or_default();
                Error::refused(Refused::new(name, &short_type_name::<T>(), value)).into()
            })
    }

    /// Reads the body within the limits, of which the route may have its own size.
    pub(crate) async fn read_body(
        &mut self,
        size: usize,
        limits: &Limits,
    ) -> Result<Bytes, ReadError> {
        let size = self.travel.own.body.unwrap_or(size);
        self.take_body().read(size, limits).await
    }

    /// Takes the body, leaving an empty one. What is read from it is limited neither in size nor in pace, as by
    /// `http_body_util::Limited` it can be; [`bytes`](Request::bytes) is.
    #[must_use]
    pub fn take_body(&mut self) -> Body {
        std::mem::take(&mut self.body)
    }

    /// Replaces the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    /// Reads the body within the application's limits of size and time, leaving an empty one.
    ///
    /// # Errors
    /// 413 when it is larger than [`Limits::body`](crate::Limits::body), 408 when it is too slow, 400 when it breaks off.
    pub async fn bytes(&mut self) -> Result<Bytes, Rejection> {
        let body = self.take_body();
        let limits = self
            .travel
            .setup
            .as_ref()
            .map(|setup| setup.limits.clone())
            .unwrap_or_default();
        let size = self.travel.own.body.unwrap_or(limits.body);
        Ok(body.read(size, &limits).await?)
    }

    /// The head and the body, as the `http` crate has them, for a layer that changes them and makes a request again with
    /// [`new`](Request::new). What the server knows about the request travels in the extensions.
    #[must_use]
    pub fn into_http(self) -> http::Request<Body> {
        let Self {
            mut head,
            body,
            mut travel,
        } = self;
        if !travel.params.is_empty() {
            travel
                .matched
                .get_or_insert_with(|| Box::new(head.uri.clone()));
        }
        head.extensions.insert(travel);
        http::Request::from_parts(head, body)
    }

    /// Leaves out the first segments of the path, for a service that was mounted below them.
    #[cfg(feature = "tower")]
    pub(crate) fn enter(&mut self, segments: usize) {
        let path = self.head.uri.path();
        let mut slashes = path.match_indices('/').skip(segments);
        let below = slashes.next().and_then(|(at, _)| path.get(at..));
        let query = self.head.uri.query().map(|query| format!("?{query}"));
        let target = format!("{}{}", below.unwrap_or("/"), query.unwrap_or_default());
        let mut parts = self.head.uri.clone().into_parts();
        // A part of a valid target is one.
        parts.path_and_query = target.parse().ok();
        if let Ok(uri) = Uri::from_parts(parts) {
            self.travel
                .matched
                .get_or_insert(Box::new(std::mem::replace(&mut self.head.uri, uri)));
        }
    }

    /// The decoded text of the path parameter at `index`, where it is a value that one has.
    pub(crate) fn path_text(&self, index: usize) -> Option<Cow<'_, str>> {
        decode_value(self.path_part(index)?)
    }

    /// The path parameter at `index` as the client sent it.
    pub(crate) fn path_part(&self, index: usize) -> Option<&str> {
        let target = self.travel.matched.as_deref().unwrap_or(&self.head.uri);
        self.travel.params.raw(target.path(), index)
    }

    /// The host that the request is for, with its port (RFC 9112, 3.2.2; RFC 9113, 8.3.1).
    pub(crate) fn host(&self) -> Option<&[u8]> {
        if let Some(authority) = self.head.uri.authority() {
            return Some(authority.as_str().as_bytes());
        }
        let mut hosts = self.head.headers.get_all(HOST).iter();
        let first = hosts.next()?;
        // HTTP/1.0 allows what the admission refuses in HTTP/1.1.
        let is_only = hosts.next().is_none() && !first.is_empty();
        is_only.then(|| first.as_bytes())
    }

    /// What the request shares with its response, made on first use.
    pub(crate) fn exchange(&mut self, setup: &Arc<Setup>) -> &Arc<Exchange> {
        let headers = &self.head.headers;
        let exchange = &mut self.travel.exchange;
        exchange.get_or_insert_with(|| Arc::new(Exchange::new(setup, headers)))
    }

    pub(crate) fn shared(&self) -> Option<&Arc<Exchange>> {
        self.travel.exchange.as_ref()
    }

    /// What has to be taken back: all that was begun if the response has failed or is not given, else what was not finished.
    pub(crate) fn undo(&self, failed: bool) -> Vec<BoxFuture<'static, ()>> {
        self.shared()
            .map(|exchange| exchange.undo(failed))
            .unwrap_or_default()
    }

    /// Moves the request out. What stays behind is enough to finish the response.
    pub(crate) fn take(&mut self) -> Self {
        let (mut shell, ()) = http::Request::new(()).into_parts();
        shell.method = self.head.method.clone();
        shell.version = self.head.version;
        if self.head.uri.authority().is_some() {
            shell.uri = self.head.uri.clone();
        }
        for name in [ACCEPT, HOST] {
            if let Some(value) = self.head.headers.get(&name).cloned() {
                shell.headers.insert(name, value);
            }
        }
        let exchange = self.travel.exchange.clone();
        let travel = Travel {
            exchange,
            peer: self.travel.peer,
            ..Travel::default()
        };
        Self {
            head: std::mem::replace(&mut self.head, shell),
            body: std::mem::take(&mut self.body),
            travel: std::mem::replace(&mut self.travel, travel),
        }
    }
}

impl std::fmt::Debug for Request {
    /// Neither headers nor query: they may hold secrets.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "Request({} {})",
            self.method(),
            self.uri().path()
        )
    }
}
