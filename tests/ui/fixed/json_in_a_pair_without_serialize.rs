use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Serialize)]
struct Item {
    id: u64,
}

#[get("/item")]
async fn item() -> (StatusCode, Json<Item>) {
    (StatusCode::OK, Json(Item { id: 1 }))
}

fn main() {}
