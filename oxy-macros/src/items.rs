//! What the macros add to the user's namespace: one name per declaration, hidden from documentation, and nothing else
//! that has a name.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, ImplItem, Item, Visibility};

use crate::{app, expand, router, session_data};

/// The names that an expansion has at the level of its module, in its order; `impl`s have none.
fn names(expansion: TokenStream) -> Vec<String> {
    let file = syn::parse2::<syn::File>(expansion).unwrap();
    file.items.iter().filter_map(name).collect()
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    let hidden: Attribute = syn::parse_quote!(#[doc(hidden)]);
    attributes.contains(&hidden)
}

fn name(item: &Item) -> Option<String> {
    let (kind, name, attributes) = match item {
        Item::Fn(item) => ("fn", &item.sig.ident, &item.attrs),
        Item::Static(item) => ("static", &item.ident, &item.attrs),
        Item::Struct(item) => ("struct", &item.ident, &item.attrs),
        Item::Type(item) => ("type", &item.ident, &item.attrs),
        // What is in a constant without a name has none outside.
        Item::Const(item) if item.ident == "_" => return None,
        Item::Impl(item) => {
            if item.trait_.is_none() {
                item.items.iter().for_each(assert_unseen);
            }
            return None;
        }
        other => panic!("an item of another kind: {}", quote!(#other)),
    };
    let hidden = if is_hidden(attributes) { "hidden " } else { "" };
    Some(format!("{hidden}{kind} {name}"))
}

/// What a user's own type gets is in no documentation.
fn assert_unseen(item: &ImplItem) {
    let ImplItem::Const(item) = item else {
        panic!("a user's type gets {}", quote!(#item));
    };
    let private = matches!(item.vis, Visibility::Inherited);
    assert!(private || is_hidden(&item.attrs), "{}", item.ident);
}

#[test]
fn a_route_adds_the_item_that_holds_it() {
    let arguments = quote!("/users/{id}", app = Admin, layer = stamped, tag = "users");
    let item = quote! {
        #[post("/users/{id}/{*rest}", app = Admin)]
        pub async fn show(id: u64, rest: Option<String>, #[default(1)] page: u32, form: Form<u8>) {}
    };
    let found = names(expand::route("get", arguments, item));
    assert_eq!(
        found,
        [
            "fn show",
            "hidden static the_route_attribute_of_show",
            "hidden struct the_route_attribute_of_show"
        ]
    );
}

#[test]
fn a_route_that_is_wrong_adds_nothing() {
    let item = quote!(
        async fn show(id: &str) {}
    );
    let expansion = expand::route("get", quote!("users", nmae = "x"), item).to_string();
    let (function, errors) = expansion.split_once("{ }").unwrap();
    assert_eq!(function.trim(), "async fn show (id : & str)");
    for error in errors.split_terminator('}') {
        assert!(
            error.trim().starts_with(":: core :: compile_error ! {"),
            "{error}"
        );
    }
}

#[test]
fn an_application_adds_the_alias_that_routes_name() {
    let item = quote!(
        pub struct App {
            store: Store,
        }
    );
    let found = names(app::expand(TokenStream::new(), item.clone()));
    assert_eq!(
        found,
        [
            "struct App",
            "hidden type the_struct_marked_with_oxy_app_or_named_by_default_app"
        ]
    );
    assert_eq!(names(app::expand(quote!(named), item)), ["struct App"]);
    let found = names(app::expand_default(quote!(crate::shop::Shop)));
    assert_eq!(
        found,
        ["hidden type the_struct_marked_with_oxy_app_or_named_by_default_app"]
    );
}

#[test]
fn a_router_adds_a_type_of_its_name() {
    let found = names(router::expand(
        quote!("/api"),
        quote!(
            pub static API: Router;
        ),
    ));
    assert_eq!(found, ["static API", "hidden struct API"]);
}

#[test]
fn session_data_adds_nothing() {
    let item = quote!(
        #[session(user = "id")]
        struct User {
            id: u64,
        }
    );
    assert!(names(session_data::expand(item)).is_empty());
}

/// The name of the constant that a second route of this path would have, too.
fn claimed(path: &str) -> String {
    let item = quote!(
        async fn show(x: String, y: String) {}
    );
    let expansion = expand::route("get", quote!(#path), item).to_string();
    let name = expansion
        .split(' ')
        .find(|word| word.starts_with("two_routes_answer_"));
    name.unwrap_or_else(|| panic!("{path} claims nothing: {expansion}"))
        .to_owned()
}

#[test]
fn paths_that_match_otherwise_have_other_names() {
    let paths = [
        "/",
        "/a",
        "/a/",
        "/a/b",
        "/ab",
        "/a_b",
        "/a__b",
        "/a-b",
        "/a%5Fb",
        "/a/5fb",
        "/a_5fb",
        "/PARAMETER",
        "/_PARAMETER",
        "/REST",
        "/{*x}",
        "/{x}",
        "/{x}/",
        "/{x}/a",
        "/{x}/{y}",
        "/a/{x}",
        "/a/PARAMETER",
        "/a_PARAMETER",
        "/a/_PARAMETER",
        "/a/{*x}",
        "/a_REST",
    ];
    let names: BTreeMap<String, &str> = paths.map(|path| (claimed(path), path)).into();
    assert_eq!(names.len(), paths.len(), "{names:?}");
    assert_eq!(claimed("/a/{x}"), claimed("/a/{y}"));
    assert_eq!(claimed("/a/{x}/b"), "two_routes_answer_GET__a_PARAMETER__b");
}
