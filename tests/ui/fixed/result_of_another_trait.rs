use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list() -> Json<Vec<String>> {
    Json(["Ann".to_owned()].into_iter().collect())
}

fn main() {}
