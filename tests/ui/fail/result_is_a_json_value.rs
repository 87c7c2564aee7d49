use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> serde_json::Value {
    serde_json::json!({ "count": 7 })
}

fn main() {}
