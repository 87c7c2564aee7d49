//! The example `session_demo`: the framework's own sessions, behind a form.

use crate::servers::Kind;
use crate::subject::{Content, Page, Subject};

#[path = "cases.rs"]
mod cases;

mod attempts;
mod devices;
mod fields;
mod forms;
mod login;

pub(crate) const SUBJECT: Subject = Subject {
    example: "session_demo",
    store: Kind::Memory,
    cookie: "__Host-session_id",
    other_cookies: &["__Host-flash"],
    max_age: "604800",
    // 40 bytes as base64url.
    id_length: 54,
    credentials: Some("user=admin&pass=1234"),
    routes: &[
        ("GET", "/"),
        ("POST", "/login"),
        ("GET", "/dashboard"),
        ("POST", "/end-others"),
        ("POST", "/logout"),
        ("GET", "/style.css"),
    ],
    logged_in: Page {
        status: 303,
        content: Content::Redirect("/dashboard"),
    },
    welcome: Page {
        status: 200,
        content: Content::Html("<h1>Welcome back, admin!</h1>"),
    },
    stranger: Page {
        status: 303,
        content: Content::Redirect("/"),
    },
    logged_out: Page {
        status: 303,
        content: Content::Redirect("/"),
    },
};
