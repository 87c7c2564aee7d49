//! Tests without a socket: a client with a cookie jar, and a clock that is told to advance.

mod client;
mod jar;
mod request;
mod response;
mod seal;

pub use client::TestClient;
pub use request::TestRequest;
pub use response::TestResponse;
pub use seal::{seal, unseal};
