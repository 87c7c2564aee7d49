//! What is answered where no handler answers: a fallback, pages of one's own, and why no route was found.

use std::sync::Arc;

use crate::endpoint::Whole;
use crate::failure::Failure;
use crate::launch::builder::Serve;
use crate::request::Request;
use crate::response::{IntoResponse, Response};

impl<A: 'static> Serve<A> {
    /// Answers the requests that no route has the path for, instead of a plain 404; sets the status itself.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # #[get("/")]
    /// # async fn index() -> &'static str { "index" }
    /// # fn main() {
    /// let server = oxy::serve(App {}).fallback(|request: Request| async move {
    ///     (StatusCode::NOT_FOUND, format!("nothing at {}", request.uri().path()))
    /// });
    /// # assert!(server.check().is_ok());
    /// # }
    /// ```
    pub fn fallback<F, O, R>(mut self, handler: F) -> Self
    where
        F: Fn(Request) -> O + Send + Sync + 'static,
        O: Future<Output = R> + Send + 'static,
        R: IntoResponse + 'static,
    {
        self.fallback = Some(Arc::new(Whole::new(handler)));
        self
    }

    /// Makes the responses for errors that the framework or an [`Error`](crate::Error) answers.
    ///
    /// The status is kept, and so are header fields that HTTP asks for, such as `Allow`.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # fn main() {
    /// let server = oxy::serve(App {}).on_error(|failure| {
    ///     text(format!("sorry: {}", failure.status()))
    /// });
    /// # let _ = server;
    /// # }
    /// ```
    pub fn on_error<F>(mut self, page: F) -> Self
    where
        F: Fn(&Failure<'_>) -> Response + Send + Sync + 'static,
    {
        self.on_error = Some(Box::new(page));
        self
    }

    /// Whether the error pages and the debug log name the routes that nearly answered a request, and why they did not.
    /// On by default in a debug build, off in a release build: what counts is whether oxy itself has debug assertions.
    ///
    /// It is for development: the pages show to everybody which routes there are, and where in the source. It adds to a 404 and a
    /// 405 that no route answers, and to the 400 of a route that does not take a parameter of its path: in problem+json a
    /// member `nearest_routes`, in HTML a list, and for pages of one's own [`Failure::nearest_routes`](crate::Failure::nearest_routes).
    /// The log line holds the path of the request, never its query. A request that a route answers costs nothing more.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # use oxy::testing::TestClient;
    /// # #[oxy::app]
    /// # struct App {}
    /// #[get("/users")]
    /// async fn users() -> &'static str {
    ///     "all"
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let client = TestClient::new(oxy::serve(App {}).explain_misses(true)).unwrap();
    /// let response = client.get("/user").send().await;
    /// assert!(response.text().contains("did the request mean /users?"));
    ///
    /// let client = TestClient::new(oxy::serve(App {}).explain_misses(false)).unwrap();
    /// let response = client.get("/user").send().await;
    /// assert_eq!(response.text(), r#"{"status":404,"title":"Not Found"}"#);
    /// # }
    /// ```
    pub fn explain_misses(mut self, explains: bool) -> Self {
        self.explains_misses = explains;
        self
    }
}
