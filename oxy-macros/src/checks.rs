//! Generated code that only the compiler looks at: carets inside the path, duplicate routes, two bodies.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Route, Source};
use crate::path::RoutePath;
use crate::runtime::Runtime;
use crate::signature::{Argument, Handler};

/// Whether rustc's own parser of format strings reads the path as we do.
pub(crate) fn can_point_into(path: &RoutePath) -> bool {
    let is_word = |name: &str| syn::parse_str::<Ident>(name).is_ok();
    path.params
        .iter()
        .all(|param| !param.is_rest && is_word(&param.name))
}

/// Hands the user's own literal to `format_args!`, with a local per argument: rustc then underlines a `{name}` without
/// one, and editors jump from `{name}` to the argument.
pub(crate) fn path_names(route: &Route, handler: &Handler) -> TokenStream {
    if route.path.params.is_empty() || !can_point_into(&route.path) {
        return TokenStream::new();
    }
    let literal = &route.path.literal;
    let present = handler.arguments.iter().filter_map(|argument| {
        let name = argument.name.as_ref()?;
        let in_path = route.path.params.iter().any(|param| *name == param.name);
        in_path.then(|| Ident::new(&name.to_string(), name.span().resolved_at(literal.span())))
    });
    let missing = route.missing.iter().map(|argument| {
        let local = Ident::new(&argument.param, literal.span());
        let message = format!("path parameter `{{{}}}` has no argument", argument.param);
        let help = format!("help: {}", argument.help);
        quote! {
            let #local = {
                struct Missing;
                #[diagnostic::on_unimplemented(message = #message, label = "no argument has this name", note = #help)]
                trait HasArgument {}
                struct Slot<T>(T);
                impl<T: HasArgument> ::core::fmt::Display for Slot<T> {
                    fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        ::core::result::Result::Ok(())
                    }
                }
                Slot(Missing)
            };
        }
    });
    quote! {
        #[allow(dead_code, clippy::all)]
        fn __oxy_path_names() {
            #(let #present = "";)*
            #(#missing)*
            let _ = ::core::format_args!(#literal);
        }
    }
}

/// A constant per method and path on the type of the router or the application: a second one is an error with both places.
pub(crate) fn duplicates(route: &Route) -> TokenStream {
    let key = encode(&route.path.shape());
    let span = route.path.literal.span();
    let constants = route.methods.iter().map(|method| {
        let name = format_ident!("duplicate_route_{method}_{key}", span = span);
        quote_spanned!(span=> pub const #name: () = ();)
    });
    let owner = match &route.router {
        Some(router) => quote!(#router),
        None => route.app.clone(),
    };
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, non_upper_case_globals, non_snake_case, non_local_definitions)]
        impl #owner {
            #(#constants)*
        }
    }
}

/// An injective name: bytes other than letters and digits as `_xx`.
fn encode(shape: &str) -> String {
    let mut key = String::new();
    for byte in shape.bytes() {
        if byte.is_ascii_alphanumeric() {
            key.push(byte.into());
        } else {
            key.push_str(&format!("_{byte:02x}"));
        }
    }
    key
}

/// Only one argument can read the body.
pub(crate) fn one_body(route: &Route, handler: &Handler, runtime: &Runtime) -> TokenStream {
    let probe = runtime.private("Probe");
    let app = &route.app;
    let typed: Vec<&Argument> = handler
        .arguments
        .iter()
        .zip(&route.sources)
        .filter(|(_, source)| matches!(source, Source::Type | Source::Extractor))
        .map(|(argument, _)| argument)
        .collect();
    let reads = |argument: &Argument| {
        let ty = &argument.ty;
        quote!(<#probe<#app, #ty>>::READS_BODY)
    };
    let checks = typed.iter().enumerate().skip(1).map(|(index, argument)| {
        let span = argument.ty.span();
        let this = reads(argument);
        let earlier = typed.iter().take(index).map(|earlier| reads(earlier));
        quote_spanned! {span=>
            const _: () = ::core::assert!(
                !(#this && (#(#earlier)||*)),
                "two arguments read the request body; a body can be read once. help: take both parts in one struct, or \
                 one of them from the path or the query"
            );
        }
    });
    quote!(#(#checks)*)
}
