//! The routes of an application, to be printed and to be tested.

use std::fmt;

use crate::problem::Location;
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
}

impl RouteTable {
    pub(crate) fn new(routes: Vec<RouteInfo>) -> Self {
        Self { routes }
    }

    /// The routes.
    #[must_use]
    pub fn routes(&self) -> &[RouteInfo] {
        &self.routes
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
                "{:methods$}  {:path$}  {:handler$}  {}:{}",
                route.methods.to_string(),
                route.path,
                route.handler_text(),
                route.location.file,
                route.location.line,
            )?;
        }
        Ok(())
    }
}
