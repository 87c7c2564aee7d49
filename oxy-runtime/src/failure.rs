//! The pages of errors that the framework answers: problem+json or HTML, as the client prefers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use http::header::{ACCEPT, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::body::Body;
use crate::error::Error;
use crate::response::{Response, escape_html, html};
use crate::routing::NearRoute;

/// A replacement for the built-in error pages.
pub(crate) type OnError = Box<dyn Fn(&Failure<'_>) -> Response + Send + Sync>;

/// An error on its way to the client, as [`Serve::on_error`](crate::Serve::on_error) sees it.
///
/// It has nothing that the client must not see.
///
/// ```
/// use oxy::{Failure, Response, html};
///
/// fn page(failure: &Failure<'_>) -> Response {
///     if failure.prefers_html() && failure.status() == 404 {
///         return html("<h1>Nothing here</h1>");
///     }
///     failure.page()
/// }
/// ```
pub struct Failure<'a> {
    error: &'a Error,
    request_id: Option<String>,
    prefers_html: bool,
    nearest: &'a [NearRoute],
}

impl<'a> Failure<'a> {
    /// Looks at an error; the log has one of the server's own under `request_id`.
    pub(crate) fn new(error: &'a Error, request: &HeaderMap, request_id: Option<String>) -> Self {
        Self {
            error,
            request_id,
            prefers_html: prefers_html(request),
            nearest: &[],
        }
    }

    /// Adds the routes that nearly answered the request; to a failure that they do not explain, none.
    pub(crate) fn with_nearest(mut self, nearest: &'a [NearRoute]) -> Self {
        let explained = [
            StatusCode::BAD_REQUEST,
            StatusCode::NOT_FOUND,
            StatusCode::METHOD_NOT_ALLOWED,
        ];
        if explained.contains(&self.status()) {
            self.nearest = nearest;
        }
        self
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.error.status()
    }

    /// What was wrong, for the client.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.error.detail()
    }

    /// The id under which the log has the cause; only of errors of the server.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Whether the client would rather have HTML than JSON, by `Accept`.
    #[must_use]
    pub fn prefers_html(&self) -> bool {
        self.prefers_html
    }

    /// The routes that nearly answered the request, the nearest first, and why they did not.
    ///
    /// There are none unless the failure is that no route answers, or that a route does not take a parameter of its path; and
    /// none unless [`Serve::explain_misses`](crate::Serve::explain_misses) is on, as it is in a debug build.
    #[must_use]
    pub fn nearest_routes(&self) -> &[NearRoute] {
        self.nearest
    }

    fn title(&self) -> &'static str {
        self.status().canonical_reason().unwrap_or("Error")
    }

    /// The response, by the application's own page or the built-in one; of a redirect without any, since nobody reads it.
    pub(crate) fn into_response(self, page: Option<&OnError>) -> Response {
        let made = if self.status().is_redirection() {
            Response::new(Body::empty())
        } else {
            page.and_then(|page| self.own_page(page))
                .unwrap_or_else(|| self.page())
        };
        let mut response = made.status(self.status());
        // What the page is depends on it, or may.
        response
            .headers_mut()
            .append(VARY, HeaderValue::from_static("Accept"));
        for (name, value) in self.error.headers() {
            response.headers_mut().append(name, value.clone());
        }
        response
    }

    /// The application's page; a failure of its own must neither end in a loop nor take the connection with it.
    fn own_page(&self, page: &OnError) -> Option<Response> {
        let made = catch_unwind(AssertUnwindSafe(|| page(self)));
        let made = made.ok().filter(|made| made.contents.failure.is_none());
        if made.is_none() {
            tracing::error!("the page of `on_error` failed; the built-in one is sent");
        }
        made
    }

    /// The page that is sent without [`Serve::on_error`](crate::Serve::on_error), to fall back to.
    pub fn page(&self) -> Response {
        if self.prefers_html {
            self.html()
        } else {
            self.problem_json()
        }
    }

    /// RFC 9457.
    fn problem_json(&self) -> Response {
        let mut members = serde_json::Map::new();
        members.insert("title".into(), self.title().into());
        members.insert("status".into(), self.status().as_u16().into());
        if let Some(detail) = self.detail() {
            members.insert("detail".into(), detail.into());
        }
        if let Some(id) = &self.request_id {
            members.insert("request_id".into(), id.as_str().into());
        }
        if !self.nearest.is_empty() {
            let nearest: Vec<_> = self.nearest.iter().map(near_json).collect();
            members.insert("nearest_routes".into(), nearest.into());
        }
        let mut response = Response::new(serde_json::Value::Object(members).to_string());
        let json = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }

    fn html(&self) -> Response {
        let (code, title) = (self.status().as_u16(), self.title());
        let detail = self
            .detail()
            .map(|detail| format!("<p>{}</p>", escape_html(detail)));
        let id = self
            .request_id
            .as_ref()
            .map(|id| format!("<p><small>Request {id}</small></p>"));
        html(format!(
            "<!doctype html><html lang=en><meta charset=utf-8><title>{code} {title}</title>\
             <meta name=viewport content=\"width=device-width\">\
             <body style=\"font-family:system-ui;max-width:40em;margin:4em auto;padding:0 1em\">\
             <h1>{code} {title}</h1>{}{}{}</body></html>\n",
            detail.unwrap_or_default(),
            id.unwrap_or_default(),
            near_html(self.nearest),
        ))
    }
}

fn near_json(route: &NearRoute) -> serde_json::Value {
    serde_json::json!({
        "methods": route.methods.names().collect::<Vec<_>>(),
        "path": route.path,
        "handler": route.handler,
        "place": route.location.place(),
        "why": route.why,
    })
}

fn near_html(routes: &[NearRoute]) -> String {
    if routes.is_empty() {
        return String::new();
    }
    let rows = routes.iter().map(|route| {
        let head = escape_html(&format!("{} {}", route.methods, route.path)).into_owned();
        let place =
            escape_html(&format!("{} at {}", route.handler, route.location.place())).into_owned();
        let why = escape_html(&route.why).into_owned();
        format!("<li><p><code>{head}</code><br>{why}<br><small>{place}</small></p></li>")
    });
    let rows: String = rows.collect();
    format!("<h2>Nearest routes</h2><ol>{rows}</ol>")
}

/// Whether text/html is worth more to the client than JSON (RFC 9110, 12.5.1); without a preference it is JSON.
fn prefers_html(headers: &HeaderMap) -> bool {
    let accept = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let (mut html, mut json) = (0.0_f32, 0.0_f32);
    for range in accept.flat_map(|line| line.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality =
            parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let quality = quality.map_or(1.0, |text| text.parse().unwrap_or(0.0));
        match media.as_str() {
            "text/html" | "application/xhtml+xml" | "text/*" => html = html.max(quality),
            "application/json" | "application/problem+json" | "application/*" => {
                json = json.max(quality)
            }
            _ => {}
        }
    }
    html > json
}

impl std::fmt::Debug for Failure<'_> {
    /// Without the cause, which is for the log only.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Failure")
            .field("status", &self.status())
            .field("detail", &self.detail())
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn debug_does_not_show_the_cause() {
        let error = Error::internal("the password is hunter2");
        let failure = Failure::new(&error, &HeaderMap::new(), None);
        assert!(!format!("{failure:?}").contains("hunter2"));
    }

    #[test]
    fn html_goes_to_those_who_prefer_it() {
        let cases = [
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                true,
            ),
            ("*/*", false),
            ("", false),
            ("application/json", false),
            ("text/html;q=0.5, application/json", false),
            ("application/json;q=0.4, text/html;q=0.5", true),
            ("text/html;q=0", false),
        ];
        for (accept, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            assert_eq!(prefers_html(&headers), expected, "{accept}");
        }
    }
}
