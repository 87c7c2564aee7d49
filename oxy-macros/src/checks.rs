//! Generated code that only the compiler looks at: carets inside the path, duplicate routes, unused parameters.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{GenericArgument, Path, PathArguments, Type};

use crate::allow::Allowance;
use crate::model::{MissingArgument, Route, Source};
use crate::path::{Param, RoutePath, argument_name, is_new_keyword};
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
        Ok(plain) if !is_new_keyword(name) => plain,
        Err(_) if ["Self", "_", "crate", "self", "super"].contains(&name) => return None,
        _ => Ident::new_raw(&parsed.to_string(), span),
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
    let present = taken(route, handler).filter_map(|(argument, param)| {
        let name = argument.name.as_ref()?;
        identifier(&param.name, name.span().resolved_at(literal.span()))
    });
    let missing = route
        .missing
        .iter()
        .filter_map(|argument| missing_argument(argument, literal.span(), handler));
    quote! {
        {
            #(let #present = "";)*
            #(#missing)*
            let _ = ::core::format_args!(#literal);
        }
    }
}

/// A local that cannot be formatted, and whose trait says why in our words.
fn missing_argument(
    argument: &MissingArgument,
    span: Span,
    handler: &Handler,
) -> Option<TokenStream> {
    let local = identifier(&argument.param, span)?;
    // What rustc adds about this implementation shows where the argument is to be added.
    let display = quote_spanned! {handler.name.span()=>
        ::core::fmt::Display for <Placeholder as Itself>::Type where for<'any> (): HasArgument
    };
    let message = format!("path parameter `{{{}}}` has no argument", argument.param);
    let help = &argument.help;
    Some(quote_spanned! {span=>
        let #local = {
            #[diagnostic::on_unimplemented(message = #message, label = "no argument has this name", note = #help)]
            trait HasArgument {}
            // Without an implementation, rustc would propose to write one.
            #[diagnostic::do_not_recommend]
            impl HasArgument for u8 {}
            // Of a type that it has to look up, rustc does not list what can be formatted.
            trait Itself { type Type; }
            impl<T> Itself for T { type Type = T; }
            struct Placeholder;
            // With `for<..>`, rustc asks whether it holds only where it is needed.
            impl #display {
                fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::core::result::Result::Ok(())
                }
            }
            Placeholder
        };
    })
}

/// A constant per method and path on the type of the router or the application: a second one is an error with both places.
pub(crate) fn duplicates(route: &Route) -> TokenStream {
    let key = encode(&route.path);
    let span = route.path.literal.span();
    let constants = route.methods.iter().map(|method| {
        let name = format_ident!("two_routes_answer_{method}{key}", span = span);
        quote_spanned!(span=> const #name: () = ();)
    });
    let constants = quote!(#(#constants)*);
    let Some(router) = &route.router else {
        return implementation(&route.app, constants);
    };
    let mut both = implementation(router, constants);
    // Only a type of this crate can have an `impl` here, so nobody adds routes to another crate's application.
    both.extend(implementation(&route.app, TokenStream::new()));
    both
}

/// An `impl` whose errors stand at the type.
fn implementation(owner: &impl ToTokens, constants: TokenStream) -> TokenStream {
    let first = owner.to_token_stream().into_iter().next();
    let span = first.map_or_else(Span::call_site, |token| token.span());
    let hidden = (!constants.is_empty()).then(|| quote!(#[doc(hidden)]));
    let implementation = quote_spanned!(span=> impl #owner { #constants });
    quote!(#hidden #implementation)
}

/// What a path matches as a name, injective and fit to be read: `/a/{id}` is `__a_PARAMETER`. Behind a `_` stands another one
/// for `/`, a word that begins with no hexadecimal digit for `/` and a parameter, or two such digits for another byte.
fn encode(path: &RoutePath) -> String {
    let text = path.literal.value();
    let mut key = String::new();
    for segment in text.split('/').skip(1) {
        if let Some(name) = segment.strip_prefix('{') {
            key.push_str(if name.starts_with('*') {
                "_REST"
            } else {
                "_PARAMETER"
            });
            continue;
        }
        key.push_str("__");
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

/// The arguments that take parameters of the path, with these.
fn taken<'r>(
    route: &'r Route,
    handler: &'r Handler,
) -> impl Iterator<Item = (&'r Argument, &'r Param)> {
    let pairs = handler.arguments.iter().zip(&route.sources);
    pairs.filter_map(|(argument, source)| match source {
        Source::Path(index) => Some((argument, route.path.params.get(*index)?)),
        _ => None,
    })
}

/// A warning at each argument that takes a parameter of the path and says by its name that it is not used.
pub(crate) fn unused_parameters(route: &Route, handler: &Handler) -> TokenStream {
    if route.allowed.has(Allowance::UnusedParameter) {
        return TokenStream::new();
    }
    let unused = taken(route, handler).filter_map(|(argument, param)| {
        let name = argument.name.as_ref()?;
        argument.text()?.starts_with('_').then_some((name, param))
    });
    let warnings = unused.map(|(name, param)| {
        let note = format!(
            "`{{{}}}` is parsed and not used\nhelp: name it `{}` and use it, or say `allow(unused_parameter)` in the attribute",
            param.name,
            argument_name(&param.name)
        );
        let constant = Ident::new("unused_path_parameter", name.span());
        quote! {
            {
                #[deprecated(note = #note)]
                const #constant: () = ();
                #constant
            }
        }
    });
    quote!(#(#warnings)*)
}

/// Makes a layer: what the attribute names is asked for a trait, whose words say what a layer is. The levels are in scope.
pub(crate) fn layer(name: &Path, door: &impl ToTokens) -> TokenStream {
    let kind = quote!((&&#door::LayerProbe(#name)).kind());
    over(name, quote!(#door::MakeLayer::make(#name, #kind)))
}

/// Tokens that the compiler underlines as all of `place`: the first and the last have the spans of its ends.
pub(crate) fn over(place: &impl ToTokens, tokens: TokenStream) -> TokenStream {
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

/// What is to blame where an `Option` does not fit. (Another type of that name is found out at launch.)
pub(crate) fn inside_option(ty: &Type) -> Option<&Type> {
    parameters_of(ty, "Option", 1)?.first().copied()
}

/// The parameters of a type of this name that has so many.
fn parameters_of<'t>(ty: &'t Type, name: &str, count: usize) -> Option<Vec<&'t Type>> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let types = arguments.args.iter().map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    });
    let types: Vec<&Type> = types.collect::<Option<_>>()?;
    (last.ident == name && types.len() == count).then_some(types)
}

/// The parts of a pair, a `Result` or an `Option`, and what asks whether they are responses. (It asks other types of these names as
/// a whole.)
pub(crate) fn parts(ty: &Type) -> Option<(Ident, Vec<&Type>)> {
    let pair = match ty {
        Type::Tuple(tuple) if tuple.elems.len() == 2 => {
            Some(("respond_pair", tuple.elems.iter().collect()))
        }
        _ => None,
    };
    let result = || parameters_of(ty, "Result", 2).map(|parts| ("respond_result", parts));
    let option = || parameters_of(ty, "Option", 1).map(|parts| ("respond_option", parts));
    let (method, parts) = pair.or_else(result).or_else(option)?;
    Some((Ident::new(method, Span::call_site()), parts))
}

/// How the type is written, for a trait that then names one of its parts or none.
pub(crate) fn written_as(ty: &Type) -> Ident {
    let name = if has_parts(ty) { "Generic" } else { "Plain" };
    Ident::new(name, Span::call_site())
}

/// Whether the type has parameters.
fn has_parameters(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let mut segments = path.path.segments.iter();
    segments.any(|segment| !segment.arguments.is_empty())
}

/// Whether it depends on other types if this one is a response.
pub(crate) fn has_parts(ty: &Type) -> bool {
    has_parameters(ty) || matches!(ty, Type::Tuple(tuple) if !tuple.elems.is_empty())
}
