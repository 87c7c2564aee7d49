use oxy::prelude::*;

struct MailFrom(String);

#[oxy::app]
struct App {
    public_url: String,
    mail_from: MailFrom,
}

#[get("/users")]
async fn list(url: Context<String>) {
    let _ = url;
}

fn main() {}
