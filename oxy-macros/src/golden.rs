//! The expansions of a few declarations, written down in `tests/expand` to be read in review.
//!
//! `UPDATE_EXPECT=1 cargo test -p oxy-macros` writes them anew.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use proc_macro2::TokenStream;
use quote::quote;

use crate::{app, expand, router, session_data, url};

/// What a route may add to a program, in formatted lines.
const LINES: usize = 60;

/// As `cargo fmt` would write it.
fn format(tokens: TokenStream) -> String {
    let mut formatter = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text = prettyplease::unparse(&syn::parse2(tokens).unwrap());
    let mut input = formatter.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    let output = formatter.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// Compares the expansion with what is written down, both formatted alike, and gives its lines.
fn check(name: &str, expansion: TokenStream) -> usize {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/expand")
        .join(format!("{name}.rs"));
    let found = format(expansion);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, &found).unwrap();
    }
    let Ok(expected) = fs::read_to_string(&file) else {
        panic!("{} does not exist: set UPDATE_EXPECT=1", file.display());
    };
    let expected = format(expected.parse().unwrap());
    let differing = found.lines().zip(expected.lines());
    let differing = differing
        .enumerate()
        .find(|(_, (found, expected))| found != expected);
    assert!(
        found == expected,
        "{name} expands to something else, first {differing:?}: set UPDATE_EXPECT=1 and read the difference"
    );
    found.lines().count()
}

/// The same for route attributes, whose expansion is bounded.
fn check_route(name: &str, attribute: (&str, TokenStream), item: TokenStream, routes: usize) {
    let without = format(item.clone()).lines().count();
    let lines = check(name, expand::route(attribute.0, attribute.1, item));
    let (added, most) = (lines - without, routes * LINES);
    assert!(added <= most, "{name} adds {added} lines, more than {most}");
}

#[test]
fn a_plain_get() {
    let item = quote! {
        async fn index() -> &'static str { "hello" }
    };
    check_route("plain_get", ("get", quote!("/")), item, 1);
}

#[test]
fn a_post_with_context_and_form() {
    let item = quote! {
        pub(crate) async fn login(form: Form<Login>, store: Context<Store>) -> Result<Redirect, Error> {
            store.check(&form)
        }
    };
    check_route(
        "post_with_context_and_form",
        ("post", quote!("/login")),
        item,
        1,
    );
}

#[test]
fn path_query_and_default() {
    let item = quote! {
        async fn list(shelf: u32, r#type: Option<String>, #[default(20)] limit: u32, #[default] offset: u32) -> String {
            format!("{shelf} {limit} {offset}")
        }
    };
    check_route(
        "path_query_and_default",
        ("get", quote!("/shelves/{shelf}")),
        item,
        1,
    );
}

#[test]
fn several_attributes() {
    let item = quote! {
        #[get("/books/{genre}")]
        async fn books(genre: Option<String>) -> Json<Vec<Book>> { find(genre) }
    };
    check_route("several_attributes", ("get", quote!("/books")), item, 2);
}

#[test]
fn a_router_with_options() {
    let arguments = quote!(
        GET,
        POST,
        api::USERS,
        "/{*rest}",
        name = "users",
        tags = ["a", "b"],
        layers = [one, two],
        app = Admin
    );
    let item = quote! {
        /// Documented.
        #[cfg(unix)]
        fn users(rest: String) {}
    };
    check_route("router_with_options", ("route", arguments), item, 1);
}

#[test]
fn a_link() {
    let link = url::expand(quote!(users::show, id = user.id, name));
    check("link", quote!(fn link() -> Link { #link }));
}

#[test]
fn an_app() {
    let item = quote! {
        /// The application.
        pub struct App { store: Store, #[cfg(unix)] mailer: Mailer }
    };
    check("app", app::expand(quote!(), item));
}

#[test]
fn a_router() {
    let item = quote! {
        /// Version 1.
        pub static V1: Router;
    };
    check(
        "router",
        router::expand(quote!(API, "/v1", tag = "v1", layer = stamped), item),
    );
}

#[test]
fn session_data_with_a_user() {
    let item = quote! {
        #[session(user = "email")]
        pub struct User { email: Option<String>, cart: Vec<u32> }
    };
    check("session_data_with_a_user", session_data::expand(item));
}

#[test]
fn session_data_without_a_user() {
    let item = quote! {
        #[session(crate = web)]
        enum Step<T: Clone> { First, Second(T) }
    };
    check("session_data_without_a_user", session_data::expand(item));
}
