use oxy::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
struct User {
    name: String,
    is_admin: bool,
}

struct Admin;

impl oxy::Role<User> for Admin {
    fn permits(data: &User) -> bool {
        data.is_admin
    }
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[get("/admin")]
async fn admin(user: Session<User, Admin>) -> String {
    user.name.clone()
}

fn main() {}
