#[oxy::app(crate = "oxy")]
struct App {}

fn main() {}
