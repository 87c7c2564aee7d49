#![forbid(unsafe_code)]
#![deny(warnings)]

mod facade {
    pub(crate) mod web {
        pub(crate) use oxy::*;
    }
}

use facade::web::{self, get};

#[web::app(crate = crate::facade::web)]
struct App {}

#[web::router("/api", crate = crate::facade::web)]
static API: web::Router;

#[get(API, "/{id}", crate = crate::facade::web)]
async fn show(id: u32, uri: web::Uri, #[default(1)] page: u32) -> String {
    format!("{id} {uri} {page}")
}

fn main() {
    assert_eq!(web::serve(App {}).check().unwrap().routes().len(), 1);
}
