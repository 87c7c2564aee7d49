//! `session_demo` with its sessions in PostgreSQL.

use crate::servers::Kind;
use crate::session_demo;
use crate::subject::Subject;

#[path = "cases.rs"]
mod cases;
#[path = "../session_demo/devices.rs"]
mod devices;
#[path = "../session_demo/login.rs"]
mod login;

pub(crate) const SUBJECT: Subject = Subject {
    store: Kind::Postgres,
    ..session_demo::SUBJECT
};
