//! `#[default]` at an argument, and what is written in its place.

use proc_macro2::{Ident, TokenStream};
use syn::Attribute;

use crate::errors::Errors;
use crate::marks;
use crate::suggest::closest;
use crate::written::written;

/// `#[default]` or `#[default(..)]`.
pub(crate) struct DefaultValue {
    /// What stands in parentheses.
    pub(crate) value: Option<TokenStream>,
    /// The attribute's name.
    pub(crate) word: syn::Path,
}

/// Attributes that may stand at an argument without being ours.
const FOREIGN: [&str; 5] = ["allow", "cfg_attr", "deny", "expect", "warn"];

/// Takes `#[default(..)]` off an argument.
pub(crate) fn take_default(
    attributes: &mut Vec<Attribute>,
    errors: &mut Errors,
) -> Option<DefaultValue> {
    let mut default = None;
    attributes.retain(|attribute| {
        let path = attribute.path();
        let Some(name) = path.get_ident().map(Ident::to_string) else {
            return true;
        };
        match name.as_str() {
            "default" => {
                default = read_default(attribute, errors);
                false
            }
            "cfg" => {
                errors.at(
                    path,
                    "an argument of a handler cannot depend on `cfg`",
                    "write two functions, each with a `#[cfg(..)]`",
                );
                true
            }
            name if FOREIGN.contains(&name) => true,
            name if closest(name, ["default"]).is_some() => {
                let message = format!("unknown argument attribute `{name}`");
                errors.at(path, &message, "did you mean `default`?");
                false
            }
            name => match marks::help(name) {
                Some(help) => {
                    let message = format!("unknown argument attribute `{name}`");
                    errors.at(path, &message, help);
                    false
                }
                None => true,
            },
        }
    });
    default
}

fn read_default(attribute: &Attribute, errors: &mut Errors) -> Option<DefaultValue> {
    let value = match &attribute.meta {
        syn::Meta::Path(_) => None,
        syn::Meta::List(list) if !list.tokens.is_empty() => {
            let expression = syn::parse2::<syn::Expr>(list.tokens.clone());
            if expression.is_err() {
                let message = "a default is one expression";
                errors.at(&list.tokens, message, "#[default(20)]");
                return None;
            }
            Some(list.tokens.clone())
        }
        syn::Meta::List(list) => {
            let help =
                "write `#[default]` for the type's own one, or a value such as `#[default(20)]`";
            errors.at(&list.path, "a default without a value", help);
            return None;
        }
        syn::Meta::NameValue(pair) => {
            let message = "a default is written in parentheses";
            let help = format!("#[default({})]", written(&pair.value));
            errors.at(&pair.path, message, &help);
            return None;
        }
    };
    Some(DefaultValue {
        value,
        word: attribute.path().clone(),
    })
}
