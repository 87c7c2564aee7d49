#![forbid(unsafe_code)]
#![deny(warnings)]

mod facade {
    pub(crate) mod web {
        pub(crate) use oxy::*;
    }
}

use facade::web::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(crate = crate::facade::web, user = "email")]
struct User {
    email: String,
}

#[derive(Serialize, Deserialize, SessionData)]
#[session(crate = facade::web)]
struct Cart<T> {
    items: Vec<T>,
}

fn main() {
    let email = "ann@example.com".to_owned();
    assert_eq!(User { email }.user().as_deref(), Some("ann@example.com"));
    assert!(Cart { items: vec![1] }.user().is_none());
}
