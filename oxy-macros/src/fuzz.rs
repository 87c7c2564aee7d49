//! Whatever is written, the macros answer with errors and never panic.

#![allow(clippy::unwrap_used)]

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use crate::{app, expand, path, router, routes, session_data};

/// A generator that every run starts alike (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

const PIECES: [&str; 48] = [
    "/", "/", "/", "/", "{", "}", "{", "}", "*", "{*", "{id}", "{*rest}", "{{", "}}", ":", "<",
    ">", "..", ".", "?", "=", "&", "#", "%", "%2", "%zz", "%41", " ", "\t", "\n", "\0", "\\", "\"",
    "_", "-", "a", "id", "self", "r#type", "9", "é", "größe", "\u{301}", "\u{202e}", "日本", "🦀",
    "\u{7f}", "|",
];

fn text(random: &mut Random) -> String {
    let length = random.below(9);
    (0..length).map(|_| random.pick(&PIECES)).collect()
}

#[test]
fn any_path_is_judged() {
    let mut random = Random(0x5eed);
    let mut accepted = 0_u32;
    for _ in 0..20_000 {
        let text = text(&mut random);
        match path::check(&text, path::Colons::AreParameters) {
            Ok(_) => accepted += 1,
            Err(error) => assert!(
                !error.message.is_empty() && !error.help.is_empty(),
                "{text:?}"
            ),
        }
    }
    assert!(accepted > 100, "only {accepted} paths were right");
}

const WORDS: [&str; 33] = [
    "GET", "POST", "get", "PSOT", "API", "app", "name", "tag", "tags", "layer", "layers", "nmae",
    "named", "default", "fn", "async", "struct", "static", "pub", "mut", "impl", "dyn", "where",
    "unsafe", "const", "u64", "String", "Option", "id", "_", "session", "user", "crate",
];

fn token(random: &mut Random, depth: usize) -> TokenTree {
    match random.below(if depth == 0 { 4 } else { 6 }) {
        0 => Ident::new(random.pick(&WORDS), Span::call_site()).into(),
        1 => Literal::string(&text(random)).into(),
        2 => {
            let character = random.pick(&[
                ',', ',', '=', ':', ';', '<', '>', '&', '*', '#', '!', '?', '.', '-', '|', '\'',
            ]);
            let spacing = if character == '\'' || random.below(3) == 0 {
                Spacing::Joint
            } else {
                Spacing::Alone
            };
            Punct::new(character, spacing).into()
        }
        3 => random
            .pick(&[7_u8, 255])
            .to_string()
            .parse::<Literal>()
            .unwrap()
            .into(),
        _ => {
            let delimiters = [
                Delimiter::Parenthesis,
                Delimiter::Brace,
                Delimiter::Bracket,
                Delimiter::None,
            ];
            Group::new(random.pick(&delimiters), tokens(random, depth - 1)).into()
        }
    }
}

fn tokens(random: &mut Random, depth: usize) -> TokenStream {
    let length = random.below(8);
    (0..length).map(|_| token(random, depth)).collect()
}

/// A derive gives an implementation or errors, and nothing that is not Rust.
fn judge(data: TokenStream) {
    let expansion = session_data::expand(data.clone());
    let items = syn::parse2::<syn::File>(expansion).map(|file| file.items);
    assert!(items.is_ok_and(|items| !items.is_empty()), "{data}");
}

#[test]
fn any_arguments_are_judged() {
    let mut random = Random(0xa77);
    let handler = quote!(
        async fn show(
            id: u64,
            #[default(3)] page: u32,
            (a, b): Form<u8>,
            rest: String,
        ) -> Option<String> {
            None
        }
    );
    for _ in 0..20_000 {
        let arguments = tokens(&mut random, 2);
        let name = random.pick(&["get", "route"]);
        let expansion = expand::route(name, arguments.clone(), handler.clone());
        assert!(
            expansion.to_string().contains("async fn show"),
            "the function is gone: {arguments}"
        );
        router::expand(
            arguments.clone(),
            quote!(
                static API: Router;
            ),
        );
        app::expand(
            arguments.clone(),
            quote!(
                struct App {
                    store: Store,
                }
            ),
        );
        app::expand_default(arguments.clone());
        judge(match random.below(3) {
            0 => quote!(
                #[session(#arguments)]
                struct User {
                    id: u64,
                }
            ),
            1 => quote!(#[session #arguments] struct User { #[session(#arguments)] id: u64 }),
            _ => quote!(
                #[session(user = #arguments)]
                enum Step {
                    #[session]
                    First(u64),
                }
            ),
        });
        routes::expand(arguments);
    }
}

#[test]
fn any_item_is_judged() {
    let mut random = Random(0x17e);
    for _ in 0..20_000 {
        let item = tokens(&mut random, 3);
        let (inside, result) = (tokens(&mut random, 2), tokens(&mut random, 1));
        let function = quote!(async fn show(#inside) -> #result { #item });
        judge(quote!(#[session(user = "id")] struct User #inside #item));
        judge(quote!(#[session(user = "id")] struct User { id: #result, #inside }));
        judge(quote!(enum Step<#result> { #inside }));
        judge(item.clone());
        for item in [item, function] {
            expand::route("get", quote!("/{id}"), item.clone());
            router::expand(quote!("/api"), item.clone());
            app::expand(quote!(), item);
        }
    }
}

#[test]
fn any_path_is_expanded() {
    let mut random = Random(0xe4a);
    for _ in 0..20_000 {
        let path = Literal::string(&text(&mut random));
        let expansion = expand::route(
            "get",
            quote!(#path),
            quote!(
                async fn show(id: u64, rest: String) {}
            ),
        );
        assert!(expansion.to_string().contains("async fn show"));
    }
}
