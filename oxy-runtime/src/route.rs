//! Routes as the attribute macros write them down: constants, tied to the type of their application.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::Location as Place;
use std::sync::Arc;

use crate::app::App;
use crate::calling::{Asynchronous, Plain};
use crate::endpoint::Endpoint;
use crate::extract::{
    Argument, Call, PathArgument, Prepared, PreparedArgument, QueryDefault, QueryParser, Site,
    leads_out,
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
    /// The largest body in bytes, where it is not the application's.
    pub limit: Option<u64>,
    /// How long it may take in milliseconds, where it is not the application's.
    pub timeout: Option<u64>,
    /// Whether it may hide a value of another route's parameter.
    pub allows_shadow: bool,
    /// Whether its arguments may expect a body that its methods do not have.
    pub allows_get_body: bool,
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
    /// A route without options, at the place of the call. (The compiler runs it for each route, so it calls nothing else.)
    #[must_use]
    #[track_caller]
    pub const fn new(
        methods: MethodSet,
        router: Option<&'static Router>,
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
            limit: None,
            timeout: None,
            allows_shadow: false,
            allows_get_body: false,
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
    /// Whether an argument that expects a body is refused.
    pub(crate) without_body: bool,
}

impl<A: 'static> RouteSite<'_, A> {
    /// The endpoint of an `async fn` whose arguments could all be prepared.
    pub fn plan<S, F, O, R>(&self, arguments: S, handler: F, respond: fn(R) -> Response) -> Planned
    where
        S: Prepared,
        F: Call<S::Values, Output = O>,
        O: Future<Output = R> + Send + 'static, // over an `.await`: hold `Arc`, not `Rc`, and no lock of `std`
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
        if let Some(problem) = leads_out::<T>(name) {
            self.problems.borrow_mut().push(problem);
            return None;
        }
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
        let site = self.site(name);
        self.count_body(T::READS_BODY, T::EXPECTS_BODY, type_name);
        self.note_parameter(site.parameter, T::PARSES, type_name);
        match T::prepare(&site, type_name) {
            Ok(state) => Some(PreparedArgument::new(state)),
            Err(problem) => {
                self.problems.borrow_mut().push(problem);
                None
            }
        }
    }

    // These are compiled once, not for every type of an argument.

    fn note_parameter(
        &self,
        index: Option<usize>,
        parses: Option<fn(&str) -> bool>,
        type_name: &'static str,
    ) {
        if let (Some(index), Some(parses)) = (index, parses) {
            let parameter = Parameter::new(index, type_name, parses);
            self.parameters.borrow_mut().push(parameter);
        }
    }

    /// What the macro asks the compiler, too, unless a type's name says otherwise.
    fn count_body(&self, reads: bool, expects: bool, type_name: &str) {
        let reads_already = self.reads_body.replace(self.reads_body.get() || reads);
        let problem = if reads_already && reads {
            let message =
                format!("two arguments read the request body, the second one as `{type_name}`");
            LaunchProblem::new(message)
                .help("take both parts in one struct: the body can be read once")
        } else if self.without_body && expects {
            let message = format!("a GET or HEAD route has no body for `{type_name}` to read");
            LaunchProblem::new(message)
                .help("route it with `#[post(..)]`, or say `allow(get_body)` in the attribute")
        } else {
            return;
        };
        self.problems.borrow_mut().push(problem);
    }

    /// Prepares a query value with a default.
    pub fn query_or_default<T>(
        &self,
        name: &'static str,
        type_name: &'static str,
        parser: QueryParser<T>,
    ) -> Option<QueryDefault<T>> {
        if let Some(problem) = leads_out::<T>(name) {
            self.problems.borrow_mut().push(problem);
            return None;
        }
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
