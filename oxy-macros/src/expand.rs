//! The pipeline of route attributes: parse, validate, generate; on an error the function stays and all errors are told.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;

use crate::args::{self, Attribute};
use crate::codegen::generate;
use crate::errors::{Errors, attribute_span};
use crate::function::{Function, Further};
use crate::model::{Route, Routes};
use crate::signature::Handler;
use crate::unpacked;
use crate::validate::{report_where_no_caret_can, validate};

/// Expands the outermost route attribute of a function, and all others with it.
pub(crate) fn route(name: &str, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            not_a_function(name, &item, error, &mut errors);
            let errors = errors.into_tokens();
            return quote!(#item #errors);
        }
    };
    let others = function.take_routes(&arguments);
    let imports = imports(&others);
    let handler = Handler::read(&mut function, &mut errors);
    let outermost = (
        name.to_owned(),
        attribute_span(handler.name.span()),
        arguments,
    );
    let others = others
        .into_iter()
        .map(|other| (other.name, other.span, other.arguments));
    let all = std::iter::once(outermost).chain(others);
    let mut routes: Vec<Route> = all
        .filter_map(|(name, span, arguments)| {
            let attribute = Attribute { name: &name, span };
            let args = args::parse(attribute, arguments, &mut errors);
            validate(attribute, args, &handler, &mut errors)
        })
        .collect();
    unpacked::refuse(&mut function, &mut routes, &mut errors);
    for route in &routes {
        report_where_no_caret_can(route, &mut errors);
    }
    refuse_two_apps(&routes, &mut errors);
    let mut tokens = if errors.is_empty() {
        generate(&function, &Routes { handler, routes })
    } else {
        let errors = errors.into_tokens();
        quote!(#function #errors)
    };
    tokens.extend(imports);
    tokens
}

/// Uses the attributes that were taken off, or the compiler would say of those that are imported by name that nothing does.
fn imports(taken: &[Further]) -> Option<TokenStream> {
    let paths = taken.iter().map(|other| &other.path);
    let of_oxy = |path: &&syn::Path| {
        path.segments
            .first()
            .is_some_and(|first| first.ident == "oxy")
    };
    let mut paths = paths.filter(|path| !of_oxy(path)).peekable();
    paths.peek()?;
    Some(quote! {
        const _: () = {
            #(#[allow(unused_imports)] use #paths as _;)*
        };
    })
}

/// The routes of a function are one item, which has one type.
fn refuse_two_apps(routes: &[Route], errors: &mut Errors) {
    let Some(first) = routes.first() else { return };
    let app = first.app.to_string();
    if let Some(other) = routes.iter().find(|route| route.app.to_string() != app) {
        let named = if other.names_app { other } else { first };
        errors.at(
            &named.app,
            "the routes of a function belong to one application",
            "write a second function, which may call this one",
        );
    }
}

/// The error for `#[oxy::main]`, with a `main` that has no others.
pub(crate) fn main(item: &TokenStream) -> TokenStream {
    let name = item
        .clone()
        .into_iter()
        .skip_while(|token| token.to_string() != "fn")
        .nth(1);
    let span = name.map_or_else(Span::call_site, |name| name.span());
    let mut errors = Errors::default();
    errors.at_span(
        span,
        "a `main` has no attribute and is no `async fn`",
        "fn main() -> oxy::Result { oxy::serve(App { .. }).run() }\n\
         note: within a runtime of your own, `#[tokio::main]`, it is `oxy::serve(App { .. }).start().await`",
    );
    let errors = errors.into_tokens();
    quote!(fn main() {} #errors)
}

const ITEMS: [&str; 11] = [
    "const", "enum", "fn", "impl", "mod", "static", "struct", "trait", "type", "union", "use",
];

/// The error for an attribute at something else than a function.
fn not_a_function(name: &str, item: &TokenStream, error: syn::Error, errors: &mut Errors) {
    let keyword = item.clone().into_iter().find(
        |token| matches!(token, TokenTree::Ident(word) if ITEMS.contains(&word.to_string().as_str())),
    );
    let span = match keyword {
        // A function that cannot be read: the parser knows why.
        Some(keyword) if keyword.to_string() == "fn" => return errors.parser(error),
        Some(keyword) => keyword.span(),
        None => error.span(),
    };
    errors.at_span(
        span,
        &format!("#[{name}] goes on a function"),
        "put it above the `async fn` that answers the request",
    );
}
