use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

type Credentials = Form<Login>;

#[post("/login")]
async fn login(first: Credentials, page: Option<u32>, second: Option<Credentials>) {
    let _ = (first, page, second);
}

fn main() {}
