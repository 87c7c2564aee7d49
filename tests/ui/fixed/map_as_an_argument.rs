use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(query: Query<std::collections::HashMap<String, String>>) {
    drop(query);
}

fn main() {}
