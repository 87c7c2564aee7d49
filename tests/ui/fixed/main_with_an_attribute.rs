#[oxy::app]
struct App {}

fn main() -> oxy::Result {
    oxy::serve(App {}).run()
}
