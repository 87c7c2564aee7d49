//! How a request differs from a route that did not answer it, in words and in size.

use crate::params::{decode, refusal};
use crate::routing::target::{Target, all_match, has_literal, matches_one, segments};
use crate::routing::{MethodSet, Parameter, Pattern, Segment};

/// What makes two things alike no more: from here on a route is not near.
pub(super) const FAR: usize = 100;

/// A route that is so much farther than the nearest one does not help.
pub(super) const APART: usize = 10;

/// What a request would have to be instead.
pub(super) struct Difference {
    /// From 0, the same, over [`FAR`].
    pub(super) size: usize,
    reasons: Vec<String>,
    /// Whether the path is another one, and what of it is to be replaced is known.
    is_fillable: bool,
}

impl Difference {
    /// Compares a request with a route.
    pub(super) fn new(
        (method, path): (MethodSet, &str),
        methods: MethodSet,
        pattern: &Pattern,
        parameters: &[Parameter],
    ) -> Self {
        let mut difference = Self {
            size: 0,
            reasons: Vec::new(),
            is_fillable: true,
        };
        let target = Target::new(path, pattern);
        let meant = difference.compare_paths(&target, parameters);
        let fits = methods.allowed().contains(method);
        if !fits && difference.size < FAR {
            let reason = format!("the method is {method}, the route takes {methods}");
            // Another path by another method is another request.
            difference.size += if meant.is_none() { 1 } else { APART };
            difference.reasons.insert(0, reason);
        }
        if let Some(meant) = meant
            && difference.size < FAR
            && difference.is_fillable
            && fits
        {
            difference
                .reasons
                .push(format!("did the request mean {}?", shorten_path(&meant)));
        }
        difference
    }

    /// The reasons, one behind the other.
    pub(super) fn words(&self) -> String {
        self.reasons.join("; ")
    }

    fn add(&mut self, size: usize, reason: String) {
        self.size += size;
        self.reasons.push(reason);
    }

    /// Notes what is different; gives the path that the route would have answered.
    fn compare_paths(&mut self, target: &Target<'_>, parameters: &[Parameter]) -> Option<String> {
        let Target { asked, wanted, .. } = target;
        let aligned = match (asked.len(), wanted.len()) {
            (a, w) if a == w => Some(asked.iter().copied().map(Some).collect()),
            (a, w) if a < w => self
                .prefix_missing(target)
                .or_else(|| self.one_missing(target)),
            _ => self.one_too_many(target),
        };
        let Some(aligned) = aligned else {
            self.add_count(target);
            return None;
        };
        self.compare_segments(&aligned, wanted, parameters);
        if let Some((yes, no)) = target.slash() {
            self.add(1, format!("{yes} ends with `/`, {no} does not"));
        }
        if self.reasons.is_empty() || aligned.len() != wanted.len() {
            return None;
        }
        let filled = aligned
            .iter()
            .zip(wanted)
            .map(|(asked, wanted)| match wanted {
                Segment::Literal(text) => text,
                Segment::Parameter(_) | Segment::Rest(_) => asked.unwrap_or_default(),
            });
        let filled: Vec<&str> = filled.collect();
        let end = if target.wanted_slash { "/" } else { "" };
        let path = format!("/{}{end}", filled.join("/"));
        (path != target.path).then_some(path)
    }

    /// The route stands below a prefix that the request does not have: a router's, or that of a mounted application.
    fn prefix_missing<'t>(&mut self, target: &Target<'t>) -> Option<Vec<Option<&'t str>>> {
        let Target { asked, wanted, .. } = target;
        let missing = wanted.len() - asked.len();
        let (prefix, rest) = wanted.split_at(missing);
        let is_plain = prefix
            .iter()
            .all(|segment| matches!(segment, Segment::Literal(_)));
        if !is_plain || !has_literal(rest) || !all_match(asked, rest) {
            return None;
        }
        let prefix: String = prefix.iter().map(|part| format!("/{part}")).collect();
        self.add(
            5 + missing,
            format!("the route stands below {prefix}, the request does not"),
        );
        let none = std::iter::repeat_n(None, missing);
        Some(none.chain(asked.iter().copied().map(Some)).collect())
    }

    fn one_missing<'t>(&mut self, target: &Target<'t>) -> Option<Vec<Option<&'t str>>> {
        let Target { asked, wanted, .. } = target;
        if asked.len() + 1 != wanted.len() {
            return None;
        }
        // The last one, since a path grows at its end.
        let place = (0..wanted.len()).rev().find(|place| {
            let (before, behind) = (&wanted[..*place], &wanted[place + 1..]);
            all_match(&asked[..*place], before)
                && all_match(&asked[*place..], behind)
                && (has_literal(before) || has_literal(behind))
        })?;
        let segment = wanted[place];
        self.is_fillable = matches!(segment, Segment::Literal(_));
        self.add(7, format!("segment {}, `{segment}`, is missing", place + 1));
        let mut aligned: Vec<_> = asked.iter().copied().map(Some).collect();
        aligned.insert(place, None);
        Some(aligned)
    }

    fn one_too_many<'t>(&mut self, target: &Target<'t>) -> Option<Vec<Option<&'t str>>> {
        let Target { asked, wanted, .. } = target;
        if asked.len() != wanted.len() + 1 {
            return None;
        }
        if !has_literal(wanted) {
            return None;
        }
        let place = (0..asked.len()).rev().find(|place| {
            all_match(&asked[..*place], &wanted[..*place])
                && all_match(&asked[place + 1..], &wanted[*place..])
        })?;
        let reason = format!(
            "segment {}, {}, is one too many",
            place + 1,
            quoted(asked[place])
        );
        self.add(7, reason);
        let mut aligned: Vec<_> = asked.iter().copied().map(Some).collect();
        aligned.remove(place);
        Some(aligned)
    }

    fn add_count(&mut self, target: &Target<'_>) {
        let Target { asked, wanted, .. } = target;
        let alike = asked.iter().zip(wanted);
        let alike = alike.take_while(|(asked, wanted)| matches_one(asked, wanted));
        let more = asked.len().abs_diff(wanted.len());
        let (asked, wanted) = (segments(asked.len()), segments(wanted.len()));
        let reason = format!("the request has {asked}, the route has {wanted}");
        self.add((FAR * (1 + more)).saturating_sub(alike.count()), reason);
    }

    fn compare_segments(
        &mut self,
        aligned: &[Option<&str>],
        wanted: &[Segment<'_>],
        parameters: &[Parameter],
    ) {
        let mut index = 0;
        for (place, (asked, wanted)) in aligned.iter().zip(wanted).enumerate() {
            if let (Some(asked), Segment::Literal(text)) = (asked, wanted) {
                self.compare_literals(place + 1, asked, text);
            }
            if matches!(wanted, Segment::Literal(_)) {
                continue;
            }
            let parameter = parameters.iter().find(|other| other.index == index);
            index += 1;
            match (asked, parameter) {
                (Some(""), _) => {
                    let place = place + 1;
                    self.add(
                        6,
                        format!("segment {place} is empty, the route has `{wanted}`"),
                    );
                    self.is_fillable = false;
                }
                (Some(asked), Some(parameter)) if !parameter.accepts(asked) => {
                    self.add(
                        3,
                        not_valid(asked, parameter.type_name, &wanted.to_string()),
                    );
                    self.is_fillable = false;
                }
                _ => {}
            }
        }
    }

    fn compare_literals(&mut self, place: usize, asked: &str, wanted: &str) {
        if asked == wanted {
            return;
        }
        let same = format!(
            "segment {place} is {}, the route has `{wanted}`",
            quoted(asked)
        );
        if asked.eq_ignore_ascii_case(wanted) {
            return self.add(2, format!("{same}: upper and lower case differ"));
        }
        self.add(distance(asked, wanted), same);
    }
}

/// How far one word is from another: near where a slip of the finger or two lead from one to the other.
fn distance(asked: &str, wanted: &str) -> usize {
    /// No word that was mistyped is longer; the comparison takes the product of both lengths.
    const LONGEST: usize = 64;
    if asked.len() > LONGEST || wanted.len() > LONGEST {
        return FAR + LONGEST;
    }
    let edits = strsim::damerau_levenshtein(asked, wanted);
    let letters = wanted.chars().count();
    if edits < letters && edits <= (letters / 3).clamp(1, 2) {
        2 + 2 * edits
    } else {
        FAR + edits
    }
}

/// Why a handler does not take a part of the path.
pub(super) fn not_valid(asked: &str, type_name: &str, parameter: &str) -> String {
    let said = format!(
        "{} is not a valid `{type_name}` for `{parameter}`",
        quoted(asked)
    );
    // A `String` takes any text otherwise.
    match decode(asked).and_then(|value| refusal(&value)) {
        Some(why) => format!("{said}: {why}"),
        None => said,
    }
}

/// What the client sent, in quotes.
fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "which is empty".to_owned();
    }
    format!("`{}`", shorten(text, MOST))
}

/// How many characters of a part of a path are shown: too few for a token that has come into it to be of use to anybody.
const MOST: usize = 24;

/// A path whose long parts are cut short, as are very many parts.
pub(super) fn shorten_path(path: &str) -> String {
    let mut parts: Vec<String> = path.split('/').map(|part| shorten(part, MOST)).collect();
    if parts.len() > 10 {
        parts.truncate(10);
        parts.push("..".to_owned());
    }
    parts.join("/")
}

/// At most so many characters of what the client sent, with all escaped that is not plain to see in one line.
pub(super) fn shorten(text: &str, most: usize) -> String {
    let mut short = String::new();
    for character in text.chars().take(most) {
        if character.is_ascii_graphic() || character == ' ' {
            short.push(character);
        } else {
            short.extend(character.escape_default());
        }
    }
    if text.chars().count() > most {
        short.push_str("..");
    }
    short
}
