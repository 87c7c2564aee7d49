//! The arguments of `#[oxy::app(..)]`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::Path;

use crate::errors::Errors;
use crate::named::Named;
use crate::suggest::closest;
use crate::written::written;

/// The arguments: `named` and `crate = path`.
#[derive(Default)]
pub(super) struct AppArgs {
    pub(super) named: bool,
    pub(super) krate: Option<Path>,
}

pub(super) fn parse(arguments: TokenStream, errors: &mut Errors) -> AppArgs {
    let mut args = AppArgs::default();
    let tokens: Vec<TokenTree> = arguments.into_iter().collect();
    for part in
        tokens.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','))
    {
        match part {
            [] => {}
            [TokenTree::Ident(name), ..] if name == "named" && args.named => twice(name, errors),
            [TokenTree::Ident(name), ..] if name == "crate" && args.krate.is_some() => {
                twice(name, errors);
            }
            [TokenTree::Ident(name)] if name == "named" => args.named = true,
            [TokenTree::Ident(name), ..] if name == "named" => {
                errors.at(name, "option `named` takes no value", "write `named` alone");
            }
            [TokenTree::Ident(name), value @ ..] if name == "crate" => {
                let is_equal =
                    matches!(value.first(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
                let given: TokenStream = match value {
                    [TokenTree::Group(group)] => group.stream(),
                    _ => value.iter().skip(1).cloned().collect(),
                };
                if let (false, Some(sign), Ok(Named(path))) =
                    (is_equal, value.first(), syn::parse2::<Named>(given.clone()))
                {
                    let help = format!("crate = {}", written(&path));
                    errors.at(sign, "option `crate` is written with `=`", &help);
                    continue;
                }
                match syn::parse2(given.clone()) {
                    Ok(Named(path)) if is_equal => args.krate = Some(path),
                    _ => {
                        let place = if given.is_empty() {
                            quote!(#name)
                        } else {
                            given.clone()
                        };
                        let meant = written(&given);
                        let meant = meant.trim_matches(['"', '(', ')']);
                        let is_path = syn::parse_str::<Named>(meant).is_ok();
                        let help = format!("crate = {}", if is_path { meant } else { "oxy" });
                        errors.at(place, "option `crate` takes a path", &help);
                    }
                }
            }
            [name, ..] => {
                let near = closest(&name.to_string(), ["named", "crate"]);
                let options = "options are `named` and `crate = path`";
                let help = near.map_or_else(
                    || options.to_owned(),
                    |near| format!("did you mean `{near}`?\nnote: {options}"),
                );
                errors.at(name, &format!("unknown app option `{name}`"), &help);
            }
        }
    }
    args
}

fn twice(name: &Ident, errors: &mut Errors) {
    let message = format!("option `{name}` is given more than once");
    errors.at(name, &message, "remove one of them");
}
