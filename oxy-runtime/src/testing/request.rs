//! A request of a test client.

use http::header::{CONTENT_TYPE, HOST};
use http::request::Builder;
use http::{HeaderName, HeaderValue, Method};

use crate::body::Body;
use crate::testing::client::TestClient;
use crate::testing::response::TestResponse;

/// A request on its way. One that HTTP does not allow is answered 400 with the reason, without being sent.
#[must_use = "call `.send().await`"]
pub struct TestRequest<'c> {
    client: &'c TestClient,
    head: Builder,
    body: Body,
    problem: Option<String>,
}

impl<'c> TestRequest<'c> {
    pub(super) fn new(client: &'c TestClient, method: Method, path: &str) -> Self {
        Self {
            client,
            head: http::Request::builder()
                .method(method)
                .uri(path)
                .header(HOST, "localhost"),
            body: Body::empty(),
            problem: None,
        }
    }

    /// Adds a header field; `Host` and `Content-Type`, of which a request has one, are replaced.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let parsed = (
            HeaderName::try_from(name),
            HeaderValue::from_bytes(value.as_ref()),
        );
        match (parsed, self.head.headers_mut()) {
            ((Ok(name), Ok(value)), Some(headers)) => {
                if name == HOST || name == CONTENT_TYPE {
                    headers.remove(&name);
                }
                headers.append(name, value);
            }
            (_, None) => {}
            (_, Some(_)) => {
                self.problem = Some(format!("the header field `{name}` is not allowed in HTTP"))
            }
        }
        self
    }

    /// Sets the body, without a content type.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends form fields as a browser does.
    #[cfg(feature = "form")]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let text = serde_html_form::to_string(fields).unwrap_or_default();
        self.header("content-type", "application/x-www-form-urlencoded")
            .body(text)
    }

    /// Sends a value as JSON.
    #[cfg(feature = "json")]
    pub fn json<T: serde::Serialize>(mut self, value: &T) -> Self {
        match serde_json::to_string(value) {
            Ok(text) => self.header("content-type", "application/json").body(text),
            Err(error) => {
                self.problem = Some(format!("the value is not JSON: {error}"));
                self
            }
        }
    }

    /// Sends the request with the jar's cookies, and keeps those that the response sets.
    pub async fn send(self) -> TestResponse {
        let request = match (self.problem, self.head.body(self.body)) {
            (None, Ok(request)) => request,
            (Some(problem), _) => return TestResponse::refused(problem),
            (None, Err(error)) => return TestResponse::refused(error.to_string()),
        };
        self.client.call(request).await
    }
}

impl std::fmt::Debug for TestRequest<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "TestRequest({:?} {:?})",
            self.head.method_ref(),
            self.head.uri_ref()
        )
    }
}
