use oxy::prelude::*;

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
#[session(user = "name")]
struct User {
    name: String,
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[post("/end-others")]
async fn end_others(user: Session<User>) -> Result<String, Error> {
    Ok(user.end_others().await?.to_string())
}

fn main() {}
