//! Tests without a socket: a client with a cookie jar, a clock that is told to advance, sessions for unit tests of handlers,
//! and a check of session stores.

mod check_store;
mod client;
mod jar;
mod request;
mod response;
mod seal;
mod session;

pub use check_store::{
    StoreOutage, Violation, Violations, check_shared_store, check_store, check_store_outage,
};
pub use client::TestClient;
pub use request::TestRequest;
pub use response::TestResponse;
pub use seal::{seal, unseal};
pub use session::{session, session_handle};
