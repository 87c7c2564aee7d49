use oxy::prelude::*;

#[oxy::app]
struct App {}

fn main() {
    let _ = oxy::serve(App {}).route(Method::GET, "/users", |request: Request| async move { request.method().to_string() });
}
