//! HTTP methods in the arguments of `#[route(..)]`.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Path;

use crate::args::Args;
use crate::errors::Errors;
use crate::signature::written;
use crate::suggest::closest;

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Whether the text is a method.
pub(crate) fn is_method(text: &str) -> bool {
    METHODS.contains(&text)
}

/// The methods among tokens, also in groups and quotes, with commas between.
pub(crate) fn named_in(tokens: &TokenStream) -> String {
    let mut found: Vec<String> = Vec::new();
    for token in tokens.clone() {
        let text = match token {
            TokenTree::Group(group) => named_in(&group.stream()),
            token => token.to_string().trim_matches('"').to_ascii_uppercase(),
        };
        if !text.is_empty() && text.split(", ").all(is_method) {
            found.push(text);
        }
    }
    found.join(", ")
}

/// Notes methods that are no bare names.
pub(crate) fn wrongly_written(
    place: &impl ToTokens,
    methods: &str,
    how: &str,
    args: &mut Args,
    errors: &mut Errors,
) {
    args.has_wrong_methods = true;
    let methods = if methods.is_empty() {
        "GET, POST"
    } else {
        methods
    };
    let message = format!("HTTP methods are written before the path, {how}");
    errors.at(place, &message, &format!("#[route({methods}, \"/path\")]"));
}

/// Whether a name before the path is a method, if perhaps misspelt.
pub(crate) fn looks_like_method(name: &Path) -> bool {
    name.get_ident().is_some_and(|ident| {
        let upper = ident.to_string().to_ascii_uppercase();
        // `POSTS` is a good name of a router.
        closest(&upper, METHODS).is_some_and(|near| upper == near || !upper.starts_with(near))
    })
}

/// Takes a name as a method.
pub(crate) fn method(name: Path, args: &mut Args, errors: &mut Errors) {
    let Some(ident) = name.get_ident() else {
        let help = format!("write `{}` between them and the path", written(&name));
        errors.at(name, "HTTP methods come before the router", &help);
        return;
    };
    let text = ident.to_string();
    let known = METHODS.join(", ");
    if args.methods.contains(ident) {
        errors.at(
            ident,
            &format!("HTTP method `{text}` is given more than once"),
            "remove one of them",
        );
    } else if is_method(&text) {
        args.methods.push(ident.clone());
    } else if let Some(near) = closest(&text.to_ascii_uppercase(), METHODS) {
        errors.at(
            ident,
            &format!("unknown HTTP method `{text}`"),
            &format!("did you mean `{near}`?\nnote: methods are {known}"),
        );
    } else {
        errors.at(
            ident,
            &format!("unknown HTTP method `{text}`"),
            &format!("methods are {known}; a router comes behind them"),
        );
    }
}
