use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count(count: std::sync::MutexGuard<'static, u64>) -> String {
    count.to_string()
}

fn main() {}
