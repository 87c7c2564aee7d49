use oxy::prelude::*;

#[oxy::app]
struct App {
    public_url: String,
    mail_from: String,
}

#[get("/users")]
async fn list(url: Context<String>) {
    let _ = url;
}

fn main() {}
