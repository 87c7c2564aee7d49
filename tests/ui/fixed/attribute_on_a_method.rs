use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Users;

impl Users {}

#[get("/users")]
async fn list() {}

fn main() {}
