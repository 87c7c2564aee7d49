//! From a valid route to tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::allow::Allowance;
use crate::checks;
use crate::function::Function;
use crate::model::{Route, Routes, Source};
use crate::runtime::{Runtime, door, route_item};
use crate::signature::{Argument, DefaultValue, Handler};

/// The untouched function, the item with its routes, and their registration.
pub(crate) fn generate(function: &Function, routes: &Routes) -> TokenStream {
    let Routes { handler, routes } = routes;
    let Some(first) = routes.first() else {
        return quote!(#function);
    };
    let runtime = Runtime::new(first.krate.as_ref());
    let (private, door) = (runtime.door(), door());
    let item = route_item(&handler.name);
    let app = &first.app;
    let entries = routes.iter().map(|route| entry(route, handler));
    let duplicates = routes.iter().map(checks::duplicates);
    let unused = routes
        .iter()
        .map(|route| checks::unused_parameters(route, handler));
    // What the option names may be no application, which is said where it stands.
    let named = first.names_app.then(|| quote!(::<#app>));
    let Handler {
        conditions,
        visibility,
        ..
    } = handler;
    let unused: TokenStream = unused.collect();
    // Not below the static's lints, which allow what this is to warn of.
    let unused = (!unused.is_empty()).then(|| {
        quote! {
            #(#conditions)*
            #[allow(nonstandard_style)]
            const _: () = { #unused };
        }
    });
    // Each item costs every route, so there is one. (The door is imported by name: where there is no such crate, that is then
    // the only error.)
    quote! {
        #function

        #(#conditions)*
        #[doc(hidden)]
        #[allow(nonstandard_style, unused, unused_qualifications)]
        #[allow(deprecated, private_interfaces, non_local_definitions)]
        #visibility static #item: #private::RouteSet<#app> = {
            use #private::{self as #door, levels::*};
            #private::inventory::submit!(#door::Registration::new #named (&#item));
            #(#duplicates)*
            #door::RouteSet::new(&[#(#entries),*])
        };

        #unused
    }
}

/// The constant of a route.
fn entry(route: &Route, handler: &Handler) -> TokenStream {
    let door = door();
    let (method, further) = match route.methods.split_first() {
        Some((first, further)) => (quote!(#first), further),
        None => (quote!(NONE), [].as_slice()),
    };
    let path = &route.path.literal;
    let fn_name = handler.plain_name();
    let prepare = prepare(route, handler);
    let router = match &route.router {
        Some(router) => quote!(#door::Option::Some(<#router>::ROUTER)),
        None => quote!(#door::Option::None),
    };
    let plain = quote! {
        #door::Route::new(
            #router,
            #door::MethodSet::#method #(.union(#door::MethodSet::#further))*,
            #path,
            ::core::module_path!(),
            #fn_name,
            #prepare,
        )
    };
    let name = route.name.as_ref();
    let name = name.map(|name| quote!(name: ::core::option::Option::Some(#name),));
    let (layers, tags) = (&route.layers, &route.tags);
    let layers = (!layers.is_empty()).then(|| quote!(layers: &[#(#layers),*],));
    let tags = (!tags.is_empty()).then(|| quote!(tags: &[#(#tags),*],));
    let allows = route.allowed.has(Allowance::Shadow);
    let allows = allows.then(|| quote!(allows_shadow: true,));
    let options = quote!(#layers #name #tags #allows);
    if options.is_empty() {
        return plain;
    }
    quote!(#door::Route { #options ..#plain })
}

/// The closure that prepares the arguments and makes the endpoint.
fn prepare(route: &Route, handler: &Handler) -> TokenStream {
    let site = local("__site");
    let prepared = handler.arguments.iter().zip(&route.sources);
    let prepared: Vec<TokenStream> = prepared
        .map(|(argument, source)| prepare_argument(argument, *source, &site, route))
        .collect();
    let bodies = checks::bodies(route, handler);
    let path_names = checks::path_names(route, handler);
    let respond = respond(handler);
    // The compiler reports a future that is not `Send` where the function's name stands.
    let plan = if handler.is_async {
        "plan"
    } else {
        "plan_plain"
    };
    let plan = Ident::new(plan, handler.name.span());
    let (arguments, function) = grouped(&prepared, &handler.name);
    quote! {
        |#site| {
            #bodies
            #path_names
            #site.#plan(#arguments, #function, #respond)
        }
    }
}

/// How many arguments can be passed on as one tuple.
const MOST: usize = 16;

/// The prepared arguments, and the function that takes their values; of more than fit in a tuple, groups.
fn grouped(prepared: &[TokenStream], function: &Ident) -> (TokenStream, TokenStream) {
    if prepared.len() <= MOST {
        return (quote!((#(#prepared,)*)), quote!(#function));
    }
    let door = door();
    let groups = prepared.chunks(MOST);
    let tuples = groups.map(|group| quote!(#door::Prepared::all((#(#group,)*))));
    let locals: Vec<Ident> = (0..prepared.len())
        .map(|index| local(&format!("__argument_{index}")))
        .collect();
    let patterns = locals.chunks(MOST).map(|group| quote!((#(#group,)*)));
    (
        quote!((#(#tuples,)*)),
        quote!(|#(#patterns),*| #function(#(#locals),*)),
    )
}

/// The function that makes the result a response.
fn respond(handler: &Handler) -> TokenStream {
    let door = door();
    match &handler.result {
        None => quote!(#door::RespondInParts::respond),
        // One of its parts may be why it is no response, and rustc is to name that one.
        Some(result) if checks::has_parts(result) => {
            quote!(<#result as #door::RespondInParts>::respond)
        }
        Some(result) => quote!(<#result as #door::Respond>::respond),
    }
}

/// The prepared argument, in one expression: a local costs the compiler more than a nested call.
fn prepare_argument(
    argument: &Argument,
    source: Source,
    site: &Ident,
    route: &Route,
) -> TokenStream {
    // The application is named, or rustc would write `_` for it.
    let (door, app) = (door(), &route.app);
    let (ty, type_text) = (&argument.ty, argument.type_text());
    let name = argument.text().unwrap_or_default();
    let kind = quote!(#site.ask::<#ty>().kind());
    match (source, &argument.default) {
        (Source::Path(index), _) => {
            let name = route.path.params.get(index).map(|param| &param.name);
            quote!(<#ty as #door::InPath<_>>::path(#kind, #site, #name, #type_text))
        }
        (Source::QueryOrDefault, Some(DefaultValue { value, .. })) => {
            let parser = match value {
                Some(value) => quote!(<#ty as #door::InQuery>::or(|| -> #ty { #value })),
                None => quote!(<#ty as #door::InQueryOrDefault>::or_default()),
            };
            quote!(#site.query_or_default(#name, #type_text, #parser))
        }
        _ => {
            let fits = match &argument.name {
                // What is wrong may be that the pattern stands for a path parameter, which is told already.
                None if !route.missing.is_empty() => {
                    return quote!(#site.argument::<#ty, _>(#kind, #name, #type_text));
                }
                None => quote!(<#ty as #door::FitsPattern<#app, _>>::fit),
                Some(_) => {
                    let part = checks::inside_option(ty).unwrap_or(ty);
                    let generic = checks::has_parameters(part);
                    let written = if generic {
                        quote!(Generic)
                    } else {
                        quote!(Plain)
                    };
                    quote!(<#part as #door::Fits<#app, #door::#written, _>>::fit)
                }
            };
            quote!(#fits::<#ty>(#kind, #site, #name, #type_text))
        }
    }
}

fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
