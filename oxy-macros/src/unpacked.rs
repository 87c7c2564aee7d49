//! Path parameters as other frameworks take them apart: `Path(id): Path<u64>`, `Path((a, b)): Path<(u8, u8)>`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{FnArg, GenericArgument, Pat, PathArguments, Type};

use crate::errors::Errors;
use crate::function::Function;
use crate::model::Route;
use crate::signature::written;

/// Tells of arguments that take missing path parameters apart, and puts plain arguments in their place: what else there is
/// to say of those is that `Path` is unknown, and that `{id}` has no argument.
pub(crate) fn refuse(function: &mut Function, routes: &mut [Route], errors: &mut Errors) {
    let mut inputs = Punctuated::new();
    for input in std::mem::take(&mut function.signature.inputs) {
        let FnArg::Typed(argument) = &input else {
            inputs.push(input);
            continue;
        };
        let parts = parts(&argument.pat, &argument.ty).unwrap_or_default();
        let is_missing = |name: &Ident| {
            let mut missing = routes.iter().flat_map(|route| &route.missing);
            missing.any(|missing| name == &missing.param)
        };
        if parts.is_empty() || !parts.iter().all(|(name, _)| is_missing(name)) {
            inputs.push(input);
            continue;
        }
        let plain = parts
            .iter()
            .map(|(name, ty)| format!("{name}: {}", written(ty)));
        let help = format!("write `{}`", plain.collect::<Vec<_>>().join(", "));
        let (pattern, colon, ty) = (&argument.pat, &argument.colon_token, &argument.ty);
        let place: TokenStream = quote!(#pattern #colon #ty);
        errors.at(place, "a path parameter is an argument of its name", &help);
        for (name, ty) in parts {
            for route in &mut *routes {
                route.missing.retain(|missing| name != missing.param);
            }
            inputs.push(syn::parse_quote!(#name: #ty));
        }
    }
    function.signature.inputs = inputs;
}

/// The names and the types in `Wrapper(pattern): Wrapper<type>`.
fn parts(pattern: &Pat, ty: &Type) -> Option<Vec<(Ident, Type)>> {
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
    match (pattern.elems.first()?, inner) {
        (Pat::Tuple(names), Type::Tuple(types)) if names.elems.len() == types.elems.len() => {
            let names = names.elems.iter().map(named);
            let pairs = names.zip(&types.elems);
            pairs.map(|(name, ty)| Some((name?, ty.clone()))).collect()
        }
        (single, ty) => Some(vec![(named(single)?, ty.clone())]),
    }
}
