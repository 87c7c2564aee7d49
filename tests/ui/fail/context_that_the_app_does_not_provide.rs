use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Mailer;

#[post("/invite")]
async fn invite(mailer: Context<Mailer>) {
    let _ = mailer;
}

fn main() {}
