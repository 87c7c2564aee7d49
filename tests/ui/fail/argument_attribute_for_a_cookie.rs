use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index(#[cookie] theme: Option<String>) -> String {
    theme.unwrap_or_default()
}

fn main() {}
