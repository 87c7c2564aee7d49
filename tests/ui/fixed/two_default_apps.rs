#[oxy::app]
struct App {}

#[oxy::app(named)]
struct Admin {}

fn main() {}
