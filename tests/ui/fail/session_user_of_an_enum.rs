use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
enum Step {
    Start,
    Done { email: String },
}

fn main() {}
