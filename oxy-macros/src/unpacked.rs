//! Arguments as other frameworks take them apart: path parameters, `Path(id): Path<u64>`, `Path((a, b)): Path<(u8, u8)>`, and
//! what is shared, `Context(app): Context<App>`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{FnArg, GenericArgument, Pat, Path, PathArguments, Type, parse_quote};

use crate::errors::Errors;
use crate::function::Function;
use crate::model::{MissingArgument, Route};
use crate::path::argument_name;
use crate::written::written;

/// Tells of arguments that take missing path parameters apart, and puts plain arguments in their place: what else there is
/// to say of those is that `Path` is unknown, and that `{id}` has no argument.
pub(crate) fn refuse(function: &mut Function, routes: &mut [Route], errors: &mut Errors) {
    let mut inputs = Punctuated::new();
    for input in std::mem::take(&mut function.signature.inputs) {
        let FnArg::Typed(argument) = &input else {
            inputs.push(input);
            continue;
        };
        if let Some((wrapper, name)) = held(&argument.pat, &argument.ty) {
            let (pattern, ty) = (&argument.pat, &argument.ty);
            let message = format!("`{wrapper}` cannot be taken apart");
            let shown = written(ty);
            let help = format!(
                "write `{name}: {shown}`: `{name}.field` and `{name}.method()` reach what it holds\n\
                 note: a tuple struct of your own is taken apart by its path, as in `self::{wrapper}({name})`"
            );
            errors.at(pattern, &message, &help);
            inputs.push(parse_quote!(#name: #ty));
            continue;
        }
        let (wrapper, parts) = parts(&argument.pat, &argument.ty).unwrap_or_default();
        let Some(params) = params(&wrapper, &parts, routes) else {
            inputs.push(input);
            continue;
        };
        let plain = params.iter().enumerate().map(|(index, param)| {
            let by_name = parts.iter().find(|(name, _)| name.unraw() == param);
            let by_place = (parts.len() == params.len()).then(|| parts.get(index));
            let ty = by_name.or(by_place.flatten()).map(|(_, ty)| written(ty));
            let ty = ty.unwrap_or_else(|| "String".to_owned());
            format!("{}: {ty}", argument_name(param))
        });
        let help = format!("write `{}`", plain.collect::<Vec<_>>().join(", "));
        let (pattern, colon, ty) = (&argument.pat, &argument.colon_token, &argument.ty);
        let place: TokenStream = quote!(#pattern #colon #ty);
        errors.at(place, "a path parameter is an argument of its name", &help);
        for route in &mut *routes {
            let is_missing = |missing: &MissingArgument| !params.contains(&missing.param);
            route.missing.retain(is_missing);
        }
        // Under the names that the body knows.
        for (name, ty) in parts {
            inputs.push(parse_quote!(#name: #ty));
        }
    }
    function.signature.inputs = inputs;
}

/// The parameters that are taken apart: those of the same names, or of `Path` those that nothing else takes.
fn params(wrapper: &str, parts: &[(Ident, Type)], routes: &[Route]) -> Option<Vec<String>> {
    let missing = routes.iter().map(|route| {
        let missing = route.missing.iter();
        missing.map(|missing| missing.param.clone()).collect()
    });
    let all: Vec<Vec<String>> = missing.collect();
    let missing = all.first()?.clone();
    let is_alike = all.iter().all(|other| *other == missing);
    let names: Vec<String> = parts
        .iter()
        .map(|(name, _)| name.unraw().to_string())
        .collect();
    if names.is_empty() {
        None
    } else if names
        .iter()
        .all(|name| all.iter().flatten().any(|missing| missing == name))
    {
        Some(names)
    } else {
        (wrapper == "Path" && is_alike && !missing.is_empty()).then_some(missing)
    }
}

/// What is no tuple struct, since it does not own what it holds.
const HOLDERS: [&str; 3] = ["Context", "Session", "SessionHandle"];

/// The wrapper and the name in `Context(name): Context<type>`.
fn held(pattern: &Pat, ty: &Type) -> Option<(Ident, Ident)> {
    let Type::Path(ty) = ty else { return None };
    let (path, inner) = match pattern {
        Pat::TupleStruct(pattern) if pattern.elems.len() == 1 => {
            (&pattern.path, pattern.elems.first()?)
        }
        Pat::Struct(pattern) if pattern.fields.len() == 1 => {
            (&pattern.path, &*pattern.fields.first()?.pat)
        }
        _ => return None,
    };
    let is_ours = path.segments.len() == 1 || path.segments.first()?.ident == "oxy";
    let (wrapper, last) = (&path.segments.last()?.ident, ty.path.segments.last()?);
    if !is_ours || *wrapper != last.ident || !HOLDERS.iter().any(|name| wrapper == name) {
        return None;
    }
    let name = match inner {
        Pat::Ident(name) => name.ident.clone(),
        Pat::Wild(_) => format_ident!("_{}", wrapper.to_string().to_lowercase()),
        _ => return None,
    };
    Some((wrapper.clone(), name))
}

/// The name of the wrapper, and the names and the types in `Wrapper(pattern): Wrapper<type>`; of a bare tuple no wrapper.
fn parts(pattern: &Pat, ty: &Type) -> Option<(String, Vec<(Ident, Type)>)> {
    if let (Pat::Tuple(_), Type::Tuple(_)) = (pattern, ty) {
        return Some((String::new(), named_parts(pattern, ty)?));
    }
    let (Pat::TupleStruct(pattern), Type::Path(ty)) = (pattern, ty) else {
        return None;
    };
    let (outer, last) = (pattern.path.segments.last()?, ty.path.segments.last()?);
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let (Some(GenericArgument::Type(inner)), 1) = (arguments.args.first(), arguments.args.len())
    else {
        return None;
    };
    if outer.ident != last.ident || pattern.elems.len() != 1 {
        return None;
    }
    Some((
        outer.ident.to_string(),
        named_parts(pattern.elems.first()?, inner)?,
    ))
}

/// The names and the types in `name: type` or `(name, name): (type, type)`.
fn named_parts(pattern: &Pat, ty: &Type) -> Option<Vec<(Ident, Type)>> {
    let named = |pattern: &Pat| match pattern {
        Pat::Ident(named) => Some(named.ident.clone()),
        _ => None,
    };
    match (pattern, ty) {
        (Pat::Tuple(names), Type::Tuple(types)) if names.elems.len() == types.elems.len() => {
            let pairs = names.elems.iter().zip(&types.elems);
            pairs
                .map(|(name, ty)| Some((named(name)?, ty.clone())))
                .collect()
        }
        (single, ty) => Some(vec![(named(single)?, ty.clone())]),
    }
}

/// What is called like the type of another framework, that is borrowed there, here.
pub(crate) fn called_here(path: &Path) -> Option<Path> {
    let last = path.segments.last()?;
    let arguments = &last.arguments;
    match last.ident.to_string().as_str() {
        // Without what it is generic over it is a type of the program's own.
        "State" if !arguments.is_none() => Some(parse_quote!(Context #arguments)),
        "CookieJar" => Some(parse_quote!(Cookies)),
        _ => None,
    }
}
