use oxy::prelude::*;
use serde::Deserialize;

#[oxy::app]
struct App {}

#[derive(Deserialize)]
struct Search {
    text: String,
}

#[post("/search")]
async fn search(search: Form<Search>) -> String {
    search.0.text
}

fn main() {}
