use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/teams/{team}")]
static TEAM: Router;

#[get(TEAM, "/members/{id}")]
async fn member(id: u64, team: u64) -> String {
    format!("{id} {team}")
}

#[get("/")]
async fn index() -> String {
    let _link = url!(member, team = 1, id = 7);
    String::new()
}

fn main() {}
