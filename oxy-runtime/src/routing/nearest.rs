//! Which routes are nearest to a request that none of them answered.

use crate::problem::Location;
use crate::routing::difference::{APART, Difference, FAR, not_valid, shorten_path};
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
        let best = compared.first().map_or(FAR, |(best, _)| best.size);
        let near = compared
            .iter()
            .take_while(|(found, _)| found.size < FAR.min(best + APART))
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
    shorten_path(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn explainer(routes: &[(MethodSet, &str)]) -> Explainer {
        let routes = routes.iter().map(|(methods, path)| Candidate {
            methods: *methods,
            pattern: Pattern::parse(path).unwrap(),
            parameters: Vec::new(),
            handler: "handler",
            location: Location {
                file: "src/main.rs",
                line: 3,
                column: 1,
                item: String::new(),
            },
        });
        Explainer::new(routes.collect())
    }

    fn paths(routes: &[(MethodSet, &str)], method: MethodSet, path: &str) -> Vec<String> {
        let nearest = explainer(routes).nearest(method, path);
        nearest.into_iter().map(|route| route.path).collect()
    }

    const GET: MethodSet = MethodSet::GET;

    #[test]
    fn the_nearest_comes_first_and_no_more_than_five_are_named() {
        let routes = [
            (GET, "/cats/{id}/toys"),
            (GET, "/cats/"),
            (GET, "/Cats"),
            (GET, "/cat"),
            (GET, "/cast"),
            (GET, "/cars"),
            (GET, "/caps"),
            (MethodSet::POST, "/cats"),
            (GET, "/dogs"),
        ];
        assert_eq!(
            paths(&routes, GET, "/cats"),
            ["/cats/", "/cats", "/Cats", "/cat", "/cast"]
        );
    }

    #[test]
    fn where_nothing_is_near_the_three_least_far_are_named() {
        let routes = [
            (GET, "/"),
            (GET, "/a/b/c"),
            (GET, "/about"),
            (GET, "/blog/{slug}"),
            (GET, "/{*rest}"),
        ];
        let found = paths(&routes[..4], GET, "/contact");
        assert_eq!(found, ["/about", "/", "/blog/{slug}"]);
        assert_eq!(paths(&[], GET, "/contact"), [""; 0]);
    }

    #[test]
    fn every_path_can_be_compared_with_every_route() {
        let parts = ["", "/", "*", "a", "%zz", "{x}", "\u{e9}\u{202e}", "a/b/c/d"];
        let patterns = ["/", "/a/", "/{x}", "/{x}/{y}/", "/a/{*rest}", "/{*rest}"];
        let routes: Vec<_> = patterns.iter().map(|path| (GET, *path)).collect();
        let explainer = explainer(&routes);
        for one in parts {
            for other in parts {
                for path in [format!("/{one}/{other}"), format!("{one}{other}")] {
                    for method in [GET, MethodSet::POST] {
                        let nearest = explainer.nearest(method, &path);
                        assert!(!nearest.is_empty(), "{path}");
                        let line = in_one_line(&nearest);
                        let is_plain = |letter: char| letter.is_ascii_graphic() || letter == ' ';
                        assert!(line.chars().all(is_plain), "{line}");
                    }
                }
            }
        }
    }

    #[test]
    fn it_is_said_why_no_type_takes_a_value() {
        let why = |value| {
            let refused = Refused::new("word", "String", value);
            let routes = explainer(&[(GET, "/{word}")]).refused(0, &refused);
            routes
                .into_iter()
                .map(|route| route.why)
                .collect::<String>()
        };
        assert_eq!(
            why("..%2fa"),
            "`..%2fa` is not a valid `String` for `{word}`: `..` is the path above"
        );
        assert_eq!(why("%zz"), "`%zz` is not a valid `String` for `{word}`");
    }

    #[test]
    fn the_line_for_the_log_has_place_and_reason() {
        let nearest = explainer(&[(GET, "/a")]).nearest(MethodSet::PUT, "/a");
        assert_eq!(
            in_one_line(&nearest),
            "GET /a (handler, src/main.rs:3:1): the method is PUT, the route takes GET"
        );
    }
}
