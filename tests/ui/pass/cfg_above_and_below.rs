#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;

#[oxy::app]
struct App {
    #[cfg(any())]
    missing: Missing,
}

#[cfg(any())]
#[get("/above")]
async fn above(missing: Missing) {}

#[get("/below")]
#[cfg(any())]
async fn below(missing: Missing) {}

#[get("/both")]
#[cfg(any())]
async fn both() -> &'static str {
    "one"
}

#[get("/both")]
#[cfg(all())]
async fn both() -> &'static str {
    "other"
}

#[cfg(any())]
#[oxy::router("/gone")]
static GONE: Router;

#[oxy::router("/gone-too")]
#[cfg(any())]
static GONE_TOO: Router;

fn main() {
    let table = oxy::serve(App {}).check().unwrap();
    assert_eq!(table.routes().len(), 1);
}
