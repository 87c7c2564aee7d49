//! `routes![a, b::c]`: the explicit list.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Path, Token};

use crate::errors::Errors;
use crate::runtime::route_item;

/// Expands `routes![..]`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let paths = match Punctuated::<Path, Token![,]>::parse_terminated.parse2(input) {
        Ok(paths) => paths,
        Err(error) => {
            let mut errors = Errors::default();
            let help = "routes![login, admin::stats]";
            errors.at_span(
                error.span(),
                "routes! takes the names of annotated functions",
                help,
            );
            let errors = errors.into_tokens();
            return quote!({ #errors [] });
        }
    };
    let items = paths.into_iter().map(|mut path| {
        if let Some(last) = path.segments.last_mut() {
            last.ident = route_item(&last.ident);
        }
        quote!(&#path)
    });
    quote!([#(#items),*])
}
