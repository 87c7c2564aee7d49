use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Id(u64);

impl std::str::FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[get("/users/{id}")]
async fn show(Id(number): Id) {
    let _ = number;
}

fn main() {}
