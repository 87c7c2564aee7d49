//! The pipeline of route attributes: parse, validate, generate; on an error the function stays and all errors are told.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{ItemFn, Meta};

use crate::args::{self, Attribute};
use crate::codegen::generate;
use crate::errors::Errors;
use crate::model::Routes;
use crate::signature::Handler;
use crate::validate::validate;

const ROUTE_ATTRIBUTES: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "route",
];

/// Expands the outermost route attribute of a function, and all others with it.
pub(crate) fn route(name: &str, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let attribute = Attribute {
        name,
        span: Span::call_site(),
    };
    let Ok(mut function) = syn::parse2::<ItemFn>(item.clone()) else {
        let errors = not_a_function(attribute, &item);
        return quote!(#item #errors);
    };
    let others = take_route_attributes(&mut function);
    let handler = Handler::read(&mut function, &mut errors);
    let first = (attribute, arguments);
    let all = std::iter::once(first).chain(
        others
            .iter()
            .map(|(name, span, tokens)| (Attribute { name, span: *span }, tokens.clone())),
    );
    let routes = all
        .filter_map(|(attribute, tokens)| {
            let args = args::parse(attribute, tokens, &mut errors);
            validate(attribute, args, &handler, &mut errors)
        })
        .collect();
    if errors.is_empty() {
        return generate(&function, &Routes { handler, routes });
    }
    let errors = errors.into_tokens();
    quote!(#function #errors)
}

/// The error for an attribute at something else; a function that does not parse keeps rustc's own error.
fn not_a_function(attribute: Attribute<'_>, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let keywords = item.clone().into_iter().filter(|token| {
        [
            "struct", "enum", "union", "trait", "impl", "mod", "static", "const", "type", "use",
            "fn",
        ]
        .contains(&token.to_string().as_str())
    });
    match keywords.into_iter().next() {
        Some(keyword) if keyword.to_string() == "fn" => {}
        Some(keyword) => errors.at(
            keyword,
            &format!("#[{}] goes on an `async fn`", attribute.name),
            "put it above the function that answers the request",
        ),
        None => errors.at_span(
            attribute.span,
            &format!("#[{}] goes on an `async fn`", attribute.name),
            "put it above the function that answers the request",
        ),
    }
    errors.into_tokens()
}

/// Takes the route attributes below the outermost one off the function.
fn take_route_attributes(function: &mut ItemFn) -> Vec<(String, Span, TokenStream)> {
    let mut taken = Vec::new();
    function.attrs.retain(|attribute| {
        let path = attribute.path();
        let Some(last) = path.segments.last() else {
            return true;
        };
        let name = last.ident.to_string();
        let ours = path.segments.len() == 1
            || path
                .segments
                .first()
                .is_some_and(|first| first.ident == "oxy");
        if !ours || !ROUTE_ATTRIBUTES.contains(&name.as_str()) {
            return true;
        }
        let tokens = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            Meta::Path(_) => TokenStream::new(),
            Meta::NameValue(pair) => pair.value.to_token_stream(),
        };
        taken.push((name, attribute.meta.span(), tokens));
        false
    });
    taken
}
