//! The routes of an application, to be printed and to be tested.

use std::fmt;

use crate::launch::report::in_order;
use crate::problem::{LaunchProblem, Location};
use crate::routing::MethodSet;

/// One route of a launched application.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteInfo {
    /// The methods as written; HEAD and OPTIONS are derived.
    pub methods: MethodSet,
    /// The whole path with all prefixes.
    pub path: String,
    /// The function, or `closure` for a route made at run time.
    pub handler: &'static str,
    /// The route's name, by default its function's.
    pub name: String,
    /// The tags of the routers and of the route.
    pub tags: Vec<&'static str>,
    /// Where it is written down.
    pub location: Location,
}

impl RouteInfo {
    fn handler_text(&self) -> String {
        if self.name == self.handler {
            return self.handler.to_owned();
        }
        format!("{} ({})", self.handler, self.name)
    }
}

/// All routes of an application, sorted by path and place; printed by `OXY_ROUTES=1`.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/")]
/// async fn index() -> &'static str {
///     "hello"
/// }
///
/// fn main() {
///     let table = oxy::serve(App {}).check().unwrap();
///     assert_eq!(table.routes()[0].path, "/");
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteTable {
    routes: Vec<RouteInfo>,
    warnings: Vec<LaunchProblem>,
}

impl RouteTable {
    pub(crate) fn new(routes: Vec<RouteInfo>, warnings: Vec<LaunchProblem>) -> Self {
        Self {
            routes,
            warnings: in_order(warnings),
        }
    }

    /// The routes.
    #[must_use]
    pub fn routes(&self) -> &[RouteInfo] {
        &self.routes
    }

    /// What is not wrong, but may not be meant, sorted as in the launch report; printed when the server starts.
    ///
    /// - A route such as `/users/me` beside `/users/{name}` with a `name: String`: nobody named `me` is ever found there. The
    ///   attribute of the first says that it is meant by `allow(shadow)`.
    /// - A secret key from a documentation, which a release build refuses.
    ///
    /// ```
    /// use oxy::prelude::*;
    ///
    /// #[oxy::app]
    /// struct App {}
    ///
    /// #[get("/users/me")]
    /// async fn me() -> &'static str {
    ///     "you"
    /// }
    ///
    /// #[get("/users/{name}")]
    /// async fn by_name(name: String) -> String {
    ///     name
    /// }
    ///
    /// fn main() {
    ///     let table = oxy::serve(App {}).check().unwrap();
    ///     let [warning] = table.warnings() else { panic!("{table}") };
    ///     assert_eq!(
    ///         warning.message(),
    ///         "GET /users/me is a route of its own, so `by_name` never gets `me` as `name`"
    ///     );
    /// }
    /// ```
    #[must_use]
    pub fn warnings(&self) -> &[LaunchProblem] {
        &self.warnings
    }
}

impl fmt::Display for RouteTable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |of: &dyn Fn(&RouteInfo) -> String| {
            let widths = self.routes.iter().map(|route| of(route).chars().count());
            widths.max().unwrap_or(0)
        };
        let methods = width(&|route| route.methods.to_string());
        let path = width(&|route| route.path.clone());
        let handler = width(&|route| route.handler_text());
        for route in &self.routes {
            writeln!(
                formatter,
                "{:methods$}  {:path$}  {:handler$}  {}",
                route.methods.to_string(),
                route.path,
                route.handler_text(),
                route.location.place(),
            )?;
        }
        Ok(())
    }
}
