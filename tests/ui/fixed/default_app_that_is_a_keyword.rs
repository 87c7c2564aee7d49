mod shop {
    #[oxy::app]
    pub struct App {}
}

oxy::default_app!(crate::shop::App);

fn main() {}
