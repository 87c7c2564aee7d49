#[oxy::app]
struct App {}

fn main() {
    let _ = oxy::serve(App {}).clock(std::time::Instant::now());
}
