#[oxy::app]
struct App {}

#[oxy::main]
async fn main() {
    oxy::serve(App {}).run().unwrap();
}
