//! Services of tower below a prefix.

use std::sync::Arc;

use bytes::Bytes;
use tower_service::Service;

use crate::body::{Body, BoxError};
use crate::endpoint::{BoxFuture, Endpoint, Outcome};
use crate::launch::builder::{Serve, place};
use crate::launch::draft::Draft;
use crate::layer::Called;
use crate::limits::Own;
use crate::problem::LaunchProblem;
use crate::request::Request;
use crate::route::Plan;
use crate::routing::{MethodSet, Pattern};

impl<A: 'static> Serve<A> {
    /// Serves a service of tower below `prefix`, such as `ServeDir` of tower-http: all methods that HTTP has, and all paths that
    /// no route of the application answers. Needs the feature `tower`, which is on by default.
    ///
    /// The service sees the path without the prefix, so its own redirects lack it: `ServeDir` is told by its
    /// `.redirect_path_prefix("/static")`. It has the whole body, without a limit of oxy's to its size and pace:
    /// `http_body_util::Limited` sets a size. Until there is a response it has the time of any other handler. Layers around the
    /// application are around it, too, and so is the protection from other sites. An error of it is a 500 with the cause in
    /// the log.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # use oxy::testing::TestClient;
    /// # #[oxy::app]
    /// # struct App {}
    /// use std::convert::Infallible;
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let service = tower::service_fn(async |request: http::Request<oxy::Body>| {
    ///     let path = request.uri().path().to_owned();
    ///     Ok::<_, Infallible>(http::Response::new(oxy::Body::from(path)))
    /// });
    /// let client = TestClient::new(oxy::serve(App {}).mount_service("/files", service)).unwrap();
    /// assert_eq!(client.get("/files/a/b.txt").send().await.text(), "/a/b.txt");
    /// # }
    /// ```
    #[track_caller]
    pub fn mount_service<S, B>(mut self, prefix: impl AsRef<str>, service: S) -> Self
    where
        S: Service<http::Request<Body>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let prefix = prefix.as_ref().trim_end_matches('/');
        let location = place(format!("mount_service \"{prefix}\""));
        if prefix.contains(['{', '}']) {
            let message = "a service is mounted below a path without parameters";
            self.problems.push(LaunchProblem::new(message).at(location));
            self.has_refused = true;
            return self;
        }
        let endpoint: Arc<dyn Endpoint> = Arc::new(Below {
            segments: prefix.matches('/').count(),
            service: Called(service),
        });
        let all = format!("{prefix}/{{*path}}");
        let alone = format!("{prefix}/");
        let mut paths = vec![alone.as_str(), all.as_str()];
        paths.extend((!prefix.is_empty()).then_some(prefix));
        for path in paths {
            let pattern = match Pattern::parse(path) {
                Ok(pattern) => pattern,
                Err(error) => {
                    let problem = LaunchProblem::new(format!("mount_service: {}", error.message));
                    self.problems.push(problem.help(error.help).at(location));
                    self.has_refused = true;
                    return self;
                }
            };
            self.made.push(Draft {
                methods: MethodSet::ALL,
                pattern,
                routers: Vec::new(),
                layers: Vec::new(),
                handler: "service",
                name: "service".to_owned(),
                tags: Vec::new(),
                own: Own::default(),
                allows_cross_site: false,
                gives_way: true,
                allows_shadow: true,
                parameters: Vec::new(),
                location: location.clone(),
                plan: Some(Plan {
                    endpoint: Arc::clone(&endpoint),
                    reads_body: true,
                }),
            });
        }
        self
    }
}

/// A service that sees paths from its prefix on.
struct Below<S> {
    segments: usize,
    service: Called<S>,
}

impl<S> Endpoint for Below<S>
where
    Called<S>: Endpoint,
{
    fn call<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Outcome> {
        request.enter(self.segments);
        self.service.call(request)
    }
}
