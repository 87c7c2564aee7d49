//! A client that calls the application without a socket.

use std::sync::{Arc, Mutex, PoisonError};

use http::header::COOKIE;
use http::{HeaderValue, Method};

use crate::body::Body;
use crate::clock::{Clock, ManualClock};
use crate::cookie::SetCookie;
use crate::error::Error;
use crate::launch::{LaunchReport, RouteTable, Serve};
use crate::peer::{Peer, Way};
use crate::service::Service;
use crate::session::SessionData;
use crate::setup::CookieCounts;
use crate::testing::jar::Jar;
use crate::testing::request::TestRequest;
use crate::testing::response::TestResponse;

/// A client of an application in the same process, with a cookie jar and a clock of its own.
///
/// Cookies have the names that a browser sees, such as `__Host-session_id`. Several devices are several values of it:
/// [`cookie`](TestClient::cookie) gives one, [`clear_cookies`](TestClient::clear_cookies) and
/// [`set_cookie`](TestClient::set_cookie) change places.
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
    pub fn new<A: 'static>(server: Serve<A>) -> Result<Self, LaunchReport> {
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

    /// How many requests were refused because another site caused them, see [`Serve::trust_origin`].
    #[must_use]
    pub fn refused_cross_site(&self) -> u64 {
        self.service.setup.counters.refused_cross_site()
    }

    /// The value of a cookie in the jar.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar().get(name, self.clock.now()).map(str::to_owned)
    }

    /// Logs the client in: begins a session with this data, without a request, and puts its cookie into the jar.
    ///
    /// ```
    /// use oxy::prelude::*;
    /// use oxy::testing::TestClient;
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Serialize, Deserialize, SessionData)]
    /// #[session(user = "name")]
    /// struct User { name: String }
    ///
    /// #[oxy::app]
    /// struct App { sessions: Sessions<User> }
    ///
    /// #[get("/dashboard")]
    /// async fn dashboard(user: Session<User>) -> String {
    ///     format!("Welcome back, {}!", user.name)
    /// }
    ///
    /// #[tokio::main]
    /// async fn main() {
    ///     let app = App { sessions: Sessions::memory() };
    ///     let client = TestClient::new(oxy::serve(app).secret_key(SecretKey::random())).unwrap();
    ///     assert_eq!(client.get("/dashboard").send().await.status(), 401);
    ///
    ///     client.login_as(User { name: "Ann".into() }).await.unwrap();
    ///     assert_eq!(client.get("/dashboard").send().await.text(), "Welcome back, Ann!");
    ///
    ///     client.clock().advance(std::time::Duration::from_secs(2 * 60 * 60));
    ///     assert_eq!(client.get("/dashboard").send().await.status(), 401);
    /// }
    /// ```
    ///
    /// # Errors
    /// When the application has no `Sessions<T>`, or its store fails.
    pub async fn login_as<T: SessionData>(&self, data: T) -> Result<(), Error> {
        let mut all = self.service.sessions.iter();
        let attached = all.find(|attached| attached.is_of::<T>());
        let Some(attached) = attached else {
            let name = std::any::type_name::<T>();
            return Err(Error::internal(format!(
                "the application has no `Sessions<{name}>`"
            )));
        };
        let setup = &self.service.setup;
        let cookie = attached.login(setup, data).await?;
        let line = SetCookie::new(&cookie, &setup.cookies, setup.key.as_ref(), setup.now())?;
        let line = line.header.to_str().unwrap_or_default().to_owned();
        self.jar().store(&line, self.clock.now());
        Ok(())
    }

    /// Removes from the stores what has ended, as a server does by itself; the number of sessions.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn sweep(&self) -> Result<usize, Error> {
        let mut removed = 0;
        for attached in &self.service.sessions {
            removed += attached.sweep().await?;
        }
        Ok(removed)
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

    /// A PUT request.
    pub fn put(&self, path: &str) -> TestRequest<'_> {
        self.request(Method::PUT, path)
    }

    /// A PATCH request.
    pub fn patch(&self, path: &str) -> TestRequest<'_> {
        self.request(Method::PATCH, path)
    }

    /// A DELETE request.
    pub fn delete(&self, path: &str) -> TestRequest<'_> {
        self.request(Method::DELETE, path)
    }

    /// A HEAD request.
    pub fn head(&self, path: &str) -> TestRequest<'_> {
        self.request(Method::HEAD, path)
    }

    /// A OPTIONS request.
    pub fn options(&self, path: &str) -> TestRequest<'_> {
        self.request(Method::OPTIONS, path)
    }

    /// A request of any method.
    pub fn request(&self, method: Method, path: &str) -> TestRequest<'_> {
        TestRequest::new(self, method, path)
    }

    /// Sends a request with the jar's cookies, and keeps those that the response sets.
    pub(super) async fn call(&self, mut request: http::Request<Body>) -> TestResponse {
        let now = self.clock.now();
        let line = self.jar().line(request.uri().path(), now);
        if let Some(line) = line.and_then(|line| HeaderValue::try_from(line).ok()) {
            request.headers_mut().append(COOKIE, line);
        }
        let peer = Peer {
            way: Way::Machine,
            ..Peer::default()
        };
        let mut attended = self.service.attend(request, peer);
        let answer = self.service.call(&mut attended).await.into_answer();
        drop(attended);
        let response = TestResponse::read(answer).await;
        let mut jar = self.jar();
        for line in response.set_cookies() {
            jar.store(line, now);
        }
        response
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
