//! Which routes are nearest to a request that none of them answered.

use crate::problem::Location;
use crate::routing::difference::{Difference, FAR, not_valid, shorten};
use crate::routing::parameter::{Parameter, Refused};
use crate::routing::{MethodSet, Pattern};

/// A route that nearly answered a request, and why it did not.
///
/// ```
/// use oxy::prelude::*;
/// use oxy::testing::TestClient;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/users/{id}")]
/// async fn show(id: u64) -> String {
///     format!("user {id}")
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let server = oxy::serve(App {}).explain_misses(true).on_error(|failure| {
///     let nearest = failure.nearest_routes().iter();
///     text(nearest.map(|route| format!("{}: {}", route.path, route.why)).collect::<String>())
/// });
/// let client = TestClient::new(server).unwrap();
/// assert_eq!(
///     client.get("/user/7").send().await.text(),
///     "/users/{id}: segment 1 is `user`, the route has `users`; did the request mean /users/7?"
/// );
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearRoute {
    /// The methods as written; HEAD and OPTIONS are derived.
    pub methods: MethodSet,
    /// The whole path with all prefixes.
    pub path: String,
    /// The function, or `closure` for a route made at run time.
    pub handler: &'static str,
    /// Where the route is written down.
    pub location: Location,
    /// Why it did not answer, on one line: the method, segments of the path, parameters that could not be parsed.
    pub why: String,
}

/// A route as far as it is compared with requests.
pub(crate) struct Candidate {
    pub(crate) methods: MethodSet,
    pub(crate) pattern: Pattern,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) handler: &'static str,
    pub(crate) location: Location,
}

impl Candidate {
    fn near(&self, why: String) -> NearRoute {
        NearRoute {
            methods: self.methods,
            path: self.pattern.text().to_owned(),
            handler: self.handler,
            location: self.location.clone(),
            why,
        }
    }
}

/// Says why no route answered a request; there is none where nobody is to know.
pub(crate) struct Explainer(Vec<Candidate>);

impl Explainer {
    /// Of all routes, in the order of their indices.
    pub(crate) fn new(routes: Vec<Candidate>) -> Self {
        Self(routes)
    }

    /// The routes that are near, at most five, the nearest first; where none is, the three that are least far.
    pub(crate) fn nearest(&self, method: MethodSet, path: &str) -> Vec<NearRoute> {
        const NEAR: usize = 5;
        const LEAST_FAR: usize = 3;
        let compared = self.0.iter().map(|route| {
            let request = (method, path);
            let difference =
                Difference::new(request, route.methods, &route.pattern, &route.parameters);
            (difference, route)
        });
        let mut compared: Vec<_> = compared.collect();
        compared.sort_by_key(|(difference, _)| difference.size);
        let near = compared
            .iter()
            .filter(|(found, _)| found.size < FAR)
            .count();
        compared.truncate(if near > 0 { near.min(NEAR) } else { LEAST_FAR });
        let nearest = compared.iter();
        nearest
            .map(|(difference, route)| route.near(difference.words()))
            .collect()
    }

    /// The route that has the path, but does not take the value of a parameter.
    pub(crate) fn refused(&self, index: usize, refused: &Refused) -> Vec<NearRoute> {
        let Refused {
            name,
            type_name,
            value,
        } = refused;
        let why = not_valid(value, type_name, &format!("{{{name}}}"));
        let route = self.0.get(index);
        route.map(|route| route.near(why)).into_iter().collect()
    }
}

/// The routes in one line, for the log.
pub(crate) fn in_one_line(routes: &[NearRoute]) -> String {
    let routes = routes.iter().map(|route| {
        let NearRoute {
            methods,
            path,
            handler,
            location,
            why,
        } = route;
        let place = location.place();
        format!("{methods} {path} ({handler}, {place}): {why}")
    });
    routes.collect::<Vec<_>>().join(" | ")
}

/// A request's path for the log, as far as it is plain to see in one line.
pub(crate) fn loggable(path: &str) -> String {
    shorten(path, 120)
}
