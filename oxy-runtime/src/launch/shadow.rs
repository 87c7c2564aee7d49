//! Literal routes that take a value from another route's parameter.

use std::collections::HashMap;

use crate::launch::draft::Draft;
use crate::problem::LaunchProblem;
use crate::routing::Segment;

/// A warning for each literal segment that the parameter of the next best route would have taken: no request reaches that route
/// with it.
///
/// A catch-all is there for what is left, so nothing is taken from it; nor from a parameter whose type is not known.
pub(super) fn shadows(drafts: &[Draft]) -> Vec<LaunchProblem> {
    let mut tree = Tree::default();
    for (place, draft) in drafts.iter().enumerate() {
        if draft.pattern.catch_all_depth().is_none() {
            tree.insert(place, draft);
        }
    }
    let takers = drafts.iter().filter(|draft| !draft.allows_shadow);
    takers.filter_map(|taker| shadow(taker, &tree)).collect()
}

/// Routes by their segments: each is compared only with those that it may take something from.
#[derive(Default)]
struct Tree<'d> {
    /// Those that end here, with their places in the list of all.
    ends: Vec<(usize, &'d Draft)>,
    literals: HashMap<&'d str, Self>,
    parameter: Option<Box<Self>>,
}

impl<'d> Tree<'d> {
    fn insert(&mut self, place: usize, draft: &'d Draft) {
        let mut node = self;
        for segment in draft.pattern.segments() {
            node = match segment {
                Segment::Literal(text) => node.literals.entry(text).or_default(),
                _ => node.parameter.get_or_insert_default(),
            };
        }
        node.ends.push((place, draft));
    }

    /// Adds those that have a segment of the taker's, or a parameter, wherever it has a literal. Behind a literal that won, its
    /// own parameter takes anything.
    fn add_losers(
        &self,
        taking: &[Segment<'_>],
        has_won: bool,
        losers: &mut Vec<(usize, &'d Draft)>,
    ) {
        let Some((segment, rest)) = taking.split_first() else {
            losers.extend(&self.ends);
            return;
        };
        let literals = self.literals.values();
        match segment {
            Segment::Literal(text) => {
                if let Some(same) = self.literals.get(text) {
                    same.add_losers(rest, has_won, losers);
                }
            }
            Segment::Parameter(_) if has_won => {
                literals.for_each(|node| node.add_losers(rest, has_won, losers));
            }
            Segment::Parameter(_) => {}
            Segment::Rest(_) => {
                losers.extend(&self.ends);
                literals.for_each(|node| node.add_losers(taking, has_won, losers));
            }
        }
        if let Some(parameter) = &self.parameter {
            match segment {
                Segment::Literal(_) => parameter.add_losers(rest, true, losers),
                Segment::Parameter(_) => parameter.add_losers(rest, has_won, losers),
                Segment::Rest(_) => parameter.add_losers(taking, has_won, losers),
            }
        }
    }
}

fn shadow(taker: &Draft, tree: &Tree<'_>) -> Option<LaunchProblem> {
    let segments: Vec<_> = taker.pattern.segments().collect();
    let mut losers = Vec::new();
    tree.add_losers(&segments, false, &mut losers);
    // Of those that come to the same, the first of the list is named.
    losers.sort_unstable_by_key(|(place, _)| *place);
    let losers = losers.into_iter().filter_map(|(_, loser)| {
        let overlap = taker.methods.intersection(loser.methods);
        (!overlap.is_empty()).then_some(())?;
        Some((loser, overlap, taken(taker, loser)?))
    });
    // Without the taker, the most specific of them would answer.
    let (loser, methods, taken) = losers.min_by_key(|(loser, ..)| loser.pattern.ranks())?;
    let (path, handler) = (&taker.pattern, loser.handler);
    let message = format!(
        "{methods} {path} is a route of its own, so `{handler}` never gets {}",
        taken.join(" and ")
    );
    let help = format!(
        "if that is meant, add `allow(shadow)` to the attribute of `{}`",
        taker.handler
    );
    let warning = LaunchProblem::new(message).help(help);
    Some(
        warning
            .at(taker.location.clone())
            .at(loser.location.clone()),
    )
}

/// The parameters of `loser` with the values that go to `taker`; none where both can live with each other.
fn taken(taker: &Draft, loser: &Draft) -> Option<Vec<String>> {
    let mut taken = Vec::new();
    let mut parameters = 0;
    let mut taking = taker.pattern.segments();
    let mut losing = loser.pattern.segments();
    loop {
        match (taking.next(), losing.next()) {
            (None, None) => break,
            // All that is left goes to the taker.
            (Some(Segment::Rest(_)), Some(Segment::Literal("") | Segment::Rest(_))) => return None,
            (Some(Segment::Rest(_)), Some(_)) if loser.pattern.catch_all_depth().is_none() => break,
            (Some(Segment::Literal(text)), Some(Segment::Parameter(name))) => {
                let mut known = loser.parameters.iter();
                let parameter = known.find(|parameter| parameter.index == parameters)?;
                if text.is_empty() || !parameter.accepts(text) {
                    return None;
                }
                taken.push(format!("`{text}` as `{name}`"));
                parameters += 1;
            }
            (Some(Segment::Parameter(_)), Some(Segment::Parameter(_))) => parameters += 1,
            (Some(Segment::Literal(one)), Some(Segment::Literal(other))) if one == other => {}
            // Behind a literal that won, the taker's parameter takes anything.
            (Some(Segment::Parameter(_)), Some(Segment::Literal(text)))
                if !taken.is_empty() && !text.is_empty() => {}
            _ => return None,
        }
    }
    (!taken.is_empty()).then_some(taken)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::limits::Own;
    use crate::problem::Location;
    use crate::routing::{MethodSet, Parameter, Pattern};

    fn route(methods: MethodSet, path: &str, accepts: &[fn(&str) -> bool]) -> Draft {
        let parameters = accepts.iter().enumerate();
        Draft {
            methods,
            pattern: Pattern::parse(path).unwrap(),
            routers: Vec::new(),
            layers: Vec::new(),
            handler: "handler",
            name: "handler".to_owned(),
            tags: Vec::new(),
            own: Own::default(),
            allows_cross_site: false,
            gives_way: false,
            allows_shadow: false,
            parameters: parameters
                .map(|(index, accepts)| Parameter::new(index, "T", *accepts))
                .collect(),
            location: Location {
                file: "src/main.rs",
                line: 1,
                column: 1,
                item: path.to_owned(),
            },
            plan: None,
        }
    }

    const TEXT: fn(&str) -> bool = |_| true;
    const NUMBER: fn(&str) -> bool = |text| text.parse::<u64>().is_ok();

    fn get(path: &str, accepts: &[fn(&str) -> bool]) -> Draft {
        route(MethodSet::GET, path, accepts)
    }

    fn messages(drafts: &[Draft]) -> Vec<String> {
        let found = shadows(drafts);
        found
            .iter()
            .map(|found| found.message().to_owned())
            .collect()
    }

    #[test]
    fn a_literal_takes_a_value_that_the_parameter_would_have() {
        let pairs = [
            (
                get("/users/me", &[]),
                get("/users/{name}", &[TEXT]),
                "`me` as `name`",
            ),
            (
                get("/users/7", &[]),
                get("/users/{id}", &[NUMBER]),
                "`7` as `id`",
            ),
            (
                get("/a/b", &[]),
                get("/{x}/{y}", &[TEXT, TEXT]),
                "`a` as `x` and `b` as `y`",
            ),
            (get("/a/{z}", &[TEXT]), get("/{x}/b", &[TEXT]), "`a` as `x`"),
            (
                get("/a/{*rest}", &[TEXT]),
                get("/{x}/{y}", &[TEXT, TEXT]),
                "`a` as `x`",
            ),
            (
                get("/{a}/x/c", &[TEXT]),
                get("/{a}/{b}/c", &[TEXT, TEXT]),
                "`x` as `b`",
            ),
        ];
        for (taker, loser, expected) in pairs {
            let found = messages(&[taker, loser]);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(
                found[0].ends_with(&format!("never gets {expected}")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn nothing_is_said_where_nothing_is_lost() {
        let pairs = [
            // The parser refuses the literal.
            (get("/users/me", &[]), get("/users/{id}", &[NUMBER])),
            (get("/a/b", &[]), get("/{x}/{y}", &[TEXT, NUMBER])),
            // The type is not known.
            (get("/users/me", &[]), get("/users/{name}", &[])),
            (
                get("/users/me", &[]),
                route(MethodSet::POST, "/users/{name}", &[TEXT]),
            ),
            (get("/users/me", &[]), get("/users/{name}/posts", &[TEXT])),
            (get("/users/me", &[]), get("/{*rest}", &[TEXT])),
            (
                get("/users/{id}", &[NUMBER]),
                get("/users/{*rest}", &[TEXT]),
            ),
            (get("/a/x", &[]), get("/b/{x}", &[TEXT])),
            (get("/a/", &[]), get("/a/{x}", &[TEXT])),
            (get("/x/{y}", &[TEXT]), get("/{a}/", &[TEXT])),
            (
                get("/a/{*rest}", &[TEXT]),
                get("/{x}/{*rest}", &[TEXT, TEXT]),
            ),
        ];
        for (taker, loser) in pairs {
            let paths = format!("{} {}", taker.pattern, loser.pattern);
            assert_eq!(messages(&[taker, loser]), [""; 0], "{paths}");
        }
    }

    #[test]
    fn what_says_that_it_is_meant_is_believed() {
        let mut taker = get("/users/me", &[]);
        taker.allows_shadow = true;
        assert_eq!(messages(&[taker, get("/users/{name}", &[TEXT])]), [""; 0]);
    }

    #[test]
    fn the_route_that_would_answer_instead_is_named_alone() {
        let found = messages(&[
            get("/users/me", &[]),
            get("/users/{name}", &[TEXT]),
            get("/{kind}/{name}", &[TEXT, TEXT]),
        ]);
        let expected = ["`me` as `name`", "`users` as `kind`"];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.ends_with(expected), "{found}");
        }
    }

    #[test]
    fn of_the_methods_only_those_of_both_are_named() {
        let both = MethodSet::GET.union(MethodSet::POST);
        let found = messages(&[
            route(both, "/users/me", &[]),
            route(both.union(MethodSet::PUT), "/users/{name}", &[TEXT]),
        ]);
        assert_eq!(
            found,
            ["GET, POST /users/me is a route of its own, so `handler` never gets `me` as `name`"]
        );
    }

    #[test]
    fn none_that_loses_is_left_out_of_the_comparison() {
        let mut paths = vec![String::new()];
        for name in ["x", "y", "z"] {
            let segments = [
                "/a",
                "/b",
                "/",
                &format!("/{{{name}}}"),
                &format!("/{{*{name}}}"),
            ];
            let longer = paths
                .iter()
                .flat_map(|path| segments.map(|last| format!("{path}{last}")));
            paths.extend(longer.collect::<Vec<_>>());
        }
        let paths = paths.iter().filter(|path| Pattern::parse(path).is_ok());
        let drafts: Vec<_> = paths.map(|path| get(path, &[TEXT, TEXT, TEXT])).collect();
        let mut tree = Tree::default();
        for (place, draft) in drafts.iter().enumerate() {
            tree.insert(place, draft);
        }
        for taker in &drafts {
            let all: Vec<_> = drafts
                .iter()
                .filter_map(|loser| taken(taker, loser))
                .collect();
            let segments: Vec<_> = taker.pattern.segments().collect();
            let mut losers = Vec::new();
            tree.add_losers(&segments, false, &mut losers);
            losers.sort_unstable_by_key(|(place, _)| *place);
            let found: Vec<_> = losers
                .iter()
                .filter_map(|(_, loser)| taken(taker, loser))
                .collect();
            assert_eq!(found, all, "{}", taker.pattern);
        }
        assert!(drafts.len() > 100, "{}", drafts.len());
    }
}
