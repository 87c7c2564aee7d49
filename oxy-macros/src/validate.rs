//! Checks across the attribute, the path and the function.

use proc_macro2::{Ident, Span};
use quote::quote;
use syn::{Pat, Type};

use crate::args::{Args, Attribute};
use crate::checks::{can_point_into, inside_option};
use crate::errors::Errors;
use crate::model::{MissingArgument, Route, Source};
use crate::path::{RoutePath, argument_name};
use crate::runtime::default_app;
use crate::signature::{Argument, Handler, is_value};
use crate::suggest::closest;
use crate::written::written;

/// Makes the route that the attribute means, or notes what is wrong.
pub(crate) fn validate(
    attribute: Attribute<'_>,
    args: Args,
    handler: &Handler,
    errors: &mut Errors,
) -> Option<Route> {
    let Args {
        mut methods,
        router,
        path,
        options,
        ..
    } = args;
    let path = RoutePath::check(path?, &options.allowed, errors)?;
    if !attribute.takes_methods() {
        methods.push(Ident::new(
            &attribute.name.to_ascii_uppercase(),
            Span::call_site(),
        ));
    }
    let sources: Vec<Source> = handler
        .arguments
        .iter()
        .map(|argument| source(argument, &path, handler, errors))
        .collect();
    let missing = missing_arguments(&path, &sources, handler);
    refuse_keywords(&path, errors);
    Some(Route {
        methods,
        router,
        names_app: options.app.is_some(),
        app: options
            .app
            .map_or_else(|| default_app(attribute.span), |app| quote!(#app)),
        krate: options.krate,
        layers: options.layers,
        limit: options.limit,
        timeout: options.timeout,
        name: options.name,
        tags: options.tags,
        allowed: options.allowed,
        sources,
        missing,
        path,
    })
}

fn source(argument: &Argument, path: &RoutePath, handler: &Handler, errors: &mut Errors) -> Source {
    let Some(name) = argument.text() else {
        if argument.default.is_some() {
            errors.at(
                &argument.pattern,
                "an argument with a default needs a name",
                &format!(
                    "write `name: {}`, and take it apart in the body",
                    written(&argument.ty)
                ),
            );
        }
        return Source::Extractor;
    };
    let param = param_of(&name, path, handler);
    if param.is_some()
        && let Some(default) = &argument.default
    {
        let message = format!("path parameter `{name}` is always there and needs no default");
        errors.at(&default.word, &message, "remove `#[default]`");
    }
    if param.is_none()
        && let (Some(default), Some(inner)) = (&argument.default, inside_option(&argument.ty))
    {
        let message = "an `Option` is `None` without a value and needs no default";
        let help = format!("take `{name}: {}`, or remove `#[default]`", written(inner));
        errors.at(&default.word, message, &help);
    }
    match (param, &argument.default) {
        (Some(index), _) => Source::Path(index),
        (None, Some(_)) => Source::QueryOrDefault,
        (None, None) => Source::Type,
    }
}

/// The parameter that an argument of this name takes: `id` takes `{id}`, and so does `_id`, which rustc proposes for an
/// argument that is not used.
fn param_of(name: &str, path: &RoutePath, handler: &Handler) -> Option<usize> {
    let find = |name: &str| path.params.iter().position(|param| param.name == name);
    find(name).or_else(|| {
        let used = name.strip_prefix('_')?;
        let mut others = handler.arguments.iter().filter_map(Argument::text);
        (!others.any(|other| other == used))
            .then(|| find(used))
            .flatten()
    })
}

fn missing_arguments(
    path: &RoutePath,
    sources: &[Source],
    handler: &Handler,
) -> Vec<MissingArgument> {
    let arguments = handler.arguments.iter().zip(sources);
    let free = arguments.filter(|(_, source)| !matches!(source, Source::Path(_)));
    let free: Vec<String> = free.filter_map(|(argument, _)| argument.text()).collect();
    let free: Vec<&str> = free.iter().map(String::as_str).collect();
    let lonely = sources
        .iter()
        .filter(|source| matches!(source, Source::Path(_)));
    let lonely = path.params.len() == lonely.count() + 1;
    let params = path.params.iter().enumerate();
    let missing = params.filter(|(index, _)| !sources.contains(&Source::Path(*index)));
    missing
        .map(|(_, param)| MissingArgument {
            param: param.name.clone(),
            help: help_for(&param.name, &free, lonely, handler),
        })
        .collect()
}

/// `free` are the arguments that take no parameter; `lonely` is a parameter that alone has no argument.
fn help_for(param: &str, free: &[&str], lonely: bool, handler: &Handler) -> String {
    let name = argument_name(param);
    if let Some(near) = closest(param, free.iter().copied()) {
        return format!(
            "there is an argument `{near}`: name it `{name}`, or write `{{{near}}}` in the path"
        );
    }
    let add = format!("add an argument to `{}`: `{name}: String`", handler.name);
    let values = handler
        .arguments
        .iter()
        .filter(|argument| is_value(&argument.ty));
    let values = values.filter(|argument| argument.default.is_none());
    let values: Vec<String> = values.filter_map(Argument::text).collect();
    let mut values = values.iter().filter(|value| free.contains(&value.as_str()));
    if let (true, Some(value), None) = (lonely, values.next(), values.next()) {
        return format!(
            "if `{value}` is meant, name it `{name}`, or write `{{{value}}}` in the path\nhelp: otherwise {add}"
        );
    }
    let mut arguments = handler.arguments.iter();
    let nameless = arguments
        .find(|argument| argument.name.is_none() && !wraps(&argument.pattern, &argument.ty));
    if let Some(argument) = nameless {
        let (pattern, ty) = (written(&argument.pattern), written(&argument.ty));
        let meant = format!(
            "a path parameter is taken by its name: if `{pattern}` is meant, write `{name}: {ty}`"
        );
        let meant = match argument.pattern {
            Pat::Wild(_) => meant,
            _ => format!("{meant}, and take it apart in the body: `let {pattern} = {name};`"),
        };
        return format!("{meant}\nhelp: otherwise {add}");
    }
    add
}

/// Whether it is an extractor taken apart, such as `Form(new): Form<New>`: what else has the name of its type twice, and a
/// parameter?
fn wraps(pattern: &Pat, ty: &Type) -> bool {
    let Type::Path(ty) = ty else { return false };
    let last = ty.path.segments.last();
    let outer = match pattern {
        Pat::TupleStruct(pattern) => pattern.path.segments.last(),
        Pat::Wild(_) => last,
        _ => return false,
    };
    let (Some(outer), Some(last)) = (outer, last) else {
        return false;
    };
    outer.ident == last.ident && !last.arguments.is_none()
}

/// These cannot be names of arguments, not even as raw identifiers.
fn refuse_keywords(path: &RoutePath, errors: &mut Errors) {
    for param in &path.params {
        if ["Self", "crate", "self", "super"].contains(&param.name.as_str()) {
            let message = format!("`{}` is not a valid parameter name", param.name);
            let help = "no argument can have this name; choose another one";
            path.blame(&param.name, message, help, errors);
        }
    }
}

/// `format_args!` can point into the path unless it has a catch-all; then the whole literal is underlined.
pub(crate) fn report_where_no_caret_can(route: &Route, errors: &mut Errors) {
    let path = &route.path;
    if !errors.is_empty() || can_point_into(path) {
        return;
    }
    for argument in &route.missing {
        let message = format!("path parameter `{{{}}}` has no argument", argument.param);
        path.blame(&argument.param, message, &argument.help, errors);
    }
}
