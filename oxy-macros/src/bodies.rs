//! Which arguments read the request's body: at most one, and none where there is no body. The compiler is asked.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Type;

use crate::allow::Allowance;
use crate::checks::{inside_option, over};
use crate::model::{Route, Source};
use crate::runtime::short_names;
use crate::signature::{Argument, Handler, is_value};

/// Types that do not read the body. The question would cost the compiler time with every route. (Another type of such a name
/// that does is found out at launch.)
const NEVER: &[&str] = &[
    "Context",
    "Cookies",
    "Flashes",
    "Headers",
    "Method",
    "Query",
    "Session",
    "SessionHandle",
    "Uri",
];

/// Whether an argument of this type may read the body, as far as its name tells.
fn may_read(ty: &Type) -> bool {
    let ty = inside_option(ty).unwrap_or(ty);
    let Type::Path(path) = ty else {
        return true;
    };
    let last = path.path.segments.last();
    !is_value(ty) && last.is_none_or(|last| !NEVER.iter().any(|name| last.ident == name))
}

/// The arguments whose types decide if they read the body, with their places.
fn readers<'h>(
    route: &'h Route,
    handler: &'h Handler,
) -> impl Iterator<Item = (usize, &'h Argument)> {
    let pairs = handler.arguments.iter().enumerate().zip(&route.sources);
    pairs
        .filter(|(_, source)| matches!(source, Source::Type | Source::Extractor))
        .map(|(argument, _)| argument)
        .filter(|(_, argument)| may_read(&argument.ty))
}

/// Only one argument can read the body, and none where no method has a body.
pub(crate) fn bodies(route: &Route, handler: &Handler) -> TokenStream {
    let (door, app) = short_names();
    let readers: Vec<(usize, &Argument)> = readers(route, handler).collect();
    let without_body = route
        .methods
        .iter()
        .all(|method| method == "GET" || method == "HEAD")
        && !route.allowed.has(Allowance::GetBody);
    let uses = readers.iter().map(|(place, argument)| {
        let (ty, number) = (&argument.ty, Literal::usize_unsuffixed(place + 1));
        quote!((#number, #door::Probe::<#app, #ty>::BODY))
    });
    let checks = readers.iter().enumerate().map(|(index, (_, argument))| {
        let at = Literal::usize_unsuffixed(index);
        let check = |asked: TokenStream, rule: TokenStream| {
            let asked = over(&argument.ty, asked);
            quote!(let () = <#asked as #door::#rule>::CHECKED;)
        };
        let expected = without_body.then(|| {
            check(
                quote!(#door::Expected<{ __USES[#at].1.expects }>),
                quote!(NotOnGet),
            )
        });
        let second = (index > 0).then(|| {
            check(
                quote!(#door::RequestBody),
                quote!(AtMostOne<{ #door::reader(__USES, #at) }>),
            )
        });
        quote!(#expected #second)
    });
    let checks: TokenStream = checks.collect();
    if checks.is_empty() {
        return checks;
    }
    quote! {
        {
            const __USES: &[#door::Numbered] = &[#(#uses),*];
            #checks
        }
    }
}
