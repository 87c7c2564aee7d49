//! HTTP methods in the arguments of `#[route(..)]`.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{LitStr, Path};

use crate::args::Args;
use crate::errors::Errors;
use crate::suggest::closest;
use crate::written::written;

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

/// The method that is meant by a name behind the path, if perhaps misspelt or in lower case.
pub(crate) fn meant(name: &Path) -> Option<&'static str> {
    let text = name.get_ident()?.to_string();
    let upper = text.to_ascii_uppercase();
    let exact = METHODS.into_iter().find(|method| *method == upper);
    // A word in lower case is an option.
    let near = || (text == upper && looks_like_method(name)).then(|| closest(&upper, METHODS));
    exact.or_else(|| near().flatten())
}

/// Notes methods in an attribute whose name is one.
pub(crate) fn said(
    attribute: &str,
    (place, methods): (&impl ToTokens, &[String]),
    path: Option<&LitStr>,
    errors: &mut Errors,
) {
    let own = attribute.to_ascii_uppercase();
    let path = path.map_or_else(
        || "\"/path\"".to_owned(),
        |path| path.to_token_stream().to_string(),
    );
    let mut all = vec![own];
    for method in methods {
        if !all.contains(method) {
            all.push(method.clone());
        }
    }
    let several = format!(
        "several methods are written `#[route({}, {path})]`",
        all.join(", ")
    );
    let help = match all.as_slice() {
        [_] => "remove it".to_owned(),
        [_, other] => format!(
            "write `#[{}({path})]`; {several}",
            other.to_ascii_lowercase()
        ),
        _ => several,
    };
    errors.at(place, "the attribute already says the HTTP method", &help);
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
