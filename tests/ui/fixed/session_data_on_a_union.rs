use oxy::SessionData;

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
struct User {
    email: String,
}

fn main() {}
