//! The arguments of a route or router attribute, as written: pieces between commas.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Lit, LitStr, Path};

use crate::errors::Errors;
use crate::methods::{
    is_method, looks_like_method, meant, method, named_in, said, wrongly_written,
};
use crate::options::{On, Options, Value};
use crate::written::written;

/// The arguments of an attribute.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) methods: Vec<Ident>,
    pub(crate) router: Option<Path>,
    pub(crate) path: Option<LitStr>,
    pub(crate) options: Options,
    /// Whether methods stand there that are not written as such, which is told already.
    pub(crate) has_wrong_methods: bool,
}

/// What stands between two commas.
enum Piece {
    Text(LitStr),
    Value(TokenTree),
    Name(Path),
    Option(Ident, Value),
    Other(TokenStream),
}

/// How an attribute is called, for messages and examples.
#[derive(Clone, Copy)]
pub(crate) struct Attribute<'n> {
    pub(crate) name: &'n str,
    pub(crate) span: Span,
}

impl Attribute<'_> {
    /// Whether methods are written as arguments.
    pub(crate) fn takes_methods(self) -> bool {
        self.name == "route"
    }

    fn on(self) -> On {
        if self.name == "oxy::router" {
            On::Router
        } else {
            On::Route
        }
    }

    /// The attribute as one would write it with `path`.
    pub(crate) fn example(self, path: &str) -> String {
        let methods = if self.takes_methods() { "GET, " } else { "" };
        format!("#[{}({methods}\"{path}\")]", self.name)
    }
}

/// Parses the arguments of `attribute`.
pub(crate) fn parse(attribute: Attribute<'_>, tokens: TokenStream, errors: &mut Errors) -> Args {
    let mut args = Args::default();
    let before = errors.is_empty();
    let takes_methods = attribute.takes_methods();
    let mut names: Vec<Path> = Vec::new();
    // Methods where the attribute's name is one.
    let says_method = !takes_methods && attribute.on() == On::Route;
    let (mut methods, mut place): (Vec<String>, Option<TokenStream>) = (Vec::new(), None);
    for piece in pieces(tokens) {
        match piece {
            Piece::Text(text) if takes_methods && is_method(&text.value()) => {
                wrongly_written(&text, &text.value(), "without quotes", &mut args, errors);
            }
            Piece::Text(text) if args.path.is_none() => args.path = Some(text),
            Piece::Text(text) => {
                let help = a_second(attribute, &text);
                errors.at(
                    text,
                    &format!("a {} takes one path", what(attribute)),
                    &help,
                );
            }
            Piece::Name(name) if args.path.is_none() => names.push(name),
            Piece::Name(name) if says_method && meant(&name).is_some() => {
                methods.extend(meant(&name).map(str::to_owned));
                place.get_or_insert_with(|| name.to_token_stream());
            }
            Piece::Name(name) => after_path(attribute, &name, &names, &mut args, errors),
            Piece::Option(name, _) if takes_methods && is_method(&name.to_string()) => {
                let methods = name.to_string();
                wrongly_written(&name, &methods, "without parentheses", &mut args, errors);
            }
            Piece::Option(name, value)
                if takes_methods && ["method", "methods"].contains(&name.to_string().as_str()) =>
            {
                let methods = named_in(value.tokens());
                wrongly_written(&name, &methods, "without a name", &mut args, errors);
            }
            Piece::Option(name, value)
                if says_method && ["method", "methods"].contains(&name.to_string().as_str()) =>
            {
                methods.extend(
                    named_in(value.tokens())
                        .split(", ")
                        .filter(|text| is_method(text))
                        .map(str::to_owned),
                );
                place.get_or_insert_with(|| name.to_token_stream());
            }
            Piece::Option(name, value) => args.options.take(&name, value, attribute.on(), errors),
            Piece::Value(value) if args.path.is_some() => {
                unexpected(attribute, value.into(), &mut args, errors);
            }
            Piece::Value(value) => {
                let text = match syn::parse2(value.clone().into()) {
                    Ok(Lit::Char(letter)) => letter.value().to_string(),
                    Ok(Lit::Int(number)) => number.to_string(),
                    _ => String::new(),
                };
                let help = format!(
                    "write it as a string: \"/{}\"",
                    text.trim_start_matches('/')
                );
                errors.at(
                    value,
                    &format!("{} path must be a string literal", what(attribute)),
                    &help,
                );
            }
            Piece::Other(other) if takes_methods && !named_in(&other).is_empty() => {
                let methods = named_in(&other);
                wrongly_written(&other, &methods, "with commas between", &mut args, errors);
            }
            Piece::Other(other) => unexpected(attribute, other, &mut args, errors),
        }
    }
    if args.path.is_none() && before && errors.is_empty() {
        no_path(attribute, &names, errors);
    }
    if says_method && args.path.is_some() {
        names.retain(|name| {
            let method = name.get_ident().map(ToString::to_string);
            let method = method.filter(|method| is_method(method));
            let is_router = method.is_none();
            place = place
                .take()
                .or_else(|| (!is_router).then(|| name.to_token_stream()));
            methods.extend(method);
            is_router
        });
    }
    if let Some(place) = place {
        said(
            attribute.name,
            (&place, &methods),
            args.path.as_ref(),
            errors,
        );
    }
    sort_names(attribute, names, &mut args, errors);
    args
}

/// Where another path goes.
fn a_second(attribute: Attribute<'_>, path: &LitStr) -> String {
    let another = attribute.example(&path.value());
    match attribute.on() {
        On::Route => format!("put a second {another} on the same function"),
        On::Router => format!("declare a second router, with {another}"),
    }
}

fn what(attribute: Attribute<'_>) -> &'static str {
    match attribute.on() {
        On::Route => "route",
        On::Router => "router",
    }
}

fn no_path(attribute: Attribute<'_>, names: &[Path], errors: &mut Errors) {
    let what = what(attribute);
    let constant = names.last().filter(|name| {
        name.get_ident()
            .is_none_or(|name| !is_method(&name.to_string()))
    });
    match constant {
        Some(name) => errors.at(
            name,
            &format!("{what} path must be a string literal"),
            "a macro cannot read a constant; for a shared prefix declare `#[oxy::router(\"/prefix\")]`",
        ),
        None => errors.at_span(
            attribute.span,
            &format!("missing {what} path"),
            &attribute.example("/hello"),
        ),
    }
}

/// A bare name behind the path.
fn after_path(
    attribute: Attribute<'_>,
    name: &Path,
    before: &[Path],
    args: &mut Args,
    errors: &mut Errors,
) {
    let Some(path) = &args.path else { return };
    let names = before.iter().chain([name]).map(written);
    let names = names.collect::<Vec<_>>().join(", ");
    let right = format!("#[{}({names}, \"{}\")]", attribute.name, path.value());
    match name.get_ident() {
        Some(ident) if is_method(&ident.to_string()) && attribute.takes_methods() => {
            errors.at(name, "methods come before the path", &right);
        }
        // Statics are in upper case, options are not.
        Some(ident) if ident.to_string().chars().any(char::is_lowercase) => {
            let nothing = Value::Equal(TokenStream::new());
            args.options.take(ident, nothing, attribute.on(), errors);
        }
        _ => errors.at(name, "a router comes before the path", &right),
    }
}

/// Tokens that are no piece: what they were meant to be depends on whether the path is still to come.
fn unexpected(attribute: Attribute<'_>, tokens: TokenStream, args: &mut Args, errors: &mut Errors) {
    let mut rest = tokens.clone().into_iter();
    let path = rest.next().and_then(|first| syn::parse2(first.into()).ok());
    if let (Some(path), None, Some(next)) = (path, &args.path, rest.next()) {
        args.path = Some(path);
        let message = format!("unexpected `{next}` behind the path");
        let help = match syn::parse2::<LitStr>(next.clone().into()) {
            Ok(another) => a_second(attribute, &another),
            Err(_) => "put a comma between the path and each option".to_owned(),
        };
        errors.at(next, &message, &help);
    } else if args.path.is_none() {
        let text = written(&tokens);
        let help = if text.starts_with('/') {
            format!("quote it: \"{text}\"")
        } else {
            "write it out: an attribute does not see what another macro or an expression gives"
                .to_owned()
        };
        let message = format!("{} path must be a string literal", what(attribute));
        errors.at(tokens, &message, &help);
    } else {
        errors.at(
            &tokens,
            &format!("unexpected `{}`", written(&tokens)),
            "options are written `name = value`, with commas between",
        );
    }
}

/// Tells methods from the router among the names before the path.
fn sort_names(
    attribute: Attribute<'_>,
    mut names: Vec<Path>,
    args: &mut Args,
    errors: &mut Errors,
) {
    if attribute.takes_methods() {
        args.router = names.pop_if(|last| !looks_like_method(last));
        // A lone unknown name is a method that is missing, not a router without one.
        if let Some(router) = args
            .router
            .take_if(|router| names.is_empty() && router.get_ident().is_some())
        {
            names.push(router);
        }
        for name in names {
            method(name, args, errors);
        }
        if args.methods.is_empty() && errors.is_empty() {
            let path = args
                .path
                .as_ref()
                .map_or_else(|| "/".to_owned(), LitStr::value);
            errors.at_span(
                attribute.span,
                "no HTTP method given",
                &format!("#[route(GET, POST, \"{path}\")]"),
            );
        }
        return;
    }
    args.router = names.pop();
    if let Some(extra) = names.first() {
        errors.at(
            extra,
            "a route stands on one router",
            "nest routers: `#[oxy::router(OUTER, \"/inner\")]`",
        );
    }
}

/// Splits tokens at commas and says what each part is.
fn pieces(tokens: TokenStream) -> Vec<Piece> {
    let mut parts: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(part)) => part.push(token),
            (_, None) => {}
        }
    }
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(piece)
        .collect()
}

fn piece(mut tokens: Vec<TokenTree>) -> Piece {
    match tokens.as_mut_slice() {
        [value @ TokenTree::Literal(_)] => match syn::parse2(value.clone().into()) {
            Ok(text) => Piece::Text(text),
            Err(_) => Piece::Value(value.clone()),
        },
        [TokenTree::Ident(name), TokenTree::Punct(equals), value @ ..]
            if equals.as_char() == '=' =>
        {
            Piece::Option(name.clone(), Value::Equal(value.iter().cloned().collect()))
        }
        [TokenTree::Ident(name), TokenTree::Group(value)]
            if value.delimiter() == Delimiter::Parenthesis =>
        {
            Piece::Option(name.clone(), Value::Parenthesized(value.stream()))
        }
        _ => {
            let tokens: TokenStream = tokens.into_iter().collect();
            match syn::parse2(tokens.clone()) {
                Ok(name) => Piece::Name(name),
                Err(_) => match syn::parse2::<syn::LitStr>(tokens.clone()) {
                    // A literal that came through another macro stands in an invisible group.
                    Ok(text) => Piece::Text(text),
                    Err(_) => Piece::Other(tokens),
                },
            }
        }
    }
}
