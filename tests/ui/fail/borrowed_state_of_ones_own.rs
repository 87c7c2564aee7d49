use oxy::prelude::*;

struct State {
    shelves: u32,
}

#[oxy::app]
struct App {
    store: State,
}

#[get("/shelves")]
async fn shelves(store: &State) -> String {
    store.shelves.to_string()
}

fn main() {}
