use oxy::prelude::*;

#[oxy::app]
struct App {}

enum Kind {
    Book,
}

impl std::str::FromStr for Kind {
    type Err = ();

    fn from_str(_: &str) -> Result<Self, ()> {
        Ok(Self::Book)
    }
}

#[get("/kinds/{kind}")]
async fn list(kind: Kind) -> String {
    match kind {
        Kind::Book => "books".to_owned(),
    }
}

#[get("/")]
async fn index() -> String {
    url!(list, kind = Kind::Book).unwrap().to_string()
}

fn main() {}
