use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Place {
    shelf: String,
    item: String,
}

#[get("/shelves/{shelf}/items/{item}")]
async fn show(shelf: String, item: String) -> String {
    let place = Place { shelf, item };
    format!("{} {}", place.shelf, place.item)
}

fn main() {}
