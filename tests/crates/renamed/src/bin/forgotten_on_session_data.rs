//! Has renamed the crate, and not said so.

#[derive(serde::Serialize, serde::Deserialize, web::SessionData)]
#[session(user = "name")]
struct User {
    name: String,
}

fn main() {}
