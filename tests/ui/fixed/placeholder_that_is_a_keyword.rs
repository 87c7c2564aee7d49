use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/by/{type}")]
async fn list(r#type: String) {
    let _ = r#type;
}

fn main() {}
