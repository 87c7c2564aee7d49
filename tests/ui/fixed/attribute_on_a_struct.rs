use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn users() {}

struct Users;

fn main() {}
