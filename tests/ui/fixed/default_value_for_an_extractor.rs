use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/notes")]
async fn add(text: Text) {
    let _ = text;
}

fn main() {}
