//! A client that calls the application without a socket.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{COOKIE, HOST};
use http::{HeaderName, HeaderValue, Method};
use http_body_util::BodyExt;

use crate::app::App;
use crate::body::Body;
use crate::clock::{Clock, ManualClock};
use crate::launch::{LaunchReport, RouteTable, Serve};
use crate::service::Service;
use crate::setup::CookieCounts;
use crate::testing::jar::Jar;
use crate::testing::response::TestResponse;

/// A client of an application in the same process, with a cookie jar and a clock of its own.
///
/// Requests take the same way as behind the server, from the check of the head to the finished response.
///
/// ```
/// use oxy::prelude::*;
/// use oxy::testing::TestClient;
///
/// #[oxy::app]
/// struct App {}
///
/// #[post("/theme/{name}")]
/// async fn set_theme(name: String) -> Response {
///     text("set").set_cookie(Cookie::new("theme", name).max_age(std::time::Duration::from_secs(60)))
/// }
///
/// #[get("/theme")]
/// async fn theme(cookies: Cookies) -> String {
///     cookies.get("theme").unwrap_or("light").to_owned()
/// }
///
/// #[tokio::main]
/// async fn main() {
///     let client = TestClient::new(oxy::serve(App {}).secret_key(SecretKey::random())).unwrap();
///     client.post("/theme/dark").send().await;
///     assert_eq!(client.get("/theme").send().await.text(), "dark");
///
///     client.clock().advance(std::time::Duration::from_secs(61));
///     assert_eq!(client.get("/theme").send().await.text(), "light");
/// }
/// ```
pub struct TestClient {
    service: Arc<Service>,
    table: RouteTable,
    clock: Arc<ManualClock>,
    jar: Mutex<Jar>,
}

impl TestClient {
    /// Launches the application without a server, by a clock that only advances when told to.
    ///
    /// # Errors
    /// The launch report.
    pub fn new<A: App>(server: Serve<A>) -> Result<Self, LaunchReport> {
        let clock = Arc::new(ManualClock::new());
        let (service, table) = server.clock(Arc::clone(&clock)).build()?;
        Ok(Self {
            service,
            table,
            clock,
            jar: Mutex::default(),
        })
    }

    /// The clock of this application.
    #[must_use]
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// The routes of this application.
    #[must_use]
    pub fn routes(&self) -> &RouteTable {
        &self.table
    }

    /// How often cookies of requests were not what they should be.
    #[must_use]
    pub fn cookie_counts(&self) -> CookieCounts {
        self.service.setup.counters.snapshot()
    }

    /// The value of a cookie in the jar.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar().get(name, self.clock.now()).map(str::to_owned)
    }

    /// Puts a cookie into the jar.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar().set(name, value);
    }

    /// Empties the jar.
    pub fn clear_cookies(&self) {
        self.jar().clear();
    }

    /// A GET request.
    pub fn get(&self, path: &str) -> TestRequest<'_> {
        self.request(Method::GET, path)
    }

    /// A POST request.
    pub fn post(&self, path: &str) -> TestRequest<'_> {
        self.request(Method::POST, path)
    }

    /// A request of any method.
    pub fn request(&self, method: Method, path: &str) -> TestRequest<'_> {
        let mut request = http::Request::new(Body::empty());
        *request.method_mut() = method;
        // What is no target is sent as the root, as `path` then shows in a failing test.
        *request.uri_mut() = path.parse().unwrap_or_default();
        request
            .headers_mut()
            .insert(HOST, HeaderValue::from_static("localhost"));
        TestRequest {
            client: self,
            request,
        }
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, Jar> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for TestClient {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "TestClient({} routes)",
            self.table.routes().len()
        )
    }
}

/// A request on its way.
#[must_use = "call `.send().await`"]
pub struct TestRequest<'c> {
    client: &'c TestClient,
    request: http::Request<Body>,
}

impl TestRequest<'_> {
    /// Adds a header field. One that HTTP does not allow is left out.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        if let (Ok(name), Ok(value)) = (
            HeaderName::try_from(name),
            HeaderValue::from_bytes(value.as_ref()),
        ) {
            self.request.headers_mut().append(name, value);
        }
        self
    }

    /// Sets the body, without a content type.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// Sends form fields as a browser does.
    #[cfg(feature = "form")]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let text = serde_html_form::to_string(fields).unwrap_or_default();
        self.header("content-type", "application/x-www-form-urlencoded")
            .body(text)
    }

    /// Sends a value as JSON; one that does not serialize is sent as `null`.
    #[cfg(feature = "json")]
    pub fn json<T: serde::Serialize>(self, value: &T) -> Self {
        let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
        self.header("content-type", "application/json").body(text)
    }

    /// Sends the request with the jar's cookies, and keeps those that the response sets.
    pub async fn send(mut self) -> TestResponse {
        let now = self.client.clock.now();
        let line = self.client.jar().line(self.request.uri().path(), now);
        if let Some(line) = line.and_then(|line| HeaderValue::try_from(line).ok()) {
            self.request.headers_mut().append(COOKIE, line);
        }
        let (head, body) = self.client.service.call(self.request).await.into_parts();
        let body = body
            .collect()
            .await
            .map_or_else(|_| Bytes::new(), |body| body.to_bytes());
        let response = TestResponse {
            status: head.status,
            headers: head.headers,
            body,
        };
        let mut jar = self.client.jar();
        for line in response.set_cookies() {
            jar.store(line, now);
        }
        response
    }
}

impl std::fmt::Debug for TestRequest<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "TestRequest({} {})",
            self.request.method(),
            self.request.uri().path()
        )
    }
}
