#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]

use ::oxy::prelude::{Bytes, Context, Router, get, post};

struct Store;

#[::oxy::app]
struct App {
    store: Store,
}

#[::oxy::router("/api")]
static API: Router;

#[get(API, "/{id}/{*rest}")]
async fn show(
    id: u64,
    rest: ::std::string::String,
    store: Context<Store>,
    #[default(1)] page: u32,
    #[default] size: u32,
    tag: ::std::vec::Vec<u8>,
) {
    let _ = (id, rest, store, page, size, tag);
}

#[post("/login")]
async fn login(body: Bytes, name: ::std::option::Option<u8>) -> Bytes {
    let _ = name;
    body
}

fn main() {
    let table = ::oxy::serve(App { store: Store }).check();
    ::std::assert!(table.is_ok());
}
