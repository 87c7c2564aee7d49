#[oxy::app(named = true)]
struct App {}

fn main() {}
