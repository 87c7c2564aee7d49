use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Place {
    shelf: String,
    item: String,
}

#[get("/shelves/{shelf}/items/{item}")]
async fn show(Path(place): Path<Place>) -> String {
    format!("{} {}", place.shelf, place.item)
}

fn main() {}
