//! JSON responses.

use http::HeaderValue;
use serde::Serialize;

use crate::error::Error;
use crate::response::Response;

/// An application/json response; a value that does not serialize is a 500 with the cause in the log.
///
/// ```
/// let response = oxy::json(&[1, 2, 3]);
/// assert_eq!(response.headers()["content-type"], "application/json");
/// ```
pub fn json<T: Serialize + ?Sized>(value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => {
            let content_type = const { HeaderValue::from_static("application/json") };
            Response::of_type(content_type, bytes)
        }
        Err(cause) => Response::from(Error::internal(cause)),
    }
}
