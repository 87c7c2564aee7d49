mod shop {
    #[oxy::app]
    pub struct App {}
}

oxy::default_app!(try);

fn main() {}
