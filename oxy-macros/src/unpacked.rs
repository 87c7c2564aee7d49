//! Path parameters as other frameworks take them apart: `Path(id): Path<u64>`, `Path((a, b)): Path<(u8, u8)>`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{FnArg, GenericArgument, Pat, PathArguments, Type};

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
        let (wrapper, parts) = parts(&argument.pat, &argument.ty).unwrap_or_default();
        let Some(params) = params(&wrapper, &parts, routes) else {
            inputs.push(input);
            continue;
        };
        let plain = params.iter().enumerate().map(|(index, param)| {
            let by_name = parts.iter().find(|(name, _)| name.unraw() == param);
            let ty = by_name.or(parts.get(index)).map(|(_, ty)| written(ty));
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
            inputs.push(syn::parse_quote!(#name: #ty));
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

/// The name of the wrapper, and the names and the types in `Wrapper(pattern): Wrapper<type>`.
fn parts(pattern: &Pat, ty: &Type) -> Option<(String, Vec<(Ident, Type)>)> {
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
    let named = |pattern: &Pat| match pattern {
        Pat::Ident(named) => Some(named.ident.clone()),
        _ => None,
    };
    let parts = match (pattern.elems.first()?, inner) {
        (Pat::Tuple(names), Type::Tuple(types)) if names.elems.len() == types.elems.len() => {
            let names = names.elems.iter().map(named);
            let pairs = names.zip(&types.elems);
            pairs
                .map(|(name, ty)| Some((name?, ty.clone())))
                .collect::<Option<_>>()?
        }
        (single, ty) => vec![(named(single)?, ty.clone())],
    };
    Some((outer.ident.to_string(), parts))
}
