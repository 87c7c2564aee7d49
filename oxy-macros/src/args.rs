//! The arguments of a route or router attribute, as written.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Lit, LitStr, Path};

use crate::errors::Errors;
use crate::methods::{
    Miswritten, Said, Words, is_method, looks_like_method, meant, method, named_in,
};
use crate::options::{On, Options, Value};
use crate::pieces::{Piece, pieces};
use crate::written::written;

/// The arguments of an attribute.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) methods: Vec<Ident>,
    pub(crate) router: Option<Path>,
    pub(crate) path: Option<LitStr>,
    pub(crate) options: Options,
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
    let says_method = !takes_methods && attribute.on() == On::Route;
    let (mut said, mut miswritten) = (Said::default(), Miswritten::default());
    // A path in the parentheses of a method, which counts where there is no other.
    let mut inside: Option<LitStr> = None;
    for piece in pieces(tokens) {
        match piece {
            Piece::Text(text) => match methods_in(attribute, text, &mut args.path, errors) {
                Some((place, methods)) if takes_methods => {
                    miswritten.note(&place, methods, ", without quotes");
                }
                Some((place, methods)) => said.note(&place, methods),
                None => {}
            },
            Piece::Name(name) if args.path.is_none() => names.push(name),
            Piece::Name(name) if says_method && meant(&name).is_some() => {
                said.note(&name, meant(&name).map(str::to_owned));
            }
            Piece::Name(name) if takes_methods && is_method(&written(&name)) => {
                miswritten.note(&name, [written(&name)], "");
            }
            Piece::Name(name) => after_path(attribute, &name, &names, &mut args, errors),
            Piece::Option(name, value) if takes_methods && is_method(&name.to_string()) => {
                inside = inside.or_else(|| syn::parse2(value.tokens().clone()).ok());
                miswritten.note(&name, [name.to_string()], ", without parentheses");
            }
            Piece::Option(name, value)
                if takes_methods && ["method", "methods"].contains(&name.to_string().as_str()) =>
            {
                miswritten.note(&name, named_in(value.tokens()), ", without a name");
            }
            Piece::Option(name, value)
                if says_method && ["method", "methods"].contains(&name.to_string().as_str()) =>
            {
                said.note(&name, named_in(value.tokens()));
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
                miswritten.note(&other, named_in(&other), ", with commas between");
            }
            Piece::Other(other) => unexpected(attribute, other, &mut args, errors),
        }
    }
    args.path = args.path.or(inside);
    let is_told = !miswritten.is_empty();
    miswritten.tell(&names, args.path.as_ref(), errors);
    if args.path.is_none() && before && errors.is_empty() {
        no_path(attribute, &names, errors);
    }
    if says_method && args.path.is_some() {
        names.retain(|name| {
            let method = name.get_ident().map(ToString::to_string);
            let method = method.filter(|method| is_method(method));
            let is_router = method.is_none();
            if !is_router {
                said.note(name, method);
            }
            is_router
        });
    }
    said.tell(attribute.name, (&names, args.path.as_ref()), errors);
    if is_told {
        args.router = names.into_iter().rfind(|name| !looks_like_method(name));
    } else {
        sort_names(attribute, names, &mut args, errors);
    }
    args
}

/// Takes a text as the path, or gives the one that holds methods, with them.
fn methods_in(
    attribute: Attribute<'_>,
    text: LitStr,
    path: &mut Option<LitStr>,
    errors: &mut Errors,
) -> Option<(LitStr, Vec<String>)> {
    let words = |text: &LitStr| Words::of(text).filter(|_| attribute.on() == On::Route);
    // In lower case it may be a path without its slash, unless there is another one.
    let is_sure = |words: &Words| {
        path.is_some() || words.path.is_some() || (attribute.takes_methods() && words.is_exact)
    };
    if let Some(words) = words(&text).filter(is_sure) {
        *path = path.take().or(words.path);
        return Some((text, words.methods));
    }
    let earlier = path.take();
    if let Some((earlier, words)) = earlier.as_ref().and_then(|text| Some((text, words(text)?))) {
        *path = Some(text);
        return Some((earlier.clone(), words.methods));
    }
    if earlier.is_some() {
        let message = format!("a {} takes one path", what(attribute));
        errors.at(&text, &message, &another(attribute, &text));
    }
    *path = earlier.or(Some(text));
    None
}

/// Where another path goes.
fn another(attribute: Attribute<'_>, path: &LitStr) -> String {
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
            Ok(path) => another(attribute, &path),
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
