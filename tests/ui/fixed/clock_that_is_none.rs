#[oxy::app]
struct App {}

fn main() {
    let _ = oxy::serve(App {}).clock(oxy::ManualClock::new());
}
