#![forbid(unsafe_code)]
#![deny(warnings)]

use std::borrow::Cow;

use oxy::SessionData;
use oxy::prelude::Uuid;
use oxy::session::UserKey;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
struct Customer {
    email: String,
}

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
struct Visitor {
    cart: Vec<u32>,
    email: Option<String>,
}

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "id")]
struct Account {
    id: u64,
}

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "id")]
struct Device {
    id: Uuid,
}

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "type")]
struct Robot {
    r#type: String,
}

#[derive(Serialize, Deserialize)]
struct Badge {
    number: u32,
}

impl UserKey for Badge {
    fn user_key(&self) -> Option<Cow<'_, str>> {
        Some(format!("badge {}", self.number).into())
    }
}

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "badge")]
pub struct Guard {
    badge: Option<Badge>,
}

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "id")]
struct Login<K: UserKey, const TRIES: usize = 3> {
    id: K,
}

#[derive(Serialize, Deserialize, SessionData)]
enum Step {
    Start,
    Address { street: String },
    Done(u32),
}

#[derive(Serialize, Deserialize, SessionData)]
struct Theme(String);

#[derive(Serialize, Deserialize, SessionData)]
struct Seen;

#[derive(Serialize, Deserialize, SessionData)]
#[deprecated]
struct Old<T> {
    items: Vec<T>,
}

macro_rules! data {
    ($name:ident, $field:ident, $type:ty, $text:literal) => {
        #[derive(Serialize, Deserialize, SessionData)]
        #[session(user = $text)]
        struct $name {
            $field: $type,
        }
    };
}

data! { Made, name, String, "name" }

fn user(data: impl SessionData) -> Option<String> {
    data.user().map(Cow::into_owned)
}

#[allow(deprecated)]
fn main() {
    let email = || "ann@example.com".to_owned();
    assert_eq!(user(Customer { email: email() }), Some(email()));
    let visitor = |email| Visitor {
        cart: vec![1],
        email,
    };
    assert_eq!(user(visitor(Some(email()))), Some(email()));
    assert_eq!(user(visitor(None)), None);
    assert_eq!(user(Account { id: 7 }).as_deref(), Some("7"));
    let id = Uuid::nil();
    assert_eq!(user(Device { id }), Some(id.to_string()));
    assert_eq!(user(Robot { r#type: email() }), Some(email()));
    let badge = Some(Badge { number: 7 });
    assert_eq!(user(Guard { badge }).as_deref(), Some("badge 7"));
    assert_eq!(user(Login::<u64> { id: 7 }).as_deref(), Some("7"));
    assert_eq!(user(Made { name: email() }), Some(email()));
    let street = String::new();
    for step in [Step::Start, Step::Address { street }, Step::Done(1)] {
        assert_eq!(user(step), None);
    }
    assert_eq!(user(Theme(email())), None);
    assert_eq!(user(Seen), None);
    assert_eq!(user(Old { items: vec![1] }), None);
}
