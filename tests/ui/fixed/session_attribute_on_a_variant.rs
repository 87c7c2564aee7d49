use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
enum Step {
    Start,
    Done {
        email: String,
    },
}

fn main() {}
