//! A route as it was meant: valid by construction, everything that code generation needs.

use proc_macro2::{Ident, TokenStream};
use syn::{LitStr, Path};

use crate::allow::Allowed;
use crate::path::RoutePath;
use crate::signature::Handler;

/// All routes of one function.
pub(crate) struct Routes {
    pub(crate) handler: Handler,
    pub(crate) routes: Vec<Route>,
}

/// One route attribute.
pub(crate) struct Route {
    pub(crate) methods: Vec<Ident>,
    pub(crate) path: RoutePath,
    pub(crate) router: Option<Path>,
    pub(crate) app: TokenStream,
    /// Whether the attribute names its application.
    pub(crate) names_app: bool,
    pub(crate) krate: Option<Path>,
    pub(crate) layers: Vec<Path>,
    /// The largest body, in bytes.
    pub(crate) limit: Option<u64>,
    /// The longest time, in milliseconds.
    pub(crate) timeout: Option<u64>,
    pub(crate) name: Option<LitStr>,
    pub(crate) tags: Vec<LitStr>,
    pub(crate) allowed: Allowed,
    /// Where the value of each argument comes from, in their order.
    pub(crate) sources: Vec<Source>,
    /// Path parameters without an argument, with help for each.
    pub(crate) missing: Vec<MissingArgument>,
}

/// Where the value of an argument comes from.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Source {
    /// The parameter of the path with this index.
    Path(usize),
    /// A query value with a default.
    QueryOrDefault,
    /// What its type says.
    Type,
    /// An extractor, since a pattern has no name that a value could have.
    Extractor,
}

/// A path parameter that no argument has the name of.
pub(crate) struct MissingArgument {
    pub(crate) param: String,
    pub(crate) help: String,
}
