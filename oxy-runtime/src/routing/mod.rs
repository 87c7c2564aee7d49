//! From a method and a path to a route.

mod method_set;
mod pattern;
mod table;

pub use method_set::MethodSet;
pub(crate) use pattern::Pattern;
pub(crate) use table::{Lookup, Matcher};
