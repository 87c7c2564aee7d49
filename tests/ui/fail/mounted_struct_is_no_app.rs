#[oxy::app]
struct App {}

struct Shop {}

fn main() -> oxy::Result {
    oxy::serve(App {}).mount("/shop", Shop {}).run()
}
