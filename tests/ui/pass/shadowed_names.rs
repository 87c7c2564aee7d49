//! Names that generated code needs are written in full there.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, unused_macros)]

use oxy::prelude::{Context, Form, Router, Uri, get, post};

struct Option;
struct Result;
struct String;
struct Box;
struct Vec;
struct Some;
struct None;
struct Ok;
struct Err;
struct Send;
struct Sync;
struct Default;
struct From;
struct Fn;
struct usize;
struct bool;
struct str;
mod core {}
mod std {}
mod oxy_runtime {}

macro_rules! format_args {
    () => {};
}
macro_rules! assert {
    () => {};
}
macro_rules! submit {
    () => {};
}

struct Store;

#[oxy::app]
struct App {
    store: Store,
}

#[oxy::router("/api", tags = ["a", "b"])]
static API: Router;

#[get(API, "/{id}")]
async fn show(
    id: u64,
    store: Context<Store>,
    #[default(1)] page: u32,
    #[default] size: u32,
    uri: Uri,
) {
    drop((id, store, page, size, uri));
}

#[post("/login")]
async fn login(
    form: Form<::std::collections::HashMap<::std::string::String, ::std::string::String>>,
    name: ::std::option::Option<u8>,
) -> ::std::string::String {
    let _ = name;
    form.len().to_string()
}

fn main() {
    let table = oxy::serve(App { store: Store }).check();
    ::std::assert!(table.is_ok());
}
