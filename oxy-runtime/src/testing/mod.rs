//! Tests without a socket: a client with a cookie jar, and a clock that is told to advance.

mod client;
mod jar;
mod response;

pub use client::{TestClient, TestRequest};
pub use response::TestResponse;
