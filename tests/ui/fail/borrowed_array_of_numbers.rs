use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/sum")]
async fn sum(n: &[u32; 2]) -> String {
    (n[0] + n[1]).to_string()
}

fn main() {}
