use oxy::prelude::*;

#[oxy::app]
struct App {
    name: String,
}

#[get("/")]
async fn index(#[state] name: Context<String>) -> String {
    name.to_string()
}

fn main() {}
