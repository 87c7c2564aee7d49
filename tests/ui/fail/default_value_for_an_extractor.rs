use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/notes")]
async fn add(#[default(Text(String::new()))] text: Text) {
    let _ = text;
}

fn main() {}
