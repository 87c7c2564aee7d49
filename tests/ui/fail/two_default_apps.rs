#[oxy::app]
struct App {}

#[oxy::app]
struct Admin {}

fn main() {}
