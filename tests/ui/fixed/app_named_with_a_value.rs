#[oxy::app(named)]
struct App {}

fn main() {}
