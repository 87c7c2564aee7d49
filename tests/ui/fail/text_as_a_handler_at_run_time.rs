use oxy::prelude::*;

#[oxy::app]
struct App {}

fn main() {
    let _ = oxy::serve(App {}).route(Method::GET, "/users", "nobody");
}
