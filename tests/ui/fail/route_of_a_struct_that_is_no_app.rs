use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Admin {}

#[get("/users", app = Admin)]
async fn list() {}

fn main() {}
