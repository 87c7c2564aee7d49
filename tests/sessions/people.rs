//! Users and roles that several modules know.

use oxy::Role;
use oxy::prelude::*;
use oxy::testing::TestResponse;
use serde::{Deserialize, Serialize};

/// Who is logged in; every address ends in `@oxy.example`, so that a log can be searched for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SessionData)]
#[session(user = "email")]
pub(crate) struct User {
    pub(crate) email: String,
    pub(crate) is_admin: bool,
}

impl User {
    pub(crate) fn named(name: &str) -> Self {
        Self {
            email: format!("{name}@oxy.example"),
            is_admin: false,
        }
    }

    pub(crate) fn admin(name: &str) -> Self {
        Self {
            is_admin: true,
            ..Self::named(name)
        }
    }
}

pub(crate) struct Admin;

impl Role<User> for Admin {
    fn permits(user: &User) -> bool {
        user.is_admin
    }
}

/// The names of the cookies that a response sets and removes, the latter with a minus sign.
pub(crate) fn cookies_of(response: &TestResponse) -> Vec<String> {
    let lines = response.set_cookies().into_iter();
    let names = lines.map(|line| {
        let (name, _) = line.split_once('=').unwrap();
        let minus = if line.contains("Max-Age=0") { "-" } else { "" };
        format!("{minus}{name}")
    });
    names.collect()
}

/// The cookie of sessions whose name nobody chose.
pub(crate) const COOKIE: &str = "__Host-session_id";
