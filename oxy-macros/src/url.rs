//! `url!(show, id = 7)`: a link to a route, made of what its attribute declared.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Path, Token};

use crate::errors::{Errors, wrong};
use crate::runtime::route_item;
use crate::written::written;

/// What is to be linked to.
struct Link {
    route: Path,
    values: Vec<(Ident, TokenStream)>,
}

/// Expands `url!`.
pub(crate) fn expand(arguments: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    match read(arguments, &mut errors) {
        Some(link) if errors.is_empty() => generate(&link),
        _ => errors.into_expression(),
    }
}

fn read(arguments: TokenStream, errors: &mut Errors) -> Option<Link> {
    let mut tokens = arguments.into_iter().peekable();
    let Some(first) = tokens.peek().cloned() else {
        errors.at_span(
            Span::call_site(),
            "a link goes to a function with a route",
            "name it, and the values of its path: `url!(show, id = 7)`",
        );
        return None;
    };
    let parse = |input: ParseStream<'_>| {
        let path = input.call(Path::parse_mod_style)?;
        Ok((path, input.parse::<TokenStream>()?))
    };
    let Ok((route, rest)) = parse.parse2(tokens.collect()) else {
        errors.at(
            first,
            "a link goes to a function with a route, not to a path or a value",
            "name the function that answers there: `url!(show, id = 7)`",
        );
        return None;
    };
    // Statics are in upper case. (A function of a module whose name is, too, is imported by `use`.)
    let is_router = |name: &str| {
        name.chars().filter(|letter| letter.is_uppercase()).count() > 1
            && !name.chars().any(char::is_lowercase)
    };
    let mut before = route.segments.iter().rev();
    let function = before.next().map(|last| last.ident.to_string());
    if let Some(router) = before.find(|part| is_router(&part.ident.to_string())) {
        let help = format!(
            "name the function alone, `url!({}, ..)`: its prefix comes by itself",
            function.unwrap_or_default()
        );
        errors.at(router, "a router is no part of a function's name", &help);
        return None;
    }
    let values = values(&route, rest, errors);
    Some(Link { route, values })
}

/// What stands behind the function.
fn values(route: &Path, tokens: TokenStream, errors: &mut Errors) -> Vec<(Ident, TokenStream)> {
    let mut rest = tokens.into_iter();
    match rest.next() {
        None => return Vec::new(),
        Some(TokenTree::Punct(comma)) if comma.as_char() == ',' => {}
        Some(other) => {
            let inside = match &other {
                TokenTree::Group(values) => values.stream().to_string(),
                TokenTree::Punct(_) => rest.collect::<TokenStream>().to_string(),
                other => other.to_string(),
            };
            let is_named = inside.is_empty() || inside.contains('=');
            let inside = if is_named {
                inside
            } else {
                format!("name = {inside}")
            };
            let route = written(route);
            errors.at(
                other,
                "values stand behind a comma",
                &format!("url!({route}, {inside})"),
            );
            return Vec::new();
        }
    }
    let mut values: Vec<(Ident, TokenStream)> = Vec::new();
    let pairs = Punctuated::<Pair, Token![,]>::parse_terminated.parse2(rest.collect());
    match pairs {
        Err(error) => errors.parser(error),
        Ok(pairs) => {
            for Pair { name, value } in pairs {
                if values
                    .iter()
                    .any(|(known, _)| known.unraw() == name.unraw())
                {
                    let message = format!("`{}` is given twice", name.unraw());
                    errors.at(&name, &message, "remove one of them");
                }
                values.push((name, value));
            }
        }
    }
    values
}

/// `id = 7`, or `id` for `id = id`.
struct Pair {
    name: Ident,
    value: TokenStream,
}

/// The error for what stands behind a value without a comma.
fn behind_a_value(value: &str, input: ParseStream<'_>) -> syn::Result<syn::Error> {
    let rest = input.cursor().token_stream();
    let next: TokenTree = input.parse()?;
    Ok(match &next {
        TokenTree::Ident(_) => {
            let help = format!("{value}, {rest}");
            wrong(next, "values have commas between them", &help)
        }
        _ => wrong(&next, &format!("unexpected `{next}` behind a value"), value),
    })
}

impl Parse for Pair {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let fork = input.fork();
        let is_name = fork.call(Ident::parse_any).is_ok();
        let ends = fork.is_empty() || fork.peek(Token![,]);
        if !(is_name && (ends || fork.peek(Token![=]) || fork.peek(Token![:]))) {
            let value: Expr = input.parse()?;
            let help = format!(
                "write `name = {}` with the parameter's name",
                written(&value)
            );
            return Err(wrong(
                &value,
                "a value has the name of a parameter of the path",
                &help,
            ));
        }
        let name = input.call(Ident::parse_any)?;
        if let Some(colon) = input.parse::<Option<Token![:]>>()? {
            let value: Expr = input.parse()?;
            let help = format!("{name} = {}", written(&value));
            return Err(wrong(colon, "a value is given with `=`", &help));
        }
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) if input.is_empty() || input.peek(Token![,]) => None,
            Some(_) => {
                let value = input.parse::<Expr>()?;
                if !(input.is_empty() || input.peek(Token![,])) {
                    return Err(behind_a_value(
                        &format!("{name} = {}", written(&value)),
                        input,
                    )?);
                }
                Some(value.into_token_stream())
            }
            // A keyword is no variable.
            None => syn::parse2::<Expr>(name.to_token_stream())
                .ok()
                .map(ToTokens::into_token_stream),
        };
        let Some(value) = value else {
            let (message, help) = (format!("`{name}` has no value"), format!("{name} = .."));
            return Err(wrong(name, &message, &help));
        };
        Ok(Self { name, value })
    }
}

fn generate(link: &Link) -> TokenStream {
    let mut item = link.route.clone();
    if let Some(last) = item.segments.last_mut() {
        last.ident = route_item(&last.ident);
    }
    // What is wrong is said where it stands: a name that the path does not have, a value of another type, or, where there is
    // a parameter without a value, the function.
    let span = link.route.span();
    let target = quote_spanned!(span=> __Route::TARGET);
    let names = link.values.iter().map(|(name, _)| {
        let text = name.unraw().to_string();
        quote_spanned!(name.span()=> .with(#text))
    });
    let all = quote_spanned!(span=> .all());
    let count = Literal::usize_unsuffixed(link.values.len());
    let values = link.values.iter().enumerate().map(|(index, (_, value))| {
        let index = Literal::usize_unsuffixed(index);
        quote_spanned!(value.span()=> .with::<{ __PLACES[#index].0 }, { __PLACES[#index].1 }, _>(#value))
    });
    quote! {
        {
            type __Route = #item;
            const __PLACES: [(usize, usize); #count] = #target.places() #(#names)* #all;
            #target.link() #(#values)* .build::<{ #target.is_sure() }>()
        }
    }
}
