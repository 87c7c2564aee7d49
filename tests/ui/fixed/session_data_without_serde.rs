use oxy::SessionData;

#[derive(SessionData)]
#[derive(serde::Serialize, serde::Deserialize)]
#[session(user = "email")]
struct User {
    email: String,
    cart: Vec<u32>,
}

fn keep(user: impl SessionData) {
    let _ = user;
}

fn log_in(user: User) {
    keep(user);
}

fn main() {}
