use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Name(std::sync::Arc<str>);

impl std::str::FromStr for Name {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.into()))
    }
}

#[get("/hello/{name}")]
async fn hello(name: Name) -> String {
    name.0.to_string()
}

fn main() {}
