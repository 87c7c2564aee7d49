use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list() -> Json<Vec<String>> {
    Json(Vec::new())
}

fn main() {}
