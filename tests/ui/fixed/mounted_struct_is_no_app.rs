#[oxy::app]
struct App {}

#[oxy::app(named)]
struct Shop {}

fn main() -> oxy::Result {
    oxy::serve(App {}).mount("/shop", Shop {}).run()
}
