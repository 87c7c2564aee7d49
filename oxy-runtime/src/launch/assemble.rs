//! From drafts to the tables of a service: order, conflicts, and layers made once per place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::endpoint::{Endpoint, Followed};
use crate::launch::draft::{Draft, Scope};
use crate::launch::shadow::shadows;
use crate::launch::table::RouteInfo;
use crate::layer::{Chain, Layer, Through};
use crate::miss::Miss;
use crate::problem::LaunchProblem;
use crate::route::Plan;
use crate::routing::{Candidate, Explainer, Matcher, shape};
use crate::service::{Destination, Routes};
use crate::setup::Setup;
use crate::trace::Label;
use crate::unread::Bodiless;

/// The layers of all places, made so far.
struct Layers {
    app: Option<Arc<dyn Endpoint>>,
    scopes: Vec<(Scope, Arc<dyn Endpoint>)>,
}

impl Layers {
    /// What a request passes on its way through `scopes`, before its own endpoint.
    fn chain(&mut self, scopes: &[Scope]) -> Vec<Arc<dyn Endpoint>> {
        let layered = scopes
            .iter()
            .filter(|scope| !scope.router.layers().is_empty());
        let outer: Vec<_> = layered.map(|scope| self.scope(scope)).collect();
        self.app.iter().cloned().chain(outer).collect()
    }

    fn scope(&mut self, scope: &Scope) -> Arc<dyn Endpoint> {
        if let Some((_, made)) = self.scopes.iter().find(|(known, _)| known.is(scope)) {
            return Arc::clone(made);
        }
        let layers = scope.router.layers().iter().map(|make| make()).collect();
        let made = wrap(layers, Arc::new(Through));
        self.scopes.push((scope.clone(), Arc::clone(&made)));
        made
    }
}

/// Puts layers, the outer one first, around an endpoint.
fn wrap(layers: Vec<Layer>, inner: Arc<dyn Endpoint>) -> Arc<dyn Endpoint> {
    let inward = layers.into_iter().rev();
    inward.fold(inner, |inner, layer| layer.wrap(inner))
}

/// What the whole application has beside its routes.
pub(super) struct Surroundings {
    pub(super) layers: Vec<Layer>,
    pub(super) fallback: Option<Arc<dyn Endpoint>>,
    pub(super) explains_misses: bool,
}

/// Builds the tables, noting every conflict.
pub(super) fn assemble(
    mut drafts: Vec<Draft>,
    surroundings: Surroundings,
    setup: &Arc<Setup>,
    problems: &mut Vec<LaunchProblem>,
    warnings: &mut Vec<LaunchProblem>,
) -> (Routes, Vec<RouteInfo>) {
    drafts.sort_by(|one, other| {
        let key = |draft: &Draft| (draft.pattern.text().to_owned(), draft.location.clone());
        key(one).cmp(&key(other))
    });
    let matcher = find_conflicts(&drafts, problems);
    warnings.append(&mut shadows(&drafts));
    let table = drafts.iter().map(info).collect();
    let Surroundings {
        layers: outer,
        fallback,
        explains_misses,
    } = surroundings;
    let mut layers = Layers {
        app: (!outer.is_empty()).then(|| wrap(outer, Arc::new(Through))),
        scopes: Vec::new(),
    };
    let misses = misses(&drafts, &mut layers, fallback);
    let explainer =
        explains_misses.then(|| Explainer::new(drafts.iter_mut().map(candidate).collect()));
    let destinations = drafts
        .into_iter()
        .filter_map(|draft| destination(draft, &mut layers, setup))
        .collect();
    let routes = Routes {
        matcher,
        destinations,
        misses,
        explainer,
    };
    (routes, table)
}

fn info(draft: &Draft) -> RouteInfo {
    RouteInfo {
        methods: draft.methods,
        path: draft.pattern.text().to_owned(),
        handler: draft.handler,
        name: draft.name.clone(),
        tags: draft.tags.clone(),
        location: draft.location.clone(),
    }
}

fn candidate(draft: &mut Draft) -> Candidate {
    Candidate {
        methods: draft.methods,
        pattern: draft.pattern.clone(),
        parameters: std::mem::take(&mut draft.parameters),
        handler: draft.handler,
        location: draft.location.clone(),
    }
}

fn find_conflicts(drafts: &[Draft], problems: &mut Vec<LaunchProblem>) -> Matcher {
    let mut matcher = Matcher::default();
    // By methods and path, the routes that want both.
    let mut clashes: BTreeMap<(String, String), BTreeSet<usize>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        if draft.methods.is_empty() {
            problems.push(
                LaunchProblem::new(format!("the route {} has no method", draft.pattern))
                    .help("GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS can be routed")
                    .at(draft.location.clone()),
            );
        }
        for other in matcher.insert(draft.methods, &draft.pattern, index) {
            let methods = draft.methods.intersection(drafts[other].methods);
            let wanted = (methods.to_string(), draft.pattern.shape());
            clashes.entry(wanted).or_default().extend([other, index]);
        }
    }
    for ((methods, path), routes) in clashes {
        let count = match routes.len() {
            2 => "two".to_owned(),
            more => more.to_string(),
        };
        let problem = LaunchProblem::new(format!("{count} handlers for {methods} {path}"))
            .help("change a path or a method; the names of parameters make no difference");
        let places = routes.iter().map(|index| drafts[*index].location.clone());
        problems.push(places.fold(problem, LaunchProblem::at));
    }
    matcher
}

fn destination(draft: Draft, layers: &mut Layers, setup: &Arc<Setup>) -> Option<Destination> {
    let Plan {
        mut endpoint,
        reads_body,
    } = draft.plan?;
    let mut chain = layers.chain(&draft.routers);
    let is_layered = !chain.is_empty() || !draft.layers.is_empty();
    if is_layered && !reads_body {
        endpoint = Arc::new(Bodiless::new(endpoint, setup));
    }
    if is_layered {
        endpoint = Arc::new(Followed(endpoint));
    }
    chain.push(wrap(draft.layers, Arc::clone(&endpoint)));
    Some(Destination {
        label: Label {
            path: draft.pattern.text().into(),
            name: draft.name.into(),
        },
        names: draft.pattern.names().into(),
        own: draft.own,
        allows_cross_site: draft.allows_cross_site,
        chain: is_layered.then(|| Arc::new(Chain::new(chain))),
        hands_over: is_layered || reads_body,
        reads_body,
        endpoint,
    })
}

/// Sorts prefixes as routes are matched: literal segments before parameters, from left to right, and the longer before
/// the shorter.
fn specificity(prefix: &str) -> Vec<u8> {
    let segments = prefix.split('/').skip(1);
    let ranks = segments.map(|segment| u8::from(segment.starts_with('{')));
    ranks.chain([2]).collect()
}

/// The ways of requests that no route answers: below each router with layers, and elsewhere.
fn misses(drafts: &[Draft], layers: &mut Layers, fallback: Option<Arc<dyn Endpoint>>) -> Vec<Miss> {
    let mut found: Vec<(String, Vec<Scope>)> = Vec::new();
    for draft in drafts {
        for depth in 1..=draft.routers.len() {
            let scopes = &draft.routers[..depth];
            let Some(last) = scopes.last() else { continue };
            if scopes.iter().all(|scope| scope.router.layers().is_empty()) {
                continue;
            }
            // The layers of every router with this prefix see what it does not answer.
            let same = found
                .iter_mut()
                .find(|(prefix, _)| shape(prefix) == shape(&last.prefix));
            match same {
                Some((_, known)) => {
                    for scope in scopes {
                        if !known.iter().any(|other| other.is(scope)) {
                            known.push(scope.clone());
                        }
                    }
                }
                None => found.push((last.prefix.clone(), scopes.to_vec())),
            }
        }
    }
    found.sort_by_key(|(prefix, _)| specificity(prefix));
    found.push((String::new(), Vec::new()));
    // Layers are around a fallback as around a route.
    let fallback = fallback.map(|fallback| Arc::new(Followed(fallback)) as Arc<dyn Endpoint>);
    let ways = found.into_iter();
    ways.map(|(prefix, scopes)| Miss::new(prefix, layers.chain(&scopes), fallback.clone()))
        .collect()
}
