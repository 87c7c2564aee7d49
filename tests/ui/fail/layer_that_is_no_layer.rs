use oxy::prelude::*;

#[oxy::app]
struct App {}

fn stamp(request: Request) -> Request {
    request
}

#[get("/users", layer = stamp)]
async fn list() {}

fn main() {}
