//! Requests that another site caused, refused as `CrossOriginProtection` of Go 1.25's net/http does; see also OWASP's
//! CSRF cheat sheet on Fetch Metadata.

use http::header::{HeaderName, ORIGIN, VARY};
use http::{HeaderMap, HeaderValue};

use crate::client::Client;
use crate::error::Error;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::routing::MethodSet;
use crate::setup::Setup;

#[cfg(test)]
mod tests;

/// What browsers say about the site that caused a request; no script can set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How a request was found to come from another site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CrossSite {
    /// The browser says so.
    Declared,
    /// An older browser, which only says where the request comes from.
    OtherOrigin,
}

impl CrossSite {
    /// For the log: what gave it away, without anything that the client sent.
    fn reason(self) -> &'static str {
        match self {
            Self::Declared => {
                "`Sec-Fetch-Site` is neither same-origin nor none, and the origin is not trusted"
            }
            Self::OtherOrigin => {
                "`Sec-Fetch-Site` is missing, and `Origin` is neither the request's host (which a proxy has to hand \
                 on in `Host`) nor trusted"
            }
        }
    }
}

/// Refuses what another site caused and may change something, before any layer or handler sees it.
pub(crate) fn refusal(
    method: MethodSet,
    request: &Request,
    setup: &Setup,
    route: Option<&str>,
) -> Option<Rejection> {
    let found = check(method, request, &setup.trusted_origins).err()?;
    setup.counters.cross_site();
    let (route, reason) = (route.unwrap_or("none"), found.reason());
    tracing::debug!(route, reason, "a request came from another site");
    // Whoever writes the application needs another word than whoever visits it.
    let error = Error::forbidden(if cfg!(debug_assertions) {
        "this request came from another site; an application that wants that says `.trust_origin(..)` or \
         `.allow_cross_site(..)`"
    } else {
        "this request came from another site and was refused"
    });
    let fields = HeaderValue::from_static("Sec-Fetch-Site, Origin");
    Some(error.with_header(VARY, fields).into())
}

/// Whether a request may change something: it has a safe method, comes from this site, from no browser, or from one of
/// the `trusted` origins.
fn check(method: MethodSet, request: &Request, trusted: &[String]) -> Result<(), CrossSite> {
    const SAFE: MethodSet = MethodSet::GET
        .union(MethodSet::HEAD)
        .union(MethodSet::OPTIONS);
    if SAFE.contains(method) {
        return Ok(());
    }
    let headers = request.headers();
    // One line is what browsers send. Of several, none may speak against the request.
    let mut sites = lines(headers, &SEC_FETCH_SITE).peekable();
    if sites.peek().is_some() {
        let is_own = sites.all(|site| matches!(site, b"same-origin" | b"none"));
        let is_trusted = lines(headers, &ORIGIN).next().is_some()
            && lines(headers, &ORIGIN).all(|origin| is_trusted(origin, trusted));
        return if is_own || is_trusted {
            Ok(())
        } else {
            Err(CrossSite::Declared)
        };
    }
    let client = std::cell::OnceCell::new();
    let may_pass = |origin: &[u8]| {
        is_at(origin, client.get_or_init(|| Client::of(request))) || is_trusted(origin, trusted)
    };
    if lines(headers, &ORIGIN).all(may_pass) {
        Ok(())
    } else {
        Err(CrossSite::OtherOrigin)
    }
}

/// The values of a field; an empty line says nothing.
fn lines<'h>(
    headers: &'h HeaderMap,
    name: &HeaderName,
) -> impl Iterator<Item = &'h [u8]> + use<'h> {
    let lines = headers.get_all(name).into_iter();
    lines
        .map(HeaderValue::as_bytes)
        .filter(|line| !line.is_empty())
}

fn is_trusted(origin: &[u8], trusted: &[String]) -> bool {
    trusted.iter().any(|known| known.as_bytes() == origin)
}

/// Whether an origin is exactly the host that the client asked for, by the scheme that it came by, where that is known: a
/// proxy that nobody told of may stand before this server.
fn is_at(origin: &[u8], client: &Client) -> bool {
    let separator = origin.windows(3).position(|part| part == b"://");
    let Some((scheme, rest)) = separator.and_then(|at| origin.split_at_checked(at)) else {
        return false;
    };
    let is_same = match scheme {
        b"https" => !client.is_plain(),
        b"http" => !client.is_https(),
        _ => !scheme.is_empty(),
    };
    let (rest, host) = (rest.get(3..), client.host());
    is_same
        && rest
            .zip(host)
            .is_some_and(|(rest, host)| rest.eq_ignore_ascii_case(host.as_bytes()))
}

/// Whether a text is an origin as browsers send it (RFC 6454, 6.2); the reason, where it is not.
///
/// Anything else would be compared with what no browser sends, and so would be trusted in vain.
pub(crate) fn check_origin(text: &str) -> Result<(), &'static str> {
    if text == "null" {
        return Err("`null` is what every sandboxed page sends");
    }
    if text.contains('*') {
        return Err("there are no wildcards, name every origin");
    }
    let Some((scheme, authority)) = text.split_once("://") else {
        return Err("it does not begin with a scheme, such as `https://`");
    };
    if let Some((_, rest)) = authority.split_once(['/', '?', '#', '\\']) {
        return Err(if rest.is_empty() && text.ends_with('/') {
            "it ends with a slash"
        } else {
            "an origin has no path, query or fragment"
        });
    }
    if authority.contains('@') {
        return Err("an origin has no user");
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err("browsers send it in lower case");
    }
    if !is_scheme(scheme) {
        return Err("its scheme is not one, such as `https`");
    }
    match authority.rsplit_once(':') {
        // The last colon of `[::1]` is inside the address.
        Some((host, port)) if !port.ends_with(']') => {
            check_host(host)?;
            check_port(scheme, port)
        }
        _ => check_host(authority),
    }
}

/// The characters of a scheme (RFC 3986, 3.1).
fn is_scheme(scheme: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(allowed)
}

fn check_host(host: &str) -> Result<(), &'static str> {
    if host.is_empty() {
        return Err("it has no host");
    }
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_host = match address {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.bytes().all(allowed),
    };
    if is_host {
        Ok(())
    } else {
        Err(
            "its host has characters that browsers do not send; other alphabets are written `xn--..`",
        )
    }
}

fn check_port(scheme: &str, port: &str) -> Result<(), &'static str> {
    let number: Option<u16> = port.parse().ok();
    match (scheme, number) {
        ("https", Some(443)) | ("http", Some(80)) => Err("browsers leave out the default port"),
        // A sign or a leading zero would be read as well.
        (_, Some(number)) if number > 0 && number.to_string() == port => Ok(()),
        _ => Err("its port is not a number from 1 to 65535"),
    }
}
