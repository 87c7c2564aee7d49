//! The example `sessions`: one's own cookie, over a map of one's own.

use crate::servers::Kind;
use crate::subject::{Content, Page, Subject};

#[path = "cases.rs"]
mod cases;

pub(crate) const SUBJECT: Subject = Subject {
    example: "sessions",
    store: Kind::Memory,
    cookie: "session_id",
    other_cookies: &[],
    max_age: "3600",
    id_length: "6fa459ea-ee8a-4ca4-894e-db77e160355e".len(),
    credentials: None,
    routes: &[
        ("POST", "/login"),
        ("GET", "/dashboard"),
        ("POST", "/logout"),
    ],
    logged_in: Page {
        status: 200,
        content: Content::Text("Login Successful"),
    },
    welcome: Page {
        status: 200,
        content: Content::Text("Welcome back, alice@example.com!"),
    },
    stranger: Page {
        status: 401,
        content: Content::Text("Unauthorized - Please Login"),
    },
    logged_out: Page {
        status: 200,
        content: Content::Text("Logged Out"),
    },
};
