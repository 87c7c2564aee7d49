use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Filter;

impl std::str::FromStr for Filter {
    type Err = std::convert::Infallible;

    fn from_str(_: &str) -> Result<Self, Self::Err> {
        Ok(Self)
    }
}

#[get("/users")]
async fn list(filter: Option<Filter>) {
    let _ = filter;
}

fn main() {}
