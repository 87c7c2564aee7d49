use oxy::prelude::*;

#[oxy::app]
struct App {
    count: std::sync::Mutex<u64>,
}

async fn pause() {}

#[get("/count")]
async fn count(store: Context<std::sync::Mutex<u64>>) -> String {
    let count = *store.lock().unwrap();
    pause().await;
    count.to_string()
}

fn main() {}
