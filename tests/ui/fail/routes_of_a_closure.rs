use oxy::prelude::*;

#[oxy::app]
struct App {}

fn main() {
    let _ = oxy::serve(App {}).routes(routes![|| "hello"]);
}
