//! `routes![a, b::c]`: the explicit list.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{LitStr, Token};

use crate::errors::Errors;
use crate::named::Named;
use crate::runtime::route_item;
use crate::written::written;

/// Expands `routes![..]`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let paths = match Punctuated::<Named, Token![,]>::parse_terminated.parse2(input.clone()) {
        Ok(paths) => paths,
        Err(error) => {
            let message = "routes! takes the names of annotated functions";
            let mut errors = Errors::default();
            match meant(input) {
                Some((token, help)) => errors.at(token, message, &help),
                None => errors.at_span(error.span(), message, "routes![login, admin::stats]"),
            }
            let errors = errors.into_tokens();
            return quote!({ #errors [] });
        }
    };
    let items = paths.into_iter().map(|Named(mut path)| {
        if let Some(last) = path.segments.last_mut() {
            last.ident = route_item(&last.ident);
        }
        quote!(&#path)
    });
    quote!([#(#items),*])
}

/// What is too much at the first name that is called or in quotes, and what to write.
fn meant(input: TokenStream) -> Option<(TokenTree, String)> {
    let tokens: Vec<TokenTree> = input.into_iter().collect();
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',');
    tokens.split(is_comma).find_map(|part| {
        let (last, before) = part.split_last()?;
        let text = syn::parse2::<LitStr>(part.iter().cloned().collect());
        if let Ok(Named(function)) = text.and_then(|text| text.parse::<Named>()) {
            let help = format!("write `{}`, without quotes", written(&function));
            return Some((last.clone(), help));
        }
        let Named(function) = syn::parse2(before.iter().cloned().collect()).ok()?;
        let help = format!(
            "write `{}`, without `{}`",
            written(&function),
            written(last)
        );
        let is_call =
            matches!(last, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        is_call.then(|| (last.clone(), help))
    })
}
