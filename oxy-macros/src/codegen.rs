//! From a valid route to tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::allow::Allowance;
use crate::bodies::bodies;
use crate::checks;
use crate::default_value::DefaultValue;
use crate::function::Function;
use crate::model::{Route, Routes, Source};
use crate::runtime::{Runtime, route_item, short_names};
use crate::signature::{Argument, Handler};

/// The untouched function, the item with its routes, and their registration.
pub(crate) fn generate(function: &Function, routes: &Routes) -> TokenStream {
    let Routes { handler, routes } = routes;
    let Some(first) = routes.first() else {
        return quote!(#function);
    };
    let runtime = Runtime::new(first.krate.as_ref());
    let (private, (door, short_app)) = (runtime.door(), short_names());
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
    let target = target(first, handler, &item);
    // Not below the static's lints, which allow what this is to warn of.
    let unused: TokenStream = unused.collect();
    let unused = (!unused.is_empty()).then(|| {
        quote! {
            #(#conditions)*
            #[allow(nonstandard_style)]
            const _: () = { #unused };
        }
    });
    // Each item costs the compiler time with every route: what can stand within the static does.
    quote! {
        #function

        #(#conditions)*
        #[doc(hidden)]
        #[allow(nonstandard_style, unused, unused_qualifications, deprecated)]
        #[allow(private_interfaces, unit_bindings, non_local_definitions)]
        #visibility static #item: #private::RouteSet<#app> = {
            use #private::{self as #door, levels::*};
            type #short_app = #app;
            #door::inventory::submit!(#door::Registration::new #named (&#item));
            #target
            #(#duplicates)*
            #door::RouteSet::new(&[#(#entries),*])
        };

        #(#conditions)*
        #[doc(hidden)]
        #[allow(nonstandard_style, dead_code)]
        #visibility struct #item {}

        #unused
    }
}

/// What links to the route go by: the types of the arguments that may stand in its path, and their names. It stands apart
/// from the routes, which the compiler cannot look at before it knows all of a handler that has links in it.
fn target(route: &Route, handler: &Handler, item: &Ident) -> TokenStream {
    let (door, _) = short_names();
    let arguments = handler.arguments.iter().zip(&route.sources);
    let arguments = arguments.filter_map(|(argument, source)| {
        let name = match source {
            Source::Path(index) => route.path.params.get(*index)?.name.clone(),
            // A router's prefix, which the macro does not see, may have parameters, too.
            Source::Type if route.router.is_some() => argument.text()?,
            _ => return None,
        };
        let ty = checks::inside_option(&argument.ty).unwrap_or(&argument.ty);
        Some((name, ty.to_token_stream()))
    });
    // What is missing is told at the route, and not once more at each link to it.
    let missing = route.missing.iter();
    let missing = missing.map(|missing| (missing.param.clone(), quote!(#door::NoArgument)));
    let arguments: Vec<(String, TokenStream)> = arguments.chain(missing).collect();
    let groups = arguments.chunks(MOST).map(|group| {
        let types = group.iter().map(|(_, ty)| ty);
        quote!((#(#types,)*))
    });
    let named = arguments
        .iter()
        .map(|(name, ty)| quote!((#name, #door::Sure::<#ty>::IS)));
    let router = router(route);
    let (function, path) = (handler.plain_name(), &route.path.literal);
    let visibility = &handler.visibility;
    quote! {
        impl #item {
            #[doc(hidden)]
            #visibility const TARGET: #door::Target<(#(#groups,)*)> =
                #door::Target::new(#function, #router, #path, &[#(#named),*]);
        }
    }
}

/// The constant of a route.
fn entry(route: &Route, handler: &Handler) -> TokenStream {
    let (door, _) = short_names();
    let (method, further) = match route.methods.split_first() {
        Some((first, further)) => (quote!(#first), further),
        None => (quote!(NONE), [].as_slice()),
    };
    let path = &route.path.literal;
    let fn_name = handler.plain_name();
    let name = route.name.as_ref();
    let name = name.map(|name| quote!(name: ::core::option::Option::Some(#name),));
    let router = router(route);
    let (layers, tags) = (&route.layers, &route.tags);
    let makers = layers.iter().map(|layer| checks::layer(layer, &door));
    let layers = (!layers.is_empty()).then(|| quote!(layers: &[#(|| #makers),*],));
    let tags = (!tags.is_empty()).then(|| quote!(tags: &[#(#tags),*],));
    let allows_shadow = route.allowed.has(Allowance::Shadow);
    let allows_shadow = allows_shadow.then(|| quote!(allows_shadow: true,));
    let allows_get_body = route.allowed.has(Allowance::GetBody);
    let allows_get_body = allows_get_body.then(|| quote!(allows_get_body: true,));
    let some = |value: u64| quote!(::core::option::Option::Some(#value));
    let limit = route.limit.map(some).map(|limit| quote!(limit: #limit,));
    let timeout = route.timeout.map(some);
    let timeout = timeout.map(|timeout| quote!(timeout: #timeout,));
    let prepare = prepare(route, handler);
    let bare = quote! {
        #door::Route::new(
            #door::MethodSet::#method #(.union(#door::MethodSet::#further))*,
            #router,
            #path,
            ::core::module_path!(),
            #fn_name,
            #prepare,
        )
    };
    let options = quote!(#layers #name #tags #limit #timeout #allows_shadow #allows_get_body);
    if options.is_empty() {
        return bare;
    }
    quote!(#door::Route { #options ..#bare })
}

/// The router that the route stands on, as an `Option`.
fn router(route: &Route) -> TokenStream {
    match &route.router {
        Some(router) => quote!(::core::option::Option::Some(<#router>::ROUTER)),
        None => quote!(::core::option::Option::None),
    }
}

/// The closure that prepares the arguments and makes the endpoint.
fn prepare(route: &Route, handler: &Handler) -> TokenStream {
    let site = hygienic("__site");
    let locals: Vec<Ident> = (0..handler.arguments.len())
        .map(|index| hygienic(&format!("__argument_{index}")))
        .collect();
    let prepared = handler.arguments.iter().zip(&route.sources).zip(&locals);
    let prepared = prepared.map(|((argument, source), local)| {
        prepare_argument(argument, *source, (&site, local), route)
    });
    let bodies = bodies(route, handler);
    let path_names = checks::path_names(route, handler);
    let respond = respond(handler);
    // The compiler reports a future that is not `Send` where the function's name stands.
    let plan = if handler.is_async {
        "plan"
    } else {
        "plan_plain"
    };
    let plan = Ident::new(plan, handler.name.span());
    let (arguments, function) = grouped(&locals, &handler.name);
    quote! {
        |#site| {
            #bodies
            #path_names
            #(#prepared)*
            #site.#plan(#arguments, #function, #respond)
        }
    }
}

/// How many arguments can be passed on as one tuple.
const MOST: usize = 16;

/// The prepared arguments, and the function that takes their values; of more than fit in a tuple, groups.
fn grouped(locals: &[Ident], function: &Ident) -> (TokenStream, TokenStream) {
    if locals.len() <= MOST {
        return (quote!((#(#locals,)*)), quote!(#function));
    }
    let (door, _) = short_names();
    let groups = locals.chunks(MOST);
    let tuples = groups
        .clone()
        .map(|group| quote!(#door::Prepared::all((#(#group,)*))));
    let patterns = groups.map(|group| quote!((#(#group,)*)));
    (
        quote!((#(#tuples,)*)),
        quote!(|#(#patterns),*| #function(#(#locals),*)),
    )
}

/// The function that makes the result a response.
fn respond(handler: &Handler) -> TokenStream {
    let (door, _) = short_names();
    match &handler.result {
        None => checks::over(&handler.output, quote!(#door::RespondInParts::respond)),
        // One of its parts may be why it is no response, and rustc is to name that one.
        Some(result) if checks::has_parts(result) => match checks::parts(result) {
            Some((method, parts)) => {
                let written = parts.iter().map(|part| checks::written_as(part));
                quote!(<#door::Parts<#result>>::#method::<#(#parts, #door::#written),*>)
            }
            None => quote!(<#result as #door::RespondInParts>::respond),
        },
        Some(result) => quote!(<#result as #door::Respond>::respond),
    }
}

/// The statements that make `local` the prepared argument.
fn prepare_argument(
    argument: &Argument,
    source: Source,
    (site, local): (&Ident, &Ident),
    route: &Route,
) -> TokenStream {
    let (door, app) = short_names();
    let (ty, type_text) = (&argument.ty, argument.type_text());
    let name = argument.text().unwrap_or_default();
    match (source, &argument.default) {
        (Source::Path(index), _) => {
            let name = route.path.params.get(index).map(|param| &param.name);
            let parser = quote!(<#ty as #door::InPath<_>>::PARSER);
            quote!(let #local = #site.path(#name, #type_text, #parser);)
        }
        (Source::QueryOrDefault, Some(DefaultValue { value, .. })) => {
            let parser = match value {
                Some(value) => quote!(<#ty as #door::InQuery>::or(|| -> #ty { #value })),
                None => quote!(<#ty as #door::InQueryOrDefault>::or_default()),
            };
            quote!(let #local = #site.query_or_default(#name, #type_text, #parser);)
        }
        _ => {
            let kind = hygienic("__kind");
            let fits = match &argument.name {
                // What is wrong may be that the pattern stands for a path parameter, which is told already.
                None if !route.missing.is_empty() => quote!(#door::Kind::read),
                None => {
                    let written = checks::written_as(ty);
                    quote!(<#ty as #door::FitsPattern<#app, #door::#written, _>>::fit)
                }
                Some(_) => {
                    let part = checks::inside_option(ty).unwrap_or(ty);
                    let written = checks::written_as(part);
                    quote!(<#part as #door::Fits<#app, #door::#written, _>>::fit)
                }
            };
            quote! {
                let #kind = #door::Probe::<#app, #ty>::ASK.kind();
                let #kind = #fits(#kind);
                let #local = #site.argument::<#ty, _>(#kind, #name, #type_text);
            }
        }
    }
}

fn hygienic(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
