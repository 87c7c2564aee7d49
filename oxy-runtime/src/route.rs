//! Routes as the attribute macros write them down: constants, tied to the type of their application.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::app::App;
use crate::calling::{Asynchronous, Plain};
use crate::endpoint::Endpoint;
use crate::extract::probe::{Probe, Question};
use crate::extract::{
    Argument, Arguments, Call, PathArgument, PreparedArgument, QueryDefault, QueryParser, Site,
};
use crate::layer::Layer;
use crate::problem::{LaunchProblem, Location};
use crate::response::Response;
use crate::router::Router;
use crate::routing::{MethodSet, Parameter};
use crate::setup::Setup;

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
    /// `file!()`.
    pub file: &'static str,
    /// `line!()`.
    pub line: u32,
    /// `column!()`.
    pub column: u32,
    /// `module_path!()`.
    pub module: &'static str,
    /// The function or static.
    pub item: &'static str,
}

impl<A> Route<A> {
    /// A route without options; what a route has beside them is always given.
    pub const BARE: Self = Self {
        methods: MethodSet::NONE,
        path: "/",
        router: None,
        layers: &[],
        name: None,
        tags: &[],
        allows_shadow: false,
        source: Source::here("", ""),
        prepare: |_| None,
    };
}

impl Source {
    /// The place of the call.
    #[must_use]
    #[track_caller]
    pub const fn here(module: &'static str, item: &'static str) -> Self {
        let place = std::panic::Location::caller();
        Self {
            file: place.file(),
            line: place.line(),
            column: place.column(),
            module,
            item,
        }
    }

    pub(crate) fn location(&self, what: &str) -> Location {
        Location {
            file: self.file,
            line: self.line,
            column: self.column,
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
pub(crate) fn registered<A: 'static>() -> Vec<&'static RouteSet<A>> {
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

/// A route while its arguments are prepared; collects what is wrong with all of them.
pub struct RouteSite<'a, A> {
    pub(crate) app: &'a Arc<A>,
    pub(crate) setup: &'a Arc<Setup>,
    pub(crate) names: &'a [String],
    pub(crate) parameters: RefCell<Vec<Parameter>>,
    pub(crate) problems: RefCell<Vec<LaunchProblem>>,
    pub(crate) reads_body: Cell<bool>,
}

impl<A: 'static> RouteSite<'_, A> {
    /// Asks what an argument of the type `T` is.
    #[must_use]
    pub fn ask<T: 'static>(&self) -> Question<A, T> {
        Probe::<A, T>::ASK
    }

    /// The endpoint of an `async fn` whose arguments could all be prepared.
    pub fn plan<S, F, O, R>(&self, arguments: S, handler: F, respond: fn(R) -> Response) -> Planned
    where
        S: Arguments,
        F: Call<S::Values, Output = O>,
        O: Future<Output = R> + Send + 'static, // after an `.await` a handler may go on in another thread: hold `Arc`, not `Rc`, and drop locks before it
        R: 'static,
    {
        self.planned(Asynchronous {
            arguments,
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
        S: Arguments,
        F: Call<S::Values, Output = R>,
        R: 'static,
    {
        self.planned(Plain {
            arguments,
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

    /// Prepares the path parameter `name`.
    pub fn path<T: 'static>(
        &self,
        name: &'static str,
        type_name: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<PathArgument<T>> {
        let index = self.names.iter().position(|other| other == name);
        if index.is_none() {
            let message = format!("the route's path has no parameter `{{{name}}}`");
            self.problems.borrow_mut().push(LaunchProblem::new(message));
        }
        let index = index?;
        let parameter = Parameter::new(index, type_name, move |text| parse(text).is_some());
        self.parameters.borrow_mut().push(parameter);
        Some(PathArgument::new(index, name, type_name, parse))
    }

    /// Prepares an argument of the kind that its type asks for.
    pub fn argument<T, K>(
        &self,
        _: K,
        name: &'static str,
        type_name: &'static str,
    ) -> Option<PreparedArgument<A, T, K>>
    where
        T: Argument<A, K>,
    {
        self.reads_body.set(self.reads_body.get() || T::READS_BODY);
        let site = self.site(name);
        if let (Some(index), Some(parses)) = (site.parameter, T::PARSES) {
            let parameter = Parameter::new(index, type_name, parses);
            self.parameters.borrow_mut().push(parameter);
        }
        match T::prepare(&site, type_name) {
            Ok(state) => Some(PreparedArgument::new(state)),
            Err(problem) => {
                self.problems.borrow_mut().push(problem);
                None
            }
        }
    }

    /// Prepares a query value with a default.
    pub fn query_or_default<T>(
        &self,
        name: &'static str,
        type_name: &'static str,
        parser: QueryParser<T>,
    ) -> Option<QueryDefault<T>> {
        Some(QueryDefault::new(&self.site(name), type_name, parser))
    }

    fn site(&self, argument: &'static str) -> Site<'_, A> {
        Site {
            app: self.app,
            setup: self.setup,
            argument,
            parameter: self.names.iter().position(|name| name == argument),
        }
    }
}
