//! Routes on their way into the table: prefixed, prepared, and with their problems noted.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use crate::layer::Layer;
use crate::limits::Own;
use crate::problem::{LaunchProblem, Location};
use crate::route::{Plan, Route, RouteSet, RouteSite};
use crate::router::Router;
use crate::routing::{MethodSet, Parameter, Pattern};
use crate::setup::Setup;

/// A route of any application, with the type of the application gone.
pub(super) struct Draft {
    pub(super) methods: MethodSet,
    pub(super) pattern: Pattern,
    /// The routers around it, the outermost first, each with its whole prefix.
    pub(super) routers: Vec<Scope>,
    pub(super) layers: Vec<Layer>,
    pub(super) handler: &'static str,
    pub(super) name: String,
    pub(super) tags: Vec<&'static str>,
    pub(super) own: Own,
    pub(super) allows_cross_site: bool,
    /// Whether it is there only where no other route has its path.
    pub(super) gives_way: bool,
    pub(super) allows_shadow: bool,
    /// The parameters of the path that the handler takes, as far as their types are known.
    pub(super) parameters: Vec<Parameter>,
    pub(super) location: Location,
    pub(super) plan: Option<Plan>,
}

/// A router in one place: below one prefix of one mounted application.
#[derive(Clone)]
pub(super) struct Scope {
    pub(super) router: &'static Router,
    pub(super) prefix: String,
}

impl Scope {
    pub(super) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.router, other.router) && self.prefix == other.prefix
    }
}

/// Prepares the routes of one application below `prefix`.
pub(super) fn draft_routes<A: 'static>(
    app: &Arc<A>,
    setup: &Arc<Setup>,
    sets: &[&'static RouteSet<A>],
    prefix: &str,
    problems: &mut Vec<LaunchProblem>,
) -> Vec<Draft> {
    let routes = sets.iter().flat_map(|set| set.routes());
    routes
        .filter_map(|route| draft(app, setup, route, prefix, problems))
        .collect()
}

fn draft<A: 'static>(
    app: &Arc<A>,
    setup: &Arc<Setup>,
    route: &'static Route<A>,
    prefix: &str,
    problems: &mut Vec<LaunchProblem>,
) -> Option<Draft> {
    let location = route.source.location(&format!("\"{}\"", route.path));
    let routers = route.router.map(Router::lineage).unwrap_or_default();
    let scopes = routers.iter().map(|router| Scope {
        router,
        prefix: format!("{prefix}{}", router.prefix()),
    });
    let scopes: Vec<Scope> = scopes.collect();
    let below = scopes.last().map_or(prefix, |scope| scope.prefix.as_str());
    let pattern = match Pattern::below(below, route.path) {
        Ok(pattern) => pattern,
        Err(error) => {
            problems.push(
                LaunchProblem::new(error.message)
                    .help(error.help)
                    .at(location),
            );
            return None;
        }
    };
    let site = RouteSite {
        app,
        setup,
        names: pattern.names(),
        parameters: RefCell::default(),
        problems: RefCell::new(Vec::new()),
        reads_body: Cell::new(false),
        without_body: !route.allows_get_body
            && MethodSet::GET
                .union(MethodSet::HEAD)
                .contains(route.methods),
    };
    let plan = (route.prepare)(&site);
    let found = site.problems.into_inner().into_iter();
    problems.extend(found.map(|problem| problem.at(location.clone())));
    let router_tags = route.router.map(Router::tags).unwrap_or_default();
    Some(Draft {
        methods: route.methods,
        routers: scopes,
        layers: route.layers.iter().map(|make| make()).collect(),
        handler: route.source.item,
        name: route.name.unwrap_or(route.source.item).to_owned(),
        tags: router_tags
            .into_iter()
            .chain(route.tags.iter().copied())
            .collect(),
        own: Own {
            body: route
                .limit
                .map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX)),
            time: route.timeout.map(Duration::from_millis),
        },
        allows_cross_site: false,
        gives_way: false,
        allows_shadow: route.allows_shadow,
        parameters: site.parameters.into_inner(),
        location,
        plan,
        pattern,
    })
}

/// Leaves to other routes of the same path what they answer.
pub(super) fn give_way(drafts: &mut Vec<Draft>) {
    if !drafts.iter().any(|draft| draft.gives_way) {
        return;
    }
    let own = drafts.iter().filter(|draft| !draft.gives_way);
    let own = own.map(|draft| (draft.pattern.shape(), draft.methods));
    let own: Vec<(String, MethodSet)> = own.collect();
    for draft in drafts.iter_mut().filter(|draft| draft.gives_way) {
        let shape = draft.pattern.shape();
        for (_, methods) in own.iter().filter(|(other, _)| *other == shape) {
            draft.methods = draft.methods.without(*methods);
            // What answers GET answers HEAD.
            if methods.contains(MethodSet::GET) {
                draft.methods = draft.methods.without(MethodSet::HEAD);
            }
        }
    }
    drafts.retain(|draft| !draft.methods.is_empty());
}
