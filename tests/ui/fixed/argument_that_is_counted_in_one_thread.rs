use oxy::prelude::*;

#[oxy::app]
struct App {
    count: std::sync::Arc<u64>,
}

#[get("/count")]
async fn count(count: Context<std::sync::Arc<u64>>) -> String {
    count.to_string()
}

fn main() {}
