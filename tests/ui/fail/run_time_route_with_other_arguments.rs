use oxy::prelude::*;

#[oxy::app]
struct App {}

async fn show(id: u64) -> String {
    id.to_string()
}

fn main() {
    let _ = oxy::serve(App {}).route(Method::GET, "/users/{id}", show);
}
