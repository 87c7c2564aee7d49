//! What no handler should see: heads that HTTP forbids, or that other servers on the way may read differently.

use http::header::{CONNECTION, HOST, TRANSFER_ENCODING};
use http::{HeaderValue, StatusCode};

use crate::error::Error;
use crate::limits::Limits;
use crate::peer::Way;
use crate::request::Request;
use crate::routing::MethodSet;

/// Refuses a request by its head, or gives its method.
pub(crate) fn admit(request: &Request, limits: &Limits) -> Result<MethodSet, Error> {
    // RFC 9112, 3.2: an HTTP/1.1 request has exactly one valid Host.
    // Another server of the program has seen to this, and tests of it say no host.
    let is_ours = request.travel.peer.way != Way::Program;
    if is_ours && request.version() == http::Version::HTTP_11 {
        let mut hosts = request.headers().get_all(HOST).iter();
        if !hosts.next().is_some_and(is_host) || hosts.next().is_some() {
            return Err(Error::bad_request(
                "a request has exactly one valid `Host` header",
            ));
        }
    }
    if is_ours && request.version() == http::Version::HTTP_2 {
        admit_frames(request, limits)?;
    }
    let target = request.uri().path_and_query();
    if target.is_some_and(|target| target.as_str().len() > limits.target) {
        return Err(Error::bare(StatusCode::URI_TOO_LONG));
    }
    if !request.body.is_empty() && !has_plain_framing(request) {
        let close = HeaderValue::from_static("close");
        return Err(Error::bare(StatusCode::NOT_IMPLEMENTED).with_header(CONNECTION, close));
    }
    // RFC 9110, 9.1: a method that the server does not know is 501.
    MethodSet::of(request.method()).ok_or_else(|| Error::bare(StatusCode::NOT_IMPLEMENTED))
}

/// What hyper leaves to its user in HTTP/2.
fn admit_frames(request: &Request, limits: &Limits) -> Result<(), Error> {
    // Of HTTP/1 it counts them itself.
    if request.headers().len() > limits.headers {
        return Err(Error::bare(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
    }
    // RFC 9113, 8.3.1: `:authority` stands for `Host`; where both are, they are one.
    let authority = request
        .uri()
        .authority()
        .map(|authority| authority.as_str());
    let mut hosts = request.headers().get_all(HOST).iter();
    let is_valid = match (authority, hosts.next()) {
        (None, None) => false,
        (Some(_), None) => true,
        (None, Some(host)) => is_host(host) && !host.is_empty(),
        (Some(authority), Some(host)) => authority.as_bytes().eq_ignore_ascii_case(host.as_bytes()),
    };
    if is_valid && hosts.next().is_none() {
        return Ok(());
    }
    Err(Error::bad_request(
        "a request names its host in `:authority`, and nothing else in `Host`",
    ))
}

/// Whether a header value is a host with an optional port, by its characters (RFC 3986, 3.2.2).
fn is_host(value: &HeaderValue) -> bool {
    let allowed = |byte: &u8| HOST_BYTES[usize::from(*byte)];
    value.as_bytes().iter().all(allowed)
}

/// Looked up for each byte of each request.
static HOST_BYTES: [bool; 256] = {
    let mut allowed = [false; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        allowed[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let others = b"-._~!$&'()*+,;=%:[]";
    let mut at = 0;
    while at < others.len() {
        allowed[others[at] as usize] = true;
        at += 1;
    }
    allowed
};

/// Whether a body is framed by its length or by one `chunked`, and nothing else: codings before a last `chunked` are
/// read differently by different servers (RFC 9112, 6.1 and 11.2).
fn has_plain_framing(request: &Request) -> bool {
    let mut codings = request.headers().get_all(TRANSFER_ENCODING).iter();
    let first = codings.next();
    let is_plain = first.is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    is_plain && codings.next().is_none()
}
