#[oxy::app]
struct Shop {}

fn main() -> oxy::Result {
    oxy::serve(Shop {}).port(8080).run()
}
