//! From a valid route to tokens.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};

use crate::checks;
use crate::function::Function;
use crate::model::{Route, Routes, Source};
use crate::runtime::{Runtime, route_item, short_names};
use crate::signature::{Argument, DefaultValue, Handler};

/// The untouched function, the item with its routes, and their registration.
pub(crate) fn generate(function: &Function, routes: &Routes) -> TokenStream {
    let Routes { handler, routes } = routes;
    let Some(first) = routes.first() else {
        return quote!(#function);
    };
    let runtime = Runtime::new(first.krate.as_ref());
    let (private, (door, _)) = (runtime.door(), short_names());
    let item = route_item(&handler.name);
    let app = &first.app;
    let indexed = || routes.iter().enumerate();
    let entries = indexed().map(|(index, route)| entry(index, route, handler));
    let prepares = indexed().map(|(index, route)| prepare(index, route, handler));
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
        #[allow(deprecated, non_upper_case_globals, private_interfaces, unused_imports, unused_qualifications)]
        #visibility static #item: #private::RouteSet<#app> = {
            use #private::{self as #door, levels::*};
            #(#prepares)*
            #door::RouteSet::new(&[#(#entries),*])
        };

        #(#conditions)*
        #[allow(unused_qualifications)]
        const _: () = {
            #private::inventory::submit! { #private::Registration::new::<#app>(&#item) }
            #(#duplicates)*
        };
    }
}

fn prepare_name(index: usize) -> Ident {
    format_ident!("__oxy_prepare_{index}")
}

/// The constant of a route.
fn entry(index: usize, route: &Route, handler: &Handler) -> TokenStream {
    let (door, _) = short_names();
    let (methods, path) = (&route.methods, &route.path.literal);
    let fn_name = handler.plain_name();
    let name = match &route.name {
        Some(name) => quote!(#name),
        None => quote!(#fn_name),
    };
    let router = route
        .router
        .as_ref()
        .map(|router| quote!(router: ::core::option::Option::Some(<#router>::ROUTER),));
    let (layers, tags) = (&route.layers, &route.tags);
    let layers = (!layers.is_empty()).then(|| quote!(layers: &[#(#layers),*],));
    let tags = (!tags.is_empty()).then(|| quote!(tags: &[#(#tags),*],));
    let prepare = prepare_name(index);
    quote! {
        #door::Route {
            methods: #door::MethodSet::NONE #(.union(#door::MethodSet::#methods))*,
            path: #path,
            #router
            #layers
            name: #name,
            #tags
            source: #door::Source::here(::core::module_path!(), #fn_name),
            prepare: #prepare,
            ..#door::Route::BARE
        }
    }
}

/// The function that prepares the arguments and makes the endpoint.
fn prepare(index: usize, route: &Route, handler: &Handler) -> TokenStream {
    let (door, short_app) = short_names();
    let app = &route.app;
    let short_app = (!handler.arguments.is_empty()).then(|| {
        quote! {
            #[allow(dead_code)]
            type #short_app = #app;
        }
    });
    let name = prepare_name(index);
    let site = local("site");
    let arguments: Vec<Ident> = (0..handler.arguments.len())
        .map(|index| local(&index.to_string()))
        .collect();
    let prepared = handler.arguments.iter().zip(&route.sources);
    let prepared =
        prepared.map(|(argument, source)| prepare_argument(argument, *source, &site, route));
    let bodies = checks::bodies(route, handler);
    let one_body = checks::one_body(route, handler);
    let path_names = checks::path_names(route, handler);
    let run = run(route, handler, &arguments);
    quote! {
        fn #name(#site: &#door::RouteSite<'_, #app>) -> ::core::option::Option<#door::Plan> {
            #short_app
            #one_body
            #path_names
            #(let #arguments = #prepared;)*
            ::core::option::Option::Some(#door::Plan::new(#bodies, (#(#arguments?,)*), #run))
        }
    }
}

fn prepare_argument(
    argument: &Argument,
    source: Source,
    site: &Ident,
    route: &Route,
) -> TokenStream {
    let (door, app) = short_names();
    let (ty, type_text) = (&argument.ty, argument.type_text());
    let name = argument.text().unwrap_or_default();
    let kind = quote!(#door::Probe::<#app, #ty>::ASK.kind());
    match (source, &argument.default) {
        (Source::Path, _) => {
            quote!(#site.path(#name, #type_text, <#ty as #door::InPath<_>>::parser(#kind)))
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
                None if !route.missing.is_empty() => quote!(#door::Kind::read),
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
            quote!(#site.argument::<#ty, _>(#fits(#kind), #name, #type_text))
        }
    }
}

/// The call: everything but the body first, then the body, then the function.
fn run(route: &Route, handler: &Handler, arguments: &[Ident]) -> TokenStream {
    let (door, _) = short_names();
    let request = local("request");
    let last = arguments.len().saturating_sub(1);
    let (mut early, mut late) = (Vec::new(), Vec::new());
    for (index, (local, source)) in arguments.iter().zip(&route.sources).enumerate() {
        match source {
            Source::Path | Source::QueryOrDefault => {
                early.push(quote!(let #local = #local.read(#request)?;));
            }
            // Nothing comes behind the last argument, so it need not wait.
            Source::Type | Source::Extractor if index == last => {
                let none = quote!(::core::option::Option::None);
                early.push(quote!(let #local = #local.with_body(#none, #request).await?;));
            }
            Source::Type | Source::Extractor => {
                early.push(quote!(let #local = (#local, #local.before_body(#request).await?);));
                late.push(quote!(let #local = #local.0.with_body(#local.1, #request).await?;));
            }
        }
    }
    let function = &handler.name;
    let wait = handler.is_async.then(|| quote!(.await));
    let respond = match &handler.result {
        None => quote!(#door::RespondInParts::respond),
        // One of its parts may be why it is no response, and rustc is to name that one.
        Some(result) if checks::has_parts(result) => {
            quote!(<#result as #door::RespondInParts>::respond)
        }
        Some(result) => quote!(<#result as #door::Respond>::respond),
    };
    // The compiler reports a future that is not `Send` where the function's name stands.
    let span = handler.name.span();
    let future = quote_spanned! {span=>
        async move {
            let _ = &#request;
            #(#early)*
            #(#late)*
            ::core::result::Result::Ok(#respond(#function(#(#arguments),*) #wait))
        }
    };
    let boxed = respan(quote!(#door::boxed), span);
    let call = quote_spanned!(span=> #boxed(#future));
    quote!(|(#(#arguments,)*), #request| #call)
}

fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let at = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.into_iter().map(at).collect()
}

fn local(name: &str) -> Ident {
    Ident::new(&format!("__oxy_{name}"), Span::mixed_site())
}
