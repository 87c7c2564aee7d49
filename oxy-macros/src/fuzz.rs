//! Whatever is written, the macros answer with errors and never panic, and what was written stays.

#![allow(clippy::unwrap_used, clippy::panic)]

mod input;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::function::Function;
use crate::{app, expand, path, router, routes, session_data, url};
use input::{Random, characters, text, tokens};

/// Judges so many cases; one that fails is printed by its test.
fn cases(seed: u64, mut judge: impl FnMut(&mut Random)) {
    let mut random = Random::new(seed);
    for _ in 0..100_000 {
        judge(&mut random);
    }
}

/// An expansion is always Rust.
fn items(expansion: TokenStream) -> Vec<syn::Item> {
    match syn::parse2::<syn::File>(expansion.clone()) {
        Ok(file) => file.items,
        Err(error) => panic!("{error}: {expansion}"),
    }
}

/// A derive gives an implementation or errors.
fn judge_data(data: TokenStream) {
    let written = data.clone();
    assert!(!items(session_data::expand(data)).is_empty(), "{written}");
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

/// A handler, and what is left of it without what is ours.
fn handler() -> (TokenStream, TokenStream) {
    let with = |default: TokenStream| {
        quote!(
            async fn show(id: u64, #default page: u32, (a, b): Form<u8>, rest: String) -> Option<String> {
                None
            }
        )
    };
    (with(quote!(#[default(3)])), with(TokenStream::new()))
}

fn judge_path(text: &str) -> bool {
    let judged = path::check(text, &crate::allow::Allowed::default());
    if let Err(error) = &judged {
        assert!(
            !error.message.is_empty() && !error.help.is_empty(),
            "{text:?}"
        );
    }
    judged.is_ok()
}

#[test]
fn any_path_is_judged() {
    let mut right = 0_u32;
    cases(0x5eed, |random| {
        right += u32::from(judge_path(&text(random)));
        let text = characters(random);
        right += u32::from(judge_path(&text));
        right += u32::from(judge_path(&format!("/{text}")));
        right += u32::from(judge_path(&format!("/{{{text}}}")));
    });
    assert!(right > 1_000, "only {right} paths were right");
}

#[test]
fn any_path_is_expanded() {
    let (item, stays) = handler();
    cases(0xe4a, |random| {
        let path = Literal::string(&text(random));
        let expansion = expand::route("get", quote!(#path), item.clone());
        assert_stays(&stays, &expansion);
    });
}

#[test]
fn any_arguments_of_a_route_are_judged() {
    let (item, stays) = handler();
    cases(0xa77, |random| {
        let name = random.pick(&["get", "delete", "route"]);
        let expansion = expand::route(name, tokens(random, 2), item.clone());
        assert_stays(&stays, &expansion);
        items(expansion);
    });
}

#[test]
fn any_arguments_of_other_macros_are_judged() {
    let structure = quote!(
        struct App {
            store: Store,
        }
    );
    let router = quote!(
        static API: Router;
    );
    let declared = quote!(static API: Router =);
    cases(0xa99, |random| {
        let arguments = tokens(random, 2);
        match random.below(5) {
            0 => assert_stays(&declared, &router::expand(arguments, router.clone())),
            1 => assert_stays(&structure, &app::expand(arguments, structure.clone())),
            2 => assert!(!items(app::expand_default(arguments)).is_empty()),
            3 => {
                let named = quote!(show, id = 7, #arguments);
                for link in [url::expand(arguments), url::expand(named)] {
                    assert!(syn::parse2::<syn::Expr>(link.clone()).is_ok(), "{link}");
                }
            }
            _ => {
                let list = routes::expand(arguments);
                assert!(syn::parse2::<syn::Expr>(list.clone()).is_ok(), "{list}");
            }
        }
    });
}

#[test]
fn any_options_of_session_data_are_judged() {
    cases(0xda7a, |random| {
        let options = tokens(random, 2);
        judge_data(match random.below(3) {
            0 => quote!(
                #[session(#options)]
                struct User {
                    id: u64,
                }
            ),
            1 => quote!(#[session #options] struct User { #[session(#options)] id: u64 }),
            _ => quote!(
                #[session(user = #options)]
                enum Step {
                    #[session]
                    First(u64),
                }
            ),
        });
    });
}

#[test]
fn any_session_data_is_judged() {
    cases(0xdada, |random| {
        let (inside, ty) = (tokens(random, 2), tokens(random, 1));
        judge_data(match random.below(4) {
            0 => quote!(#[session(user = "id")] struct User #inside #ty),
            // In parentheses, since `Some +` is a type where a field ends, but not in `<Some + as Trait>`.
            1 => quote!(#[session(user = "id")] struct User { id: (#ty), #inside }),
            2 => quote!(enum Step<#ty> { #inside }),
            _ => inside,
        });
    });
}

#[test]
fn any_item_is_judged() {
    cases(0x17e, |random| {
        let item = tokens(random, 3);
        // What the parser takes for a function is given back as it was read.
        let read = syn::parse2::<Function>(item.clone());
        let read = read.map_or_else(|_| item.clone(), Function::into_token_stream);
        let expansion = expand::route("get", quote!("/{id}"), item.clone());
        assert_stays(&read, &expansion);
        assert_stays(&item, &app::expand(TokenStream::new(), item.clone()));
        router::expand(quote!("/api"), item);
    });
}

#[test]
fn any_function_is_judged() {
    cases(0xf0f, |random| {
        let (inside, result, body) = (tokens(random, 2), tokens(random, 1), tokens(random, 2));
        let item = quote!(async fn show(#inside) -> #result { #body });
        let expansion = expand::route("get", quote!("/{id}"), item);
        assert_stays(&quote!(async fn show), &expansion);
        let body = quote!({ #body }).to_string();
        let stays = |token: proc_macro2::TokenTree| token.to_string() == body;
        assert!(expansion.clone().into_iter().any(stays), "{expansion}");
    });
}
