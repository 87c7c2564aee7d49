use oxy::prelude::*;

#[oxy::app]
struct App {
    count: std::sync::Mutex<u64>,
}

#[get("/count")]
async fn count(count: Context<std::sync::Mutex<u64>>) -> String {
    count.lock().unwrap().to_string()
}

fn main() {}
