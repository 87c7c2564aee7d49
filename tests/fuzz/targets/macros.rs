//! The macros' parsers: any tokens give Rust or errors, and the grammar of paths is the runtime's.
//!
//! A crate of macros cannot be linked, so this takes in its modules; they meet the tokens of `proc_macro2`, which reads
//! text nearly as the compiler does. `oxy-macros/src/fuzz.rs` has the same properties over tokens made by a generator.
#![no_main]
#![allow(dead_code, unreachable_pub)]

macro_rules! modules {
    ($($name:ident $path:literal)*) => {$(
        #[path = $path]
        mod $name;
    )*};
}

modules! {
    allow "../../../oxy-macros/src/allow.rs"
    app "../../../oxy-macros/src/app/mod.rs"
    args "../../../oxy-macros/src/args.rs"
    bodies "../../../oxy-macros/src/bodies.rs"
    checks "../../../oxy-macros/src/checks.rs"
    codegen "../../../oxy-macros/src/codegen.rs"
    default_value "../../../oxy-macros/src/default_value.rs"
    errors "../../../oxy-macros/src/errors.rs"
    expand "../../../oxy-macros/src/expand.rs"
    function "../../../oxy-macros/src/function.rs"
    marks "../../../oxy-macros/src/marks.rs"
    methods "../../../oxy-macros/src/methods.rs"
    model "../../../oxy-macros/src/model.rs"
    named "../../../oxy-macros/src/named.rs"
    options "../../../oxy-macros/src/options.rs"
    path "../../../oxy-macros/src/path/mod.rs"
    pieces "../../../oxy-macros/src/pieces.rs"
    quantity "../../../oxy-macros/src/quantity.rs"
    router "../../../oxy-macros/src/router.rs"
    routes "../../../oxy-macros/src/routes.rs"
    runtime "../../../oxy-macros/src/runtime.rs"
    session_data "../../../oxy-macros/src/session_data.rs"
    signature "../../../oxy-macros/src/signature.rs"
    suggest "../../../oxy-macros/src/suggest.rs"
    unpacked "../../../oxy-macros/src/unpacked.rs"
    url "../../../oxy-macros/src/url.rs"
    validate "../../../oxy-macros/src/validate.rs"
    written "../../../oxy-macros/src/written.rs"
}

use libfuzzer_sys::fuzz_target;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};

use crate::allow::Allowed;
use crate::options::On;

struct App {}

#[oxy::get("/")]
async fn root() {}

#[oxy::app]
struct Site {}

fn items(expansion: &TokenStream) {
    if let Err(error) = syn::parse2::<syn::File>(expansion.clone()) {
        panic!("{error}: {expansion}");
    }
}

fn expression(expansion: &TokenStream) {
    if let Err(error) = syn::parse2::<syn::Expr>(expansion.clone()) {
        panic!("{error}: {expansion}");
    }
}

/// The macro gave back the item before all else.
fn assert_stays(item: &TokenStream, expansion: &TokenStream) {
    let mut expanded = expansion.clone().into_iter();
    for token in item.clone() {
        let same = expanded
            .next()
            .is_some_and(|found| found.to_string() == token.to_string());
        assert!(same, "{item} is gone: {expansion}");
    }
}

fn judge_path(text: &str) {
    let mut allowed = Allowed::default();
    let option = syn::Ident::new("allow", Span::call_site());
    allowed.take(
        &option,
        quote!(colon, star),
        On::Route,
        &mut errors::Errors::default(),
    );
    let judged = path::check(text, &allowed);
    if let Err(error) = &judged {
        assert!(
            !error.message.is_empty() && !error.help.is_empty(),
            "{text:?}"
        );
        assert!(text.get(error.at.clone()).is_some(), "{text:?}");
    }
    // The runtime has the same grammar.
    let server = oxy::serve(Site {});
    let answer = |request: oxy::Request| async move { request.uri().path().to_owned() };
    let made = server.route(oxy::Method::PUT, text, answer).check();
    assert_eq!(judged.is_ok(), made.is_ok(), "{text:?}");
}

fuzz_target!(|data: &[u8]| {
    let [which, rest @ ..] = data else { return };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    if which % 10 == 0 {
        judge_path(text);
        let literal = proc_macro2::Literal::string(text);
        let item = quote!(
            async fn show(id: u64) -> Option<String> {
                None
            }
        );
        let expansion = expand::route("get", quote!(#literal), item.clone());
        assert_stays(&item, &expansion);
        items(&expansion);
        return;
    }
    let Ok(tokens) = text.parse::<TokenStream>() else {
        return;
    };
    let handler = quote!(
        async fn show(id: u64, page: u32, (a, b): Form<u8>, rest: String) -> Option<String> {
            None
        }
    );
    match which % 10 {
        1 | 2 => {
            let name = if which % 10 == 1 { "get" } else { "route" };
            let expansion = expand::route(name, tokens, handler.clone());
            assert_stays(&handler, &expansion);
            items(&expansion);
        }
        3 => {
            let declared = quote!(static API: Router =);
            assert_stays(
                &declared,
                &router::expand(
                    tokens,
                    quote!(
                        static API: Router;
                    ),
                ),
            );
        }
        4 => {
            let structure = quote!(
                struct App {
                    store: Store,
                }
            );
            assert_stays(&structure, &app::expand(tokens.clone(), structure.clone()));
            items(&app::expand_default(tokens));
        }
        5 => {
            let named = quote!(show, id = 7, #tokens);
            expression(&url::expand(tokens));
            expression(&url::expand(named));
        }
        // A path with `<` is a type to syn, and no expression to it or to the compiler, which says so.
        6 => {
            let list = routes::expand(tokens);
            if !text.contains('<') {
                expression(&list);
            }
        }
        7 => {
            items(&session_data::expand(quote!(
                #[session(#tokens)]
                struct User {
                    id: u64,
                }
            )));
            items(&session_data::expand(tokens));
        }
        8 => {
            let read = syn::parse2::<function::Function>(tokens.clone());
            let read = read.map_or_else(|_| tokens.clone(), ToTokens::into_token_stream);
            let expansion = expand::route("get", quote!("/{id}"), tokens.clone());
            // Attributes of ours are taken off.
            if !text.contains('#') {
                assert_stays(&read, &expansion);
            }
            assert_stays(&tokens, &app::expand(TokenStream::new(), tokens.clone()));
            router::expand(quote!("/api"), tokens);
        }
        _ => {
            let expansion =
                expand::route("post", quote!("/{id}"), quote!(async fn show(#tokens) {}));
            assert_stays(&quote!(async fn show), &expansion);
        }
    }
});
