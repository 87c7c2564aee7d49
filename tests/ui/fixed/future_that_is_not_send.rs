use oxy::prelude::*;

#[oxy::app]
struct App {}

async fn pause() {}

#[get("/count")]
async fn count() -> String {
    let count = std::sync::Arc::new(7);
    pause().await;
    count.to_string()
}

fn main() {}
