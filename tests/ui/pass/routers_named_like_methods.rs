#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/posts")]
static POSTS: Router;

#[oxy::router("/patches")]
static PATCHES: Router;

#[get(POSTS, "/{id}")]
async fn show(id: u64) -> String {
    id.to_string()
}

#[route(PUT, PATCH, POSTS, "/{id}")]
async fn change(id: u64) -> String {
    id.to_string()
}

#[route(GET, PATCHES, "/{id}")]
async fn patch(id: u64) -> String {
    id.to_string()
}

fn main() {
    let table = oxy::serve(App {}).check().unwrap();
    let paths: Vec<&str> = table
        .routes()
        .iter()
        .map(|route| route.path.as_str())
        .collect();
    assert_eq!(paths, ["/patches/{id}", "/posts/{id}", "/posts/{id}"]);
}
