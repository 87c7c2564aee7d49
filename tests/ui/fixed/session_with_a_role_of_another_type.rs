use oxy::Role;
use oxy::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
struct User {
    name: String,
}

#[derive(Serialize, Deserialize, SessionData)]
struct Operator {
    name: String,
}

struct Admin;

impl Role<Operator> for Admin {
    fn permits(operator: &Operator) -> bool {
        operator.name == "root"
    }
}

impl oxy::Role<User> for Admin {
    fn permits(data: &User) -> bool {
        data.name == "root"
    }
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[get("/admin")]
async fn admin(user: Option<Session<User, Admin>>) -> String {
    user.map_or("nobody".to_owned(), |user| user.name.clone())
}

fn main() {}
