//! From a valid route to tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ItemFn;

use crate::checks;
use crate::model::{Route, Routes, Source};
use crate::runtime::{Runtime, route_item};
use crate::signature::{Argument, Handler};

/// The untouched function, the item with its routes, and their registration.
pub(crate) fn generate(function: &ItemFn, routes: &Routes) -> TokenStream {
    let Routes { handler, routes } = routes;
    let Some(first) = routes.first() else {
        return quote!(#function);
    };
    let runtime = Runtime::new(first.krate.as_ref());
    let (set, registration) = (runtime.private("RouteSet"), runtime.private("Registration"));
    let inventory = runtime.private("inventory");
    let item = route_item(&handler.name);
    let app = &first.app;
    let entries = routes
        .iter()
        .enumerate()
        .map(|(index, route)| entry(index, route, handler, &runtime));
    let prepares = routes
        .iter()
        .enumerate()
        .map(|(index, route)| prepare(index, route, handler, &runtime));
    let duplicates = routes.iter().map(checks::duplicates);
    let Handler {
        conditions,
        visibility,
        ..
    } = handler;
    quote! {
        #function

        #(#conditions)*
        #[doc(hidden)]
        #[allow(non_upper_case_globals, private_interfaces)]
        #visibility static #item: #set<#app> = {
            #(#prepares)*
            #set::new(&[#(#entries),*])
        };

        #(#conditions)*
        const _: () = {
            #inventory::submit! { #registration::new(&#item) }
            #(#duplicates)*
        };
    }
}

fn prepare_name(index: usize) -> Ident {
    format_ident!("__oxy_prepare_{index}")
}

/// The constant of a route.
fn entry(index: usize, route: &Route, handler: &Handler, runtime: &Runtime) -> TokenStream {
    let door = runtime.door();
    let (methods, path) = (&route.methods, &route.path.literal);
    let router = match &route.router {
        Some(router) => quote!(::core::option::Option::Some(&#router)),
        None => quote!(::core::option::Option::None),
    };
    let fn_name = handler.name.to_string();
    let name = route
        .name
        .as_ref()
        .map_or_else(|| quote!(#fn_name), |name| quote!(#name));
    let (layers, tags) = (&route.layers, &route.tags);
    let source = source_tokens(&door, &fn_name);
    let prepare = prepare_name(index);
    quote! {
        #door::Route {
            methods: #door::MethodSet::NONE #(.union(#door::MethodSet::#methods))*,
            path: #path,
            router: #router,
            layers: &[#(#layers),*],
            name: #name,
            tags: &[#(#tags),*],
            source: #source,
            prepare: #prepare,
        }
    }
}

/// Where an item stands, as the compiler knows it.
fn source_tokens(door: &TokenStream, item: &str) -> TokenStream {
    quote! {
        #door::Source {
            file: ::core::file!(),
            line: ::core::line!(),
            column: ::core::column!(),
            module: ::core::module_path!(),
            item: #item,
        }
    }
}

/// The function that prepares the arguments and makes the endpoint.
fn prepare(index: usize, route: &Route, handler: &Handler, runtime: &Runtime) -> TokenStream {
    let door = runtime.door();
    let app = &route.app;
    let name = prepare_name(index);
    let site = local("site");
    let arguments: Vec<Ident> = (0..handler.arguments.len())
        .map(|index| local(&format!("argument_{index}")))
        .collect();
    let prepared = handler
        .arguments
        .iter()
        .zip(&route.sources)
        .map(|(argument, source)| prepare_argument(argument, *source, &site, app, &door));
    let bodies = arguments.iter().zip(&route.sources);
    let bodies = bodies.filter(|(_, source)| matches!(source, Source::Type | Source::Extractor));
    let reads_body = bodies.map(|(argument, _)| quote!(|| #argument.reads_body()));
    let unused = bodies_unused(&arguments, route);
    let run = run(route, handler, &arguments, &door);
    let one_body = checks::one_body(route, handler, runtime);
    let path_names = checks::path_names(route, handler);
    quote! {
        fn #name(#site: &#door::RouteSite<'_, #app>) -> ::core::option::Option<#door::Plan> {
            #[allow(unused_imports)]
            use #door::probe::{
                ExtractorLevel as _, OptionalLevel as _, ReadsNoBody as _, RepeatedLevel as _, ScalarLevel as _,
                UnknownLevel as _,
            };
            #one_body
            #path_names
            #(let #arguments = #prepared;)*
            #site.plan(
                match (#(#arguments,)*) {
                    (#(::core::option::Option::Some(#arguments),)*) => {
                        ::core::option::Option::Some((#(#arguments,)*))
                    }
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                },
                |(#(#unused,)*)| false #(#reads_body)*,
                #run,
            )
        }
    }
}

/// The arguments as a pattern in which those that never read the body are left out.
fn bodies_unused(arguments: &[Ident], route: &Route) -> Vec<TokenStream> {
    let pairs = arguments.iter().zip(&route.sources);
    pairs
        .map(|(argument, source)| match source {
            Source::Type | Source::Extractor => quote!(#argument),
            Source::Path | Source::QueryOrDefault => quote!(_),
        })
        .collect()
}

fn prepare_argument(
    argument: &Argument,
    source: Source,
    site: &Ident,
    app: &TokenStream,
    door: &TokenStream,
) -> TokenStream {
    let (ty, type_text) = (&argument.ty, argument.type_text());
    let name = argument.text().unwrap_or_default();
    match source {
        Source::Path => quote!(#site.path::<#ty>(#name, #type_text)),
        Source::QueryOrDefault => quote!(#site.query_or_default::<#ty>(#name, #type_text)),
        Source::Type | Source::Extractor => {
            let kind = if source == Source::Type {
                quote!(kind)
            } else {
                quote!(nameless_kind)
            };
            let probe = quote!((&&&&&#door::Probe::<#app, #ty>::new()).#kind());
            quote!(#site.argument::<#ty, _>(#door::probe::accept::<#app, #ty, _>(#probe), #name, #type_text))
        }
    }
}

/// The call: everything but the body first, then the body, then the function.
fn run(route: &Route, handler: &Handler, arguments: &[Ident], door: &TokenStream) -> TokenStream {
    // The compiler reports a future that is not `Send` where the function's name stands.
    let span = Span::mixed_site().located_at(handler.name.span());
    let request = Ident::new("__oxy_request", span);
    let all = || handler.arguments.iter().zip(&route.sources).zip(arguments);
    let early = all().map(
        |((argument, source), local)| match (source, &argument.default) {
            (Source::Path, _) => quote_spanned!(span=> let #local = #local.read(#request)?;),
            (Source::QueryOrDefault, Some(default)) => {
                let (ty, default) = (&argument.ty, &default.0);
                quote_spanned!(span=> let #local = #local.read(#request, || -> #ty { #default })?;)
            }
            _ => quote_spanned!(span=> let #local = (#local, #local.before_body(#request).await?);),
        },
    );
    let late = all().filter(|((_, source), _)| matches!(source, Source::Type | Source::Extractor));
    let late = late.map(|(_, local)| {
        quote_spanned!(span=> let #local = #local.0.with_body(#local.1, #request).await?;)
    });
    let function = &handler.name;
    let wait = handler.is_async.then(|| quote_spanned!(span=> .await));
    let result = handler.result.as_ref().map(|result| quote!(::<#result>));
    quote_spanned! {span=>
        |(#(#arguments,)*), #request| #door::boxed(async move {
            let _ = &#request;
            #(#early)*
            #(#late)*
            ::core::result::Result::Ok(#door::respond #result (#function(#(#arguments),*) #wait))
        })
    }
}

fn local(name: &str) -> Ident {
    Ident::new(&format!("__oxy_{name}"), Span::mixed_site())
}
