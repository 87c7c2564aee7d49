use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
enum Step {
    Start,
    #[session(user = "email")]
    Done {
        email: String,
    },
}

fn main() {}
