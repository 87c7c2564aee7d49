use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/teams/{team}")]
static TEAM: Router;

#[get(TEAM, "/members/{id}")]
async fn member(id: u64) -> String {
    id.to_string()
}

#[get("/")]
async fn index() -> String {
    let _link = url!(member, team = 1, id = 7);
    String::new()
}

fn main() {}
