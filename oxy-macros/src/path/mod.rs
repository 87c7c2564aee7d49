//! Route paths: literal segments, `{name}`, and `{*rest}` last.

mod elsewhere;
mod grammar;

use syn::{Ident, LitStr};

use crate::allow::Allowed;
use crate::errors::Errors;
pub(crate) use grammar::check;

/// A path that was checked.
pub(crate) struct RoutePath {
    pub(crate) literal: LitStr,
    pub(crate) params: Vec<Param>,
}

/// A parameter in its order.
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) is_rest: bool,
}

impl RoutePath {
    /// Checks the path, or notes what is wrong with it.
    pub(crate) fn check(literal: LitStr, allowed: &Allowed, errors: &mut Errors) -> Option<Self> {
        let text = literal.value();
        match check(&text, allowed) {
            Ok(params) => Some(Self { literal, params }),
            Err(error) => {
                let message = drawn(error.message, &text, error.at);
                errors.at(&literal, &message, &error.help);
                None
            }
        }
    }

    /// Notes what is wrong with a parameter.
    pub(crate) fn blame(&self, param: &str, message: String, help: &str, errors: &mut Errors) {
        let text = self.literal.value();
        let written = [format!("{{{param}}}"), format!("{{*{param}}}")];
        let at = written
            .iter()
            .find_map(|written| Some(text.find(written)?..text.find(written)? + written.len()));
        errors.at(
            &self.literal,
            &drawn(message, &text, at.unwrap_or(0..0)),
            help,
        );
    }
}

/// The name as an argument has it: raw where it is a keyword.
pub(crate) fn argument_name(name: &str) -> String {
    match syn::parse_str::<Ident>(name) {
        Ok(_) if !is_new_keyword(name) => name.to_owned(),
        _ => format!("r#{name}"),
    }
}

/// Whether it is a keyword that the parser takes for a name; in older editions `r#` does no harm.
pub(crate) fn is_new_keyword(name: &str) -> bool {
    name == "gen"
}

/// The message, with a drawing below it where that can be.
fn drawn(message: String, text: &str, at: std::ops::Range<usize>) -> String {
    match pointer(text, at) {
        Some(drawn) => format!("{message}\n{drawn}"),
        None => message,
    }
}

/// The path with a line below it that marks a part of it: a stable compiler underlines literals as a whole only.
fn pointer(text: &str, at: std::ops::Range<usize>) -> Option<String> {
    let (before, part) = (text.get(..at.start)?, text.get(at)?);
    // A character that is no letter of one column would move the marks.
    if part.is_empty()
        || !text
            .chars()
            .all(|letter| letter.is_ascii_graphic() || letter == ' ')
    {
        return None;
    }
    let (indent, marks) = (" ".repeat(before.len()), "^".repeat(part.len()));
    Some(format!("  {text}\n  {indent}{marks}"))
}

#[cfg(test)]
mod tests {
    use super::pointer;

    #[test]
    fn a_part_is_marked_where_columns_are_sure() {
        assert_eq!(pointer("/a b", 2..3).as_deref(), Some("  /a b\n    ^"));
        assert_eq!(pointer("/日 b", 4..5), None);
        assert_eq!(pointer("/a", 2..2), None);
        assert_eq!(pointer("/a", 1..9), None);
    }
}
