mod shop {
    #[oxy::app]
    pub struct App {}
}

oxy::default_app!("App");

fn main() {}
