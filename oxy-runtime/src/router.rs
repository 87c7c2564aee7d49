//! Routers: a prefix, tags and layers that several routes share.

use crate::layer::Layer;

/// A group of routes, declared as a static by [`#[oxy::router]`](macro@crate::router).
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[oxy::router("/api", tag = "api")]
/// static API: Router;
///
/// #[oxy::router(API, "/v1")]
/// static V1: Router;
///
/// #[get(V1, "/users/{id}")]
/// async fn show(id: u64) -> String {
///     format!("user {id} of /api/v1/users")
/// }
/// # fn main() {}
/// ```
pub struct Router {
    parent: Option<&'static Router>,
    prefix: &'static str,
    tags: &'static [&'static str],
    layers: &'static [fn() -> Layer],
}

impl Router {
    /// What `#[oxy::router]` makes.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        parent: Option<&'static Router>,
        prefix: &'static str,
        tags: &'static [&'static str],
        layers: &'static [fn() -> Layer],
    ) -> Self {
        Self {
            parent,
            prefix,
            tags,
            layers,
        }
    }

    /// The router around this one.
    pub(crate) const fn parent(&self) -> Option<&'static Router> {
        self.parent
    }

    /// The prefix without those of the routers around it.
    pub(crate) const fn own_prefix(&self) -> &'static str {
        self.prefix
    }

    /// This router and those around it, the outermost first.
    pub(crate) fn lineage(&'static self) -> Vec<&'static Router> {
        let mut lineage = vec![self];
        let mut next = self.parent;
        while let Some(router) = next {
            lineage.push(router);
            next = router.parent;
        }
        lineage.reverse();
        lineage
    }

    /// The prefix with those of the routers around it.
    #[must_use]
    pub fn prefix(&'static self) -> String {
        let parts = self.lineage();
        parts
            .iter()
            .map(|router| router.prefix.trim_end_matches('/'))
            .collect()
    }

    /// The tags with those of the routers around it.
    #[must_use]
    pub fn tags(&'static self) -> Vec<&'static str> {
        let parts = self.lineage();
        parts
            .iter()
            .flat_map(|router| router.tags.iter().copied())
            .collect()
    }

    pub(crate) fn layers(&self) -> &'static [fn() -> Layer] {
        self.layers
    }
}

impl std::fmt::Debug for Router {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Router({})", self.prefix)
    }
}
