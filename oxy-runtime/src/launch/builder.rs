//! The builder that a program ends with.

use std::panic::Location as Caller;
use std::sync::Arc;

#[cfg(feature = "access-log")]
use crate::access_log::AccessLog;
use crate::app::{App, Mountable};
use crate::clock::Clock;
use crate::cookie::CookieDefaults;
use crate::crypto::{IntoSecretKey, SecretKey};
use crate::endpoint::Endpoint;
use crate::failure::OnError;
use crate::launch::cross_site::Opened;
use crate::launch::draft::Draft;
use crate::launch::handler::RunTimeHandler;
use crate::launch::hooks::Hooks;
use crate::launch::mount::{Mount, Mounted};
use crate::launch::place::Place;
use crate::launch::tls::Encryption;
use crate::layer::{IntoLayer, Layer};
use crate::limits::{Limits, Own};
use crate::problem::{LaunchProblem, Location};
use crate::route::{Plan, RouteSet};
use crate::routing::{MethodSet, Pattern};
use crate::session::Attachments;
use crate::setup::Setup;

/// An application on its way to a server. Made by [`serve`].
#[must_use = "nothing is served before `.run()` or `.start()`"]
pub struct Serve<A: 'static> {
    pub(super) app: Arc<A>,
    /// `App::attach`. That `A` is an application is asked by [`serve`] alone, so that it is said once.
    pub(super) attach: fn(&A, &mut Attachments),
    pub(super) setup: Setup,
    pub(super) routes: Option<Vec<&'static RouteSet<A>>>,
    pub(super) made: Vec<Draft>,
    pub(super) mounts: Vec<Box<dyn Mount>>,
    pub(super) layers: Vec<Layer>,
    pub(super) fallback: Option<Arc<dyn Endpoint>>,
    pub(super) on_error: Option<OnError>,
    pub(super) opened: Vec<Opened>,
    pub(super) problems: Vec<LaunchProblem>,
    pub(super) warnings: Vec<LaunchProblem>,
    pub(super) explains_misses: bool,
    /// Whether a route or a mount is no part of it, because it is a problem.
    pub(super) has_refused: bool,
    pub(super) origin: Location,
    pub(super) key_place: Option<Location>,
    pub(super) cookies_place: Option<Location>,
    #[cfg(feature = "access-log")]
    pub(super) access_log: Option<(AccessLog, Location)>,
    pub(crate) insecure_cookies: bool,
    pub(crate) place: Place,
    pub(crate) encryption: Encryption,
    pub(crate) hooks: Hooks,
}

/// Begins to serve an application: on 127.0.0.1:8080, unless told otherwise.
///
/// ```no_run
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/")]
/// async fn index() -> &'static str {
///     "Hello"
/// }
///
/// fn main() -> oxy::Result {
///     oxy::serve(App {}).port(8080).run()
/// }
/// ```
#[track_caller]
pub fn serve<A: App>(app: A) -> Serve<A> {
    Serve {
        app: Arc::new(app),
        attach: A::attach,
        setup: Setup::default(),
        routes: None,
        made: Vec::new(),
        mounts: Vec::new(),
        layers: Vec::new(),
        fallback: None,
        on_error: None,
        opened: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
        explains_misses: cfg!(debug_assertions),
        has_refused: false,
        origin: place("serve".to_owned()),
        key_place: None,
        cookies_place: None,
        #[cfg(feature = "access-log")]
        access_log: None,
        insecure_cookies: false,
        place: Place::default(),
        encryption: Encryption::default(),
        hooks: Hooks::default(),
    }
}

impl<A: 'static> Serve<A> {
    /// The key that seals cookies: a [`SecretKey`], what reads one, or a secret of at least 32 bytes as text or bytes.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # fn main() {
    /// let server = oxy::serve(App {}).secret_key(SecretKey::from_env("OXY_SECRET_KEY")); // with or without `?`
    /// # }
    /// ```
    ///
    /// A secret that is too short, or that could not be read, goes into the launch report.
    #[track_caller]
    pub fn secret_key(mut self, key: impl IntoSecretKey) -> Self {
        self.key_place = Some(place("secret_key".to_owned()));
        match key.into_secret_key() {
            Ok(key) => self.setup.key = Some(key),
            Err(error) => {
                // Stands in, so that the report does not also say that there is none.
                self.setup.key = Some(SecretKey::random());
                self.problems.push(
                    LaunchProblem::new(format!("the secret key cannot be used: {error}"))
                        .help("make one by `openssl rand -base64 32` and keep it out of the source")
                        .at(place("secret_key".to_owned())),
                );
            }
        }
        self
    }

    /// The attributes of cookies that say nothing themselves.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # #[get("/")]
    /// # async fn index() -> &'static str { "index" }
    /// # fn main() {
    /// let server = oxy::serve(App {}).cookies(CookieDefaults::new().same_site(SameSite::Strict).path("/app"));
    /// # assert!(server.check().is_ok());
    /// # }
    /// ```
    #[track_caller]
    pub fn cookies(mut self, defaults: CookieDefaults) -> Self {
        self.cookies_place = Some(place("cookies".to_owned()));
        self.setup.cookies = defaults;
        self
    }

    /// Sends cookies without `Secure` by default, so that they travel over plain http: for development only.
    ///
    /// Anyone on the way can then read and replay them. The launch prints a line that says so.
    pub fn insecure_cookies(mut self) -> Self {
        self.insecure_cookies = true;
        self
    }

    /// Replaces the limits of requests.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # #[get("/")]
    /// # async fn index() -> &'static str { "index" }
    /// # fn main() {
    /// let server = oxy::serve(App {}).limits(oxy::Limits::new().body(10 * 1024 * 1024));
    /// # assert!(server.check().is_ok());
    /// # }
    /// ```
    pub fn limits(mut self, limits: Limits) -> Self {
        self.setup.limits = limits;
        self
    }

    /// Replaces the clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.setup.clock = Arc::new(clock);
        self
    }

    /// Serves exactly these routes, listed by [`routes!`](crate::routes), instead of all that the crate registered.
    pub fn routes(
        mut self,
        routes: impl IntoIterator<Item = &'static RouteSet<A>>, // as `routes![index, admin::stats]` makes them
    ) -> Self {
        self.routes.get_or_insert_default().extend(routes);
        self
    }

    /// Adds a route whose path is made at run time; checked at launch like the others.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # fn main() {
    /// let languages = ["en", "de"];
    /// let server = languages.iter().fold(oxy::serve(App {}), |server, language| {
    ///     server.route(Method::GET, format!("/{language}/{{page}}"), |request: Request| async move {
    ///         let page: String = request.param("page")?;
    ///         Ok::<_, Rejection>(format!("{} {page}", request.uri().path()))
    ///     })
    /// });
    /// assert_eq!(server.check().unwrap().routes().len(), 2);
    /// # }
    /// ```
    #[track_caller]
    pub fn route<M>(
        mut self,
        methods: impl Into<MethodSet>,
        path: impl AsRef<str>,
        handler: impl RunTimeHandler<A, M>,
    ) -> Self {
        let location = place(format!("route \"{}\"", path.as_ref()));
        match Pattern::parse(path.as_ref()) {
            Ok(pattern) => {
                let warning = foreign(&pattern);
                self.warnings
                    .extend(warning.map(|warning| warning.at(location.clone())));
                self.made.push(Draft {
                    methods: methods.into(),
                    pattern,
                    routers: Vec::new(),
                    layers: Vec::new(),
                    handler: "closure",
                    name: "closure".to_owned(),
                    tags: Vec::new(),
                    own: Own::default(),
                    allows_cross_site: false,
                    gives_way: false,
                    // It has no attribute to say so in.
                    allows_shadow: true,
                    parameters: Vec::new(),
                    location,
                    plan: Some(Plan {
                        endpoint: handler.into_endpoint(&self.app),
                        reads_body: true,
                    }),
                });
            }
            Err(error) => {
                let problem = LaunchProblem::new(error.message).help(error.help);
                self.problems.push(problem.at(location));
                self.has_refused = true;
            }
        }
        self
    }

    /// Serves another application ([`App`]), such as one of a library, below `prefix`, with its own contexts.
    ///
    /// Its routes and the login page of its sessions are put below the prefix; its own links and redirects are not. A route "/" of
    /// it is the prefix itself, without a slash at the end.
    #[track_caller]
    pub fn mount<B: Mountable>(mut self, prefix: impl Into<String>, app: B) -> Self {
        let prefix = prefix.into();
        let location = place(format!("mount \"{prefix}\""));
        if let Err(error) = Pattern::parse(&prefix) {
            let problem = LaunchProblem::new(format!("mount: {}", error.message));
            self.problems.push(problem.help(error.help).at(location));
            self.has_refused = true;
            return self;
        }
        self.mounts.push(Box::new(Mounted {
            prefix: prefix.trim_end_matches('/').to_owned(),
            app: Arc::new(app),
            location,
        }));
        self
    }

    /// Adds a layer around the whole application, inside those added before. It also sees 404 and 405.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # #[get("/")]
    /// # async fn index() -> &'static str { "index" }
    /// use oxy::{Layer, Next};
    ///
    /// # fn main() {
    /// let server = oxy::serve(App {}).layer(Layer::new(async |request: Request, next: Next| {
    ///     next.run(request).await.header("referrer-policy", "same-origin")
    /// }));
    /// # assert!(server.check().is_ok());
    /// # }
    /// ```
    pub fn layer(mut self, layer: impl IntoLayer) -> Self {
        self.layers.push(layer.into_layer());
        self
    }
}

impl<A> std::fmt::Debug for Serve<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Serve({})", self.place)
    }
}

/// An attribute refuses this unless it says that it is meant; here there is no attribute to say so in.
fn foreign(pattern: &Pattern) -> Option<LaunchProblem> {
    let segment = pattern.foreign()?;
    let name = segment.get(1..)?;
    let parameter = if segment.starts_with('*') {
        format!("{{*{name}}}")
    } else {
        format!("{{{name}}}")
    };
    let message = format!(
        "`{segment}` in \"{pattern}\" is text, which only a path with the same letters matches"
    );
    Some(LaunchProblem::new(message).help(format!("a parameter is written `{parameter}`")))
}

/// Where the program calls a method of the builder.
#[track_caller]
pub(super) fn place(item: String) -> Location {
    let caller = Caller::caller();
    Location {
        file: caller.file(),
        line: caller.line(),
        column: caller.column(),
        item,
    }
}
