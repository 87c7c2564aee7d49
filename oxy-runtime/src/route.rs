//! Routes as the attribute macros write them down: constants, tied to the type of their application.

use std::any::Any;
use std::ops::Deref;
use std::panic::Location as Place;
use std::sync::Arc;

use crate::app::App;
use crate::calling::{Asynchronous, Plain};
use crate::endpoint::Endpoint;
use crate::extract::probe::Probe;
use crate::extract::{ArgumentSite, Call, Prepared};
use crate::layer::Layer;
use crate::problem::Location;
use crate::response::Response;
use crate::router::Router;
use crate::routing::MethodSet;

/// All routes of one handler, which `routes![..]` lists.
pub struct RouteSet<A: 'static> {
    routes: &'static [Route<A>],
}

/// One route attribute.
pub struct Route<A: 'static> {
    /// The methods it answers.
    pub methods: MethodSet,
    /// Its path, below the router's prefix.
    pub path: &'static str,
    /// The router it stands on.
    pub router: Option<&'static Router>,
    /// Its own layers, the outer one first.
    pub layers: &'static [fn() -> Layer],
    /// Its name, by default the handler's.
    pub name: Option<&'static str>,
    /// Its tags, beside the router's.
    pub tags: &'static [&'static str],
    /// Whether it may hide a value of another route's parameter.
    pub allows_shadow: bool,
    /// Where it stands.
    pub source: Source,
    /// Prepares its arguments.
    pub prepare: fn(&RouteSite<'_, A>) -> Planned,
}

/// A place in the source, as the compiler knows it.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// File, line and column.
    pub place: &'static Place<'static>,
    /// `module_path!()`.
    pub module: &'static str,
    /// The function or static.
    pub item: &'static str,
}

impl<A> Route<A> {
    /// A route without options, at the place of the call. The compiler runs this for each route, so it calls nothing else.
    #[must_use]
    #[track_caller]
    pub const fn new(
        router: Option<&'static Router>,
        methods: MethodSet,
        path: &'static str,
        module: &'static str,
        item: &'static str,
        prepare: fn(&RouteSite<'_, A>) -> Planned,
    ) -> Self {
        Self {
            methods,
            path,
            router,
            layers: &[],
            name: None,
            tags: &[],
            allows_shadow: false,
            source: Source {
                place: Place::caller(),
                module,
                item,
            },
            prepare,
        }
    }
}

impl Source {
    /// The place of the call.
    #[must_use]
    #[track_caller]
    pub const fn here(module: &'static str, item: &'static str) -> Self {
        Self {
            place: Place::caller(),
            module,
            item,
        }
    }

    pub(crate) fn location(&self, what: &str) -> Location {
        Location {
            file: self.place.file(),
            line: self.place.line(),
            column: self.place.column(),
            item: format!("{}::{} {what}", self.module, self.item),
        }
    }
}

impl<A> RouteSet<A> {
    /// The routes of one handler.
    #[must_use]
    pub const fn new(routes: &'static [Route<A>]) -> Self {
        Self { routes }
    }

    pub(crate) fn routes(&self) -> &'static [Route<A>] {
        self.routes
    }
}

impl<A> std::fmt::Debug for RouteSet<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let paths = self.routes.iter().map(|route| (route.methods, route.path));
        formatter.debug_list().entries(paths).finish()
    }
}

/// A handler's routes, registered when the program is linked.
pub struct Registration {
    routes: &'static (dyn Any + Send + Sync),
}

inventory::collect!(Registration);

impl Registration {
    /// Registers the routes with their application.
    #[must_use]
    pub const fn new<A: App>(routes: &'static RouteSet<A>) -> Self {
        Self { routes }
    }
}

/// All handlers' routes that were registered for the application `A`.
pub(crate) fn registered<A: App>() -> Vec<&'static RouteSet<A>> {
    inventory::iter::<Registration>()
        .filter_map(|registration| registration.routes.downcast_ref())
        .collect()
}

/// An endpoint whose arguments are prepared.
pub struct Plan {
    pub(crate) endpoint: Arc<dyn Endpoint>,
    pub(crate) reads_body: bool,
}

/// A plan, unless what is wrong was noted.
pub type Planned = Option<Plan>;

/// A route while its arguments are prepared.
pub struct RouteSite<'a, A>(pub(crate) ArgumentSite<'a, A>);

impl<'a, A> Deref for RouteSite<'a, A> {
    type Target = ArgumentSite<'a, A>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<A: 'static> RouteSite<'_, A> {
    /// Asks what an argument of the type `T` is.
    #[must_use]
    pub fn ask<T: 'static>(&self) -> Probe<A, T> {
        Probe::new()
    }

    /// The endpoint of an `async fn` whose arguments could all be prepared.
    pub fn plan<S, F, O, R>(&self, arguments: S, handler: F, respond: fn(R) -> Response) -> Planned
    where
        S: Prepared,
        F: Call<S::Values, Output = O>,
        O: Future<Output = R> + Send + 'static, // after an `.await` a handler may go on in another thread: hold `Arc`, not `Rc`
        R: 'static,
    {
        self.planned(Asynchronous {
            arguments: arguments.all()?,
            handler,
            respond,
        })
    }

    /// The endpoint of a plain function whose arguments could all be prepared.
    pub fn plan_plain<S, F, R>(
        &self,
        arguments: S,
        handler: F,
        respond: fn(R) -> Response,
    ) -> Planned
    where
        S: Prepared,
        F: Call<S::Values, Output = R>,
        R: 'static,
    {
        self.planned(Plain {
            arguments: arguments.all()?,
            handler,
            respond,
        })
    }

    fn planned(&self, endpoint: impl Endpoint) -> Planned {
        Some(Plan {
            endpoint: Arc::new(endpoint),
            reads_body: self.reads_body.get(),
        })
    }
}
