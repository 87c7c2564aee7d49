use oxy::prelude::*;

pub struct Match(u8);

#[oxy::app]
struct App(pub Match, String);

#[get("/players")]
async fn players(game: Context<Match>) -> String {
    game.0.to_string()
}

fn main() {}
