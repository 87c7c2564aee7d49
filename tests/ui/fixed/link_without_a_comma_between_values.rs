use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(id: u64) -> String {
    id.to_string()
}

#[get("/teams/{team}/members/{id}")]
async fn member(team: u64, id: u64) -> String {
    format!("{team} {id}")
}

#[get("/")]
async fn index() -> String {
    url!(member, team = 1, id = 7).to_string()
}

fn main() {}
