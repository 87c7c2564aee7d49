//! A request's path beside a route's, segment by segment.

use crate::routing::{Pattern, Segment};

/// A request's path and a route's, cut into what can be compared.
pub(super) struct Target<'t> {
    pub(super) path: &'t str,
    pub(super) asked: Vec<&'t str>,
    pub(super) wanted: Vec<Segment<'t>>,
    asked_slash: bool,
    pub(super) wanted_slash: bool,
}

impl<'t> Target<'t> {
    pub(super) fn new(path: &'t str, pattern: &'t Pattern) -> Self {
        let mut wanted: Vec<Segment<'t>> = pattern.segments().collect();
        let cut = path.strip_prefix('/').unwrap_or(path);
        // A catch-all is compared with all that it would catch.
        let mut asked: Vec<&str> = match wanted.last() {
            Some(Segment::Rest(_)) => cut.splitn(wanted.len(), '/').collect(),
            _ => cut.split('/').collect(),
        };
        let asked_slash = asked.pop_if(|last| last.is_empty()).is_some();
        let wanted_slash = wanted
            .pop_if(|last| *last == Segment::Literal(""))
            .is_some();
        Self {
            path,
            asked,
            wanted,
            asked_slash,
            wanted_slash,
        }
    }

    /// Which of the two ends with a slash, and which does not; that of "/" is none at an end.
    pub(super) fn slash(&self) -> Option<(&'static str, &'static str)> {
        let has_root = self.asked.is_empty() || self.wanted.is_empty();
        let has_rest = matches!(self.wanted.last(), Some(Segment::Rest(_)));
        match (self.asked_slash, self.wanted_slash) {
            _ if has_root || has_rest => None,
            (true, false) => Some(("the request", "the route")),
            (false, true) => Some(("the route", "the request")),
            _ => None,
        }
    }
}

pub(super) fn segments(count: usize) -> String {
    match count {
        0 => "no segment".to_owned(),
        1 => "1 segment".to_owned(),
        more => format!("{more} segments"),
    }
}

/// Whether something of a route has a name of its own: without one it is like everything.
pub(super) fn has_literal(wanted: &[Segment<'_>]) -> bool {
    wanted
        .iter()
        .any(|segment| matches!(segment, Segment::Literal(_)))
}

pub(super) fn all_match(asked: &[&str], wanted: &[Segment<'_>]) -> bool {
    asked.len() == wanted.len()
        && asked
            .iter()
            .zip(wanted)
            .all(|(asked, wanted)| matches_one(asked, wanted))
}

pub(super) fn matches_one(asked: &str, wanted: &Segment<'_>) -> bool {
    match wanted {
        Segment::Literal(text) => asked == *text,
        Segment::Parameter(_) | Segment::Rest(_) => !asked.is_empty(),
    }
}
