//! Generated code that only the compiler looks at: carets inside the path, duplicate routes, two bodies.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::parse::Parser;

use crate::model::{MissingArgument, Route, Source};
use crate::path::RoutePath;
use crate::runtime::Runtime;
use crate::signature::{Argument, Handler};

/// Whether rustc's own parser of format strings reads the path as we do.
pub(crate) fn can_point_into(path: &RoutePath) -> bool {
    path.params
        .iter()
        .all(|param| !param.is_rest && identifier(&param.name, Span::call_site()).is_some())
}

/// An identifier of that name, raw where it is a keyword.
fn identifier(name: &str, span: Span) -> Option<Ident> {
    let parsed = Ident::parse_any.parse_str(name).ok()?;
    let mut identifier = match syn::parse_str::<Ident>(name) {
        Ok(plain) => plain,
        Err(_) if ["Self", "_", "crate", "self", "super"].contains(&name) => return None,
        Err(_) => Ident::new_raw(&parsed.to_string(), span),
    };
    identifier.set_span(span);
    Some(identifier)
}

/// Hands the user's own literal to `format_args!`, with a local per argument: rustc then underlines a `{name}` without
/// one, and editors jump from `{name}` to the argument.
pub(crate) fn path_names(route: &Route, handler: &Handler) -> TokenStream {
    if route.path.params.is_empty() || !can_point_into(&route.path) {
        return TokenStream::new();
    }
    let literal = &route.path.literal;
    let is_param = |name: &str| route.path.params.iter().any(|param| param.name == name);
    let present = handler.arguments.iter().filter_map(|argument| {
        argument.text().filter(|name| is_param(name))?;
        let mut name = argument.name.clone()?;
        name.set_span(name.span().resolved_at(literal.span()));
        Some(name)
    });
    let missing = route
        .missing
        .iter()
        .filter_map(|argument| missing_argument(argument, literal.span()));
    quote! {
        #[allow(dead_code, non_snake_case)]
        fn __oxy_path_names() {
            #(let #present = "";)*
            #(#missing)*
            let _ = ::core::format_args!(#literal);
        }
    }
}

/// A local that cannot be formatted, and whose trait says why in our words.
fn missing_argument(argument: &MissingArgument, span: Span) -> Option<TokenStream> {
    let local = identifier(&argument.param, span)?;
    let message = format!("path parameter `{{{}}}` has no argument", argument.param);
    let help = &argument.help;
    Some(quote_spanned! {span=>
        let #local = {
            #[diagnostic::on_unimplemented(message = #message, label = "no argument has this name", note = #help)]
            trait HasArgument {}
            // Without an implementation, rustc would propose to write one.
            #[diagnostic::do_not_recommend]
            impl HasArgument for u8 {}
            struct Placeholder<T>(T);
            impl<T: HasArgument> ::core::fmt::Display for Placeholder<T> {
                fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::core::result::Result::Ok(())
                }
            }
            Placeholder(())
        };
    })
}

/// A constant per method and path on the type of the router or the application: a second one is an error with both places.
pub(crate) fn duplicates(route: &Route) -> TokenStream {
    let key = encode(&route.path);
    let span = route.path.literal.span();
    let constants = route.methods.iter().map(|method| {
        let name = format_ident!("duplicate_route_{method}{key}", span = span);
        quote_spanned!(span=> const #name: () = ();)
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

/// What a path matches as a name, injective and fit to be read: `/a/{id}` is `__a___any`. Behind a `_` stands another one
/// for `/`, `any` or `rest` for a parameter, or two hexadecimal digits for another byte.
fn encode(path: &RoutePath) -> String {
    let text = path.literal.value();
    let mut key = String::new();
    for segment in text.split('/').skip(1) {
        key.push_str("__");
        if let Some(name) = segment.strip_prefix('{') {
            key.push_str(if name.starts_with('*') {
                "_rest"
            } else {
                "_any"
            });
            continue;
        }
        for byte in segment.bytes() {
            if byte.is_ascii_alphanumeric() {
                key.push(byte.into());
            } else {
                key.push_str(&format!("_{byte:02x}"));
            }
        }
    }
    key
}

fn typed<'h>(
    route: &'h Route,
    handler: &'h Handler,
) -> impl DoubleEndedIterator<Item = &'h Argument> {
    let pairs = handler.arguments.iter().zip(&route.sources);
    let typed = pairs.filter(|(_, source)| matches!(source, Source::Type | Source::Extractor));
    typed.map(|(argument, _)| argument)
}

/// How many bodies the handler reads, as a constant expression.
pub(crate) fn bodies(route: &Route, handler: &Handler, runtime: &Runtime) -> TokenStream {
    let counts = typed(route, handler).map(|argument| count(argument, route, runtime));
    let counts: Vec<_> = counts.collect();
    if counts.is_empty() {
        return quote!(0);
    }
    quote!(#(#counts)+*)
}

fn count(argument: &Argument, route: &Route, runtime: &Runtime) -> TokenStream {
    let (probe, app, ty) = (runtime.private("Probe"), &route.app, &argument.ty);
    quote!(#probe::<#app, #ty>::BODIES)
}

/// Only one argument can read the body.
pub(crate) fn one_body(route: &Route, handler: &Handler, runtime: &Runtime) -> TokenStream {
    let (bodies, once) = (runtime.private("Bodies"), runtime.private("AtMostOne"));
    let typed: Vec<&Argument> = typed(route, handler).collect();
    let checks = typed.iter().enumerate().skip(1).map(|(index, argument)| {
        let this = count(argument, route, runtime);
        let earlier = typed.iter().take(index);
        let earlier = earlier.map(|earlier| count(earlier, route, runtime));
        // Zero where this one reads none, so that the error stands at the argument that reads too.
        let counted = quote!({ #this * (#this #(+ #earlier)*) });
        let counted = over(&argument.ty, quote!(#bodies<#counted>));
        quote!(let () = <#counted as #once>::CHECKED;)
    });
    quote!(#(#checks)*)
}

/// Tokens that the compiler underlines as all of `place`: the first and the last have the spans of its ends.
fn over(place: &impl ToTokens, tokens: TokenStream) -> TokenStream {
    let ends = place
        .to_token_stream()
        .into_iter()
        .map(|token| token.span());
    let (first, last) = (ends.clone().next(), ends.last());
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let last_index = tokens.len().saturating_sub(1);
    for (index, token) in tokens.iter_mut().enumerate() {
        if let Some(span) = if index < last_index { first } else { last } {
            token.set_span(span);
        }
    }
    tokens.into_iter().collect()
}

/// Whether types stand in the type.
pub(crate) fn has_parameters(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => {
            let mut segments = path.path.segments.iter();
            segments.any(|segment| !segment.arguments.is_empty())
        }
        Type::Tuple(tuple) => !tuple.elems.is_empty(),
        _ => false,
    }
}
