use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "count": 7 }))
}

fn main() {}
