//! All macros where the crate has another name in Cargo.toml.

use serde::{Deserialize, Serialize};
use web::prelude::*;
use web::testing::TestClient;

mod shop {
    #[web::app(crate = web)]
    pub(crate) struct Shop {
        pub(crate) owner: String,
        pub(crate) sessions: web::Sessions<crate::User>,
    }
}

web::default_app!(crate::shop::Shop);

#[derive(Serialize, Deserialize, SessionData)]
#[session(crate = web, user = "name")]
struct User {
    name: String,
}

#[web::router("/api", crate = web)]
static API: Router;

#[get(API, "/{id}", crate = web)]
async fn show(id: u64, owner: Context<String>, #[default(1)] page: u32) -> String {
    format!("{id} of {} on {page}", *owner)
}

#[post("/login", crate = web)]
#[web::put("/login", crate = web)]
#[web::prelude::patch("/login", crate = web)]
async fn login(name: String, sessions: SessionHandle<User>) -> Result<String, Error> {
    let greeting = format!("Welcome, {name}!");
    sessions.begin(User { name }).await?;
    Ok(greeting)
}

#[tokio::main]
async fn main() -> web::Result {
    let shop = || shop::Shop {
        owner: "Ann".to_owned(),
        sessions: Sessions::memory(),
    };
    let server = web::serve(shop()).secret_key(SecretKey::random());
    let client = TestClient::new(server.routes(routes![show, login]))?;
    println!("{}", client.get("/api/7").send().await.text());
    println!("{}", client.put("/login?name=Bob").send().await.text());
    println!("{}", client.patch("/login?name=Cid").send().await.text());
    Ok(())
}
