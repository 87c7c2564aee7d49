//! A program that uses a library which has an application, too; says what is served without it and with it.

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct Site {}

#[get("/")]
async fn index() -> String {
    guestbook::greeting("Ann")
}

async fn show(title: &str, server: oxy::Serve<Site>) -> oxy::Result {
    println!("{title}");
    let client = TestClient::new(server)?;
    for route in client.routes().routes() {
        println!("{} {}", route.methods, route.path);
    }
    for path in ["/login", "/admin/login"] {
        let answer = client.post(path).send().await;
        let status = answer.status();
        let text = if status.is_success() { answer.text() } else { String::new() };
        println!("POST {path}: {status} {text}");
    }
    Ok(())
}

#[tokio::main]
async fn main() -> oxy::Result {
    show("alone", oxy::serve(Site {})).await?;
    let owner = "Bob".to_owned();
    let server = oxy::serve(Site {}).mount("/admin", guestbook::Guestbook { owner });
    show("mounted", server).await
}
