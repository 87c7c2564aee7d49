//! Radix trees per method, so that a pattern never hides another method's.

use std::collections::HashMap;

use crate::params::PathParams;
use crate::routing::{MethodSet, Pattern};

/// Finds the route of a request: the most specific pattern, whatever the order of registration.
///
/// From left to right, a literal segment wins over a parameter, and a parameter over a catch-all.
#[derive(Default)]
pub(crate) struct Matcher {
    methods: [Trees; MethodSet::COUNT],
    shapes: HashMap<(usize, String), usize>,
    /// The rank of each segment of a route's pattern, by the route's index: the smallest wins.
    ranks: HashMap<usize, Vec<u8>>,
}

/// The patterns of one method.
#[derive(Default)]
struct Trees {
    exact: matchit::Router<usize>,
    /// By the number of segments before the catch-all, the longest first: one radix tree cannot hold a parameter and a
    /// catch-all in the same place.
    rest: Vec<(usize, matchit::Router<usize>)>,
}

/// What a method and a path lead to.
pub(crate) enum Lookup {
    /// The route of this index.
    Found(usize, PathParams),
    /// No route has the method, but the path has these.
    WrongMethod(MethodSet),
    /// No route has the path.
    NotFound,
}

impl Matcher {
    /// Adds a route under its index; gives the indices of the routes that it conflicts with.
    pub(crate) fn insert(
        &mut self,
        methods: MethodSet,
        pattern: &Pattern,
        index: usize,
    ) -> Vec<usize> {
        let mut conflicts = Vec::new();
        self.ranks.insert(index, pattern.ranks());
        for (place, _) in methods.each() {
            let known = self.shapes.entry((place, pattern.shape())).or_insert(index);
            if *known == index {
                // Patterns of whole segments conflict only when their shapes are equal.
                let _ = self.methods[place]
                    .tree(pattern)
                    .insert(pattern.text(), index);
            } else if !conflicts.contains(known) {
                conflicts.push(*known);
            }
        }
        conflicts
    }

    /// Finds the most specific pattern of this method; HEAD falls back to GET.
    pub(crate) fn find(&self, method: MethodSet, path: &str) -> Lookup {
        if let Some(found) = self.find_in(method, path) {
            return found;
        }
        if method == MethodSet::HEAD
            && let Some(found) = self.find_in(MethodSet::GET, path)
        {
            return found;
        }
        let methods = self.methods_of(path);
        if methods.is_empty() {
            Lookup::NotFound
        } else {
            Lookup::WrongMethod(methods.allowed())
        }
    }

    fn find_in(&self, method: MethodSet, path: &str) -> Option<Lookup> {
        let found = self.methods[method.index()].at(path, &self.ranks)?;
        let mut params = PathParams::default();
        for (_, value) in found.params.iter() {
            params.push(path, value);
        }
        Some(Lookup::Found(*found.value, params))
    }

    /// All methods that some pattern matching `path` has.
    fn methods_of(&self, path: &str) -> MethodSet {
        MethodSet::ALL
            .each()
            .filter(|(place, _)| self.methods[*place].at(path, &self.ranks).is_some())
            .fold(MethodSet::NONE, |set, (_, method)| set.union(method))
    }
}

impl Trees {
    /// The tree that `pattern` belongs into.
    fn tree(&mut self, pattern: &Pattern) -> &mut matchit::Router<usize> {
        let Some(depth) = pattern.catch_all_depth() else {
            return &mut self.exact;
        };
        let place = match self.rest.binary_search_by(|(other, _)| depth.cmp(other)) {
            Ok(place) => place,
            Err(place) => {
                self.rest.insert(place, (depth, matchit::Router::new()));
                place
            }
        };
        &mut self.rest[place].1
    }

    /// The best of what the trees find; each finds its own best.
    fn at<'t, 'p>(
        &'t self,
        path: &'p str,
        ranks: &HashMap<usize, Vec<u8>>,
    ) -> Option<matchit::Match<'t, 'p, &'t usize>> {
        let exact = self.exact.at(path).ok();
        if self.rest.is_empty() {
            return exact;
        }
        let rest = self.rest.iter().filter_map(|(_, tree)| tree.at(path).ok());
        exact
            .into_iter()
            .chain(rest)
            .min_by_key(|found| ranks.get(found.value))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn matcher(patterns: &[&str]) -> Matcher {
        let mut matcher = Matcher::default();
        for (index, pattern) in patterns.iter().enumerate() {
            let conflicts =
                matcher.insert(MethodSet::GET, &Pattern::parse(pattern).unwrap(), index);
            assert!(
                conflicts.is_empty(),
                "{pattern} conflicts with {conflicts:?}"
            );
        }
        matcher
    }

    #[test]
    fn the_most_specific_pattern_wins_in_every_order() {
        let patterns = [
            "/",
            "/users/{id}",
            "/users/me",
            "/users/{id}/posts",
            "/{*rest}",
            "/users/{*rest}",
            "/users/{id}/{*rest}",
            "/{page}",
            "/files/{*rest}",
            "/{user}/{repo}",
            "/static/{*rest}",
            "/{tenant}/files/{*rest}",
        ];
        let paths = [
            ("/", "/"),
            ("/users/7", "/users/{id}"),
            ("/users/me", "/users/me"),
            ("/users/me/posts", "/users/{id}/posts"),
            ("/users/me/x", "/users/{id}/{*rest}"),
            ("/about", "/{page}"),
            ("/a/b/c", "/{*rest}"),
            ("/users", "/{page}"),
            ("/users/", "/{*rest}"),
            ("/files/a", "/files/{*rest}"),
            ("/other/a", "/{user}/{repo}"),
            ("/static/files/a", "/static/{*rest}"),
            ("/x/files/a", "/{tenant}/files/{*rest}"),
        ];
        let mut reversed = patterns;
        reversed.reverse();
        for order in [patterns, reversed] {
            let matcher = matcher(&order);
            for (path, expected) in paths {
                let Lookup::Found(index, _) = matcher.find(MethodSet::GET, path) else {
                    panic!("{path} has no route");
                };
                assert_eq!(order[index], expected, "{path}");
            }
        }
    }

    #[test]
    fn patterns_of_one_shape_conflict_only_where_methods_overlap() {
        let mut matcher = Matcher::default();
        let id = Pattern::parse("/room/{id}").unwrap();
        let name = Pattern::parse("/room/{name}").unwrap();
        assert!(
            matcher
                .insert(MethodSet::GET.union(MethodSet::PUT), &id, 0)
                .is_empty()
        );
        assert!(matcher.insert(MethodSet::POST, &name, 1).is_empty());
        assert_eq!(
            matcher.insert(MethodSet::PUT.union(MethodSet::DELETE), &name, 2),
            [0]
        );
    }

    #[test]
    fn another_methods_pattern_is_not_hidden() {
        let mut matcher = Matcher::default();
        matcher.insert(MethodSet::GET, &Pattern::parse("/users/{id}").unwrap(), 0);
        matcher.insert(MethodSet::POST, &Pattern::parse("/users/me").unwrap(), 1);
        assert!(matches!(
            matcher.find(MethodSet::GET, "/users/me"),
            Lookup::Found(0, _)
        ));
        assert!(matches!(
            matcher.find(MethodSet::HEAD, "/users/me"),
            Lookup::Found(0, _)
        ));
        let Lookup::WrongMethod(allow) = matcher.find(MethodSet::PUT, "/users/me") else {
            panic!("PUT must be a wrong method");
        };
        assert_eq!(allow.to_string(), "GET, HEAD, POST, OPTIONS");
        assert!(matches!(
            matcher.find(MethodSet::GET, "/users"),
            Lookup::NotFound
        ));
    }
}
