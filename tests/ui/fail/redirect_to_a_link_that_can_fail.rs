use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{name}")]
async fn show(name: String) -> String {
    name
}

#[post("/users/{name}")]
async fn rename(name: String) -> Result<Redirect, Error> {
    Ok(Redirect::to(url!(show, name = name)))
}

fn main() {}
