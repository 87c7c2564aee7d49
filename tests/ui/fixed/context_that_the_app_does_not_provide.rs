use oxy::prelude::*;

#[oxy::app]
struct App {
    name: Mailer,
}

struct Mailer;

#[post("/invite")]
async fn invite(mailer: Context<Mailer>) {
    let _ = mailer;
}

fn main() {}
