//! The body as bytes or text, and what all body extractors share.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use http::{HeaderValue, StatusCode};

use crate::error::Error;
use crate::extract::{Extract, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::setup::Setup;

/// The body as UTF-8 text.
///
/// A plain `String` argument is a path or query value, never the body.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[post("/shout")]
/// async fn shout(body: Text) -> String {
///     body.0.to_uppercase()
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct Text(pub String);

impl<A> Extract<A> for Bytes {
    type State = Arc<Setup>;

    const READS_BODY: bool = true;

    fn prepare(site: &Site<'_, A>) -> Result<Arc<Setup>, LaunchProblem> {
        Ok(Arc::clone(site.setup))
    }

    async fn extract(setup: &Arc<Setup>, request: &mut Request) -> Result<Self, Rejection> {
        let limits = &setup.limits;
        Ok(request.read_body(limits.body, limits).await?)
    }
}

impl<A> Extract<A> for Text {
    type State = Arc<Setup>;

    const READS_BODY: bool = true;

    fn prepare(site: &Site<'_, A>) -> Result<Arc<Setup>, LaunchProblem> {
        Ok(Arc::clone(site.setup))
    }

    async fn extract(setup: &Arc<Setup>, request: &mut Request) -> Result<Self, Rejection> {
        refuse_coded(request)?;
        let limits = &setup.limits;
        let bytes = request.read_body(limits.body, limits).await?;
        String::from_utf8(bytes.into())
            .map(Self)
            .map_err(|_| Rejection::bad_request("the body is not UTF-8 text"))
    }
}

/// Refuses a body with a `Content-Encoding`: none is undone here (RFC 9110, 8.4 and 15.5.16).
pub(crate) fn refuse_coded(request: &Request) -> Result<(), Rejection> {
    let coded = request.headers().get(CONTENT_ENCODING);
    if coded.is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Ok(());
    }
    Err(Error::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "a body with a content coding is not accepted",
    )
    .with_header(ACCEPT_ENCODING, HeaderValue::from_static("identity"))
    .into())
}

/// Refuses a body whose media type `fits` says no to: 415, or absent when there is neither a type nor a body.
#[cfg(any(feature = "json", feature = "form"))]
pub(super) fn require_type(
    request: &Request,
    wanted: &str,
    fits: fn(&str) -> bool,
) -> Result<(), Rejection> {
    let mut types = request.headers().get_all(http::header::CONTENT_TYPE).iter();
    let header = types.next();
    // Of two types another component may take the other one.
    let essence = header
        .filter(|_| types.next().is_none())
        .and_then(|value| value.to_str().ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim());
    if essence.is_some_and(|essence| fits(&essence.to_ascii_lowercase())) {
        return refuse_coded(request);
    }
    let rejection = Rejection::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        format!("the body must be sent with `Content-Type: {wanted}`"),
    );
    Err(if header.is_none() && request.body.is_empty() {
        rejection.absent()
    } else {
        rejection
    })
}
