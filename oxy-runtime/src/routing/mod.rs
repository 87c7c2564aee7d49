//! From a method and a path to a route.

mod difference;
mod method_set;
mod nearest;
mod parameter;
mod pattern;
mod table;
mod target;

pub use method_set::MethodSet;
pub use nearest::NearRoute;
pub(crate) use nearest::{Candidate, Explainer, in_one_line, loggable};
pub(crate) use parameter::{Parameter, Refused};
pub(crate) use pattern::{Pattern, Segment, shape};
pub(crate) use table::{Lookup, Matcher};
