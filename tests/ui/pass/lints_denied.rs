//! No lint speaks of generated code.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    unused,
    nonstandard_style,
    future_incompatible,
    let_underscore,
    keyword_idents,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    macro_use_extern_crate,
    meta_variable_misuse,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    non_ascii_idents,
    redundant_imports,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unused_crate_dependencies,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_macro_rules,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![allow(unused_crate_dependencies)]

use oxy::prelude::*;
use oxy::{Layer, Next};

/// A store.
#[derive(Debug, Default)]
struct Store {
    visits: u32,
}

/// The application.
#[oxy::app]
#[derive(Debug)]
struct App {
    store: Store,
}

fn stamped() -> Layer {
    Layer::new(async |request: Request, next: Next| next.run(request).await)
}

/// A router.
#[oxy::router("/api", tag = "api", layer = stamped)]
static API: Router;

/// A router in it.
#[oxy::router(API, "/v1")]
static V1: Router;

/// A login.
#[derive(Debug, serde::Deserialize)]
struct Login {
    name: String,
}

/// A session.
#[derive(Debug, serde::Serialize, serde::Deserialize, SessionData)]
#[session(user = "name")]
struct User {
    name: Option<String>,
}

/// A session of any type.
#[derive(Debug, serde::Serialize, serde::Deserialize, SessionData)]
struct Cart<T> {
    items: Vec<T>,
}

/// Shows.
#[get(V1, "/users/{userId}/{*rest}", name = "show", layers = [stamped])]
#[allow(non_snake_case)]
async fn show(
    userId: u64,
    rest: String,
    store: Context<Store>,
    #[default] page: u32,
    tag: Vec<String>,
) -> String {
    format!("{userId} {rest} {} {page} {}", store.visits, tag.len())
}

/// Logs in.
#[route(POST, PUT, "/login")]
async fn login(login: Form<Login>, _agent: Option<String>, _: Cookies) -> Result<String, Error> {
    Ok(login.0.name)
}

/// Nothing.
#[get("/")]
fn index() {}

fn main() {
    assert_eq!(User { name: None }.user(), None);
    assert_eq!(Cart { items: vec![1] }.user(), None);
    let app = App {
        store: Store::default(),
    };
    let served = oxy::serve(app).secret_key(SecretKey::random());
    assert_eq!(served.check().unwrap().routes().len(), 3);
}
