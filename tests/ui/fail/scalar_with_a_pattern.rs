use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Page(u32);

impl std::str::FromStr for Page {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[get("/users")]
async fn list(Page(page): Page) {
    let _ = page;
}

fn main() {}
