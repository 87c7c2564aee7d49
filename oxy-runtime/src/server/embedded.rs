//! An application within another server of the program.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::task::JoinSet;
use tower_service::Service as TowerService;

use crate::body::{Body, BoxError};
use crate::exchange::BoxFuture;
use crate::launch::{LaunchError, Serve};
use crate::peer::{Peer, Way};
use crate::problem::LaunchProblem;
use crate::request::Request;
use crate::server::beside;
use crate::server::stores::{open_stores, sweep_stores};
use crate::service::Service;
use crate::stop::{Stop, stop};

/// An application as a service of tower, made by [`Serve::into_service`].
///
/// Clones share everything. The stores of sessions are swept, and background tasks run, as long as one of them lives.
#[derive(Clone)]
pub struct AppService(Arc<Embedded>);

struct Embedded {
    service: Arc<Service>,
    _sweeps: JoinSet<()>,
    tasks: Mutex<JoinSet<()>>,
    stop: Stop,
}

impl Drop for Embedded {
    /// Tells the background tasks, which end by themselves.
    fn drop(&mut self) {
        self.stop.say();
        let tasks = self.tasks.get_mut();
        tasks.unwrap_or_else(PoisonError::into_inner).detach_all();
    }
}

/// What the program says of connections, which are another server's.
fn belongs_to_connections<A>(server: &Serve<A>) -> Option<LaunchProblem> {
    let said = server.encryption.said().or(server.place.said())?;
    let message = "what is said of connections does nothing: the program's own server has them";
    let problem = LaunchProblem::new(message).help("say it to that server, or serve by `.run()`");
    Some(problem.at(said.clone()))
}

impl<A: 'static> Serve<A> {
    /// Makes the application a service of tower, for axum, hyper-util or whatever else serves such, instead of a server of its
    /// own. Needs the feature `tower`, which is on by default.
    ///
    /// What belongs to connections is then that server's: TLS, their number, the time and the size of headers, stopping, where it
    /// listens; `.tls(..)`, `.port(..)` and their like are a problem. Where log lines go, the program says: without a subscriber of
    /// `tracing` nobody sees them. An application that is nested below a prefix does not know of it, and its links and redirects
    /// lack it.
    ///
    /// Where that server puts the client's address into the request, as a `std::net::SocketAddr` among its extensions, oxy takes it
    /// from there; without, [`Client::address`](crate::Client::address) is none, no proxy is trusted, and a `RateLimit` counts all
    /// clients as one. The scheme is not known.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// #[get("/hello")]
    /// async fn hello() -> &'static str {
    ///     "Hello"
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// use tower::ServiceExt;
    ///
    /// let service = oxy::serve(App {}).into_service().await.unwrap();
    /// let request = http::Request::get("/hello").body(oxy::Body::empty()).unwrap();
    /// assert_eq!(service.oneshot(request).await.unwrap().status(), 200);
    /// # }
    /// ```
    ///
    /// axum has the address in a type of its own, from which it is copied:
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # #[get("/hello")]
    /// # async fn hello() -> &'static str {
    /// #     "Hello"
    /// # }
    /// use axum::extract::ConnectInfo;
    /// use std::net::SocketAddr;
    ///
    /// async fn with_address(
    ///     ConnectInfo(address): ConnectInfo<SocketAddr>,
    ///     mut request: axum::extract::Request,
    /// ) -> axum::extract::Request {
    ///     request.extensions_mut().insert(address);
    ///     request
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let service = oxy::serve(App {}).into_service().await.unwrap();
    /// let router = axum::Router::new()
    ///     .fallback_service(service)
    ///     .layer(axum::middleware::map_request(with_address));
    /// let make = router.into_make_service_with_connect_info::<SocketAddr>();
    /// // axum::serve(listener, make).await
    /// # drop(make);
    /// # }
    /// ```
    ///
    /// # Errors
    /// The launch report, as in [`start`](Serve::start). Has to be called inside a tokio runtime.
    pub async fn into_service(mut self) -> Result<AppService, LaunchError> {
        if let Some(problem) = belongs_to_connections(&self) {
            return Err(self.refuse(problem).into());
        }
        let mut hooks = std::mem::take(&mut self.hooks);
        let (service, _) = self.ready()?;
        open_stores(&service).await?;
        beside::begin(&mut hooks).await?;
        let (stop, stopping) = stop();
        Ok(AppService(Arc::new(Embedded {
            _sweeps: sweep_stores(&service),
            tasks: Mutex::new(beside::spawn(&mut hooks, &stopping)),
            stop,
            service,
        })))
    }
}

impl<B> TowerService<http::Request<B>> for AppService
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
        let embedded = Arc::clone(&self.0);
        let mut request = request.map(Body::of);
        let around = Request::forget(&mut request).unwrap_or_default();
        let address: Option<SocketAddr> = request.extensions().get().copied();
        let peer = Peer {
            address: address.or(around.address),
            is_tls: around.is_tls,
            way: Way::Program,
        };
        let mut attended = embedded.service.attend(request, peer);
        Box::pin(async move { Ok(embedded.service.call(&mut attended).await.into_answer()) })
    }
}

impl std::fmt::Debug for AppService {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("AppService")
    }
}
