use oxy::prelude::*;

#[oxy::app]
struct App {
    name: String,
}

#[get("/")]
async fn index(name: Context<String>) -> String {
    name.to_string()
}

fn main() {}
