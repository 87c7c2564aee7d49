//! The option `allow(..)`: what may stand although it is an error or a warning elsewhere.

use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::errors::Errors;
use crate::options::On;
use crate::suggest::closest;

/// Something that can be allowed.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Allowance {
    /// A segment that starts with a colon, as text.
    Colon,
    /// An argument that reads the body where no method has one.
    GetBody,
    /// A literal path that hides a value of another route's parameter.
    Shadow,
    /// A segment that starts with a star, as text.
    Star,
    /// A path parameter that the handler does not use.
    UnusedParameter,
}

const ALLOWANCES: &[(&str, Allowance, &[On])] = &[
    ("colon", Allowance::Colon, &[On::Route, On::Router]),
    ("get_body", Allowance::GetBody, &[On::Route]),
    ("shadow", Allowance::Shadow, &[On::Route]),
    ("star", Allowance::Star, &[On::Route, On::Router]),
    ("unused_parameter", Allowance::UnusedParameter, &[On::Route]),
];

/// What an attribute allows.
#[derive(Default)]
pub(crate) struct Allowed {
    given: Vec<Allowance>,
}

impl Allowed {
    /// Whether it is allowed.
    pub(crate) fn has(&self, allowance: Allowance) -> bool {
        self.given.contains(&allowance)
    }

    /// Takes what stands in the parentheses.
    pub(crate) fn take(&mut self, option: &Ident, names: TokenStream, on: On, errors: &mut Errors) {
        let known = ALLOWANCES
            .iter()
            .filter(|(.., places)| places.contains(&on));
        let known: Vec<(&str, Allowance)> = known.map(|(name, what, _)| (*name, *what)).collect();
        let list = known.iter().map(|(name, _)| format!("`{name}`"));
        let list = list.collect::<Vec<_>>().join(", ");
        let mut is_empty = true;
        for token in names {
            match &token {
                TokenTree::Punct(comma) if comma.as_char() == ',' => continue,
                TokenTree::Ident(name) => match known.iter().find(|(text, _)| name == text) {
                    Some((_, allowance)) => self.given.push(*allowance),
                    None => {
                        let near = closest(&name.to_string(), known.iter().map(|(text, _)| *text));
                        let help = near.map_or_else(
                            || format!("what can be allowed here: {list}"),
                            |near| {
                                format!(
                                    "did you mean `{near}`?\nnote: what can be allowed here: {list}"
                                )
                            },
                        );
                        errors.at(
                            name,
                            &format!("`{name}` is nothing that can be allowed"),
                            &help,
                        );
                    }
                },
                other => errors.at(
                    other,
                    "`allow(..)` takes names, with commas between",
                    &format!("what can be allowed here: {list}"),
                ),
            }
            is_empty = false;
        }
        if is_empty {
            let help = format!("what can be allowed here: {list}");
            errors.at(option, "`allow(..)` is empty", &help);
        }
    }
}
