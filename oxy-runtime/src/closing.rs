//! The last touches to a response: which cookies leave, who may store it, and what HTTP asks for.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, Entry, HeaderName, OccupiedEntry,
    SET_COOKIE, VARY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::body::Body;
use crate::cookie::{Cookie, CookieChange, CookieError, SetCookie};
use crate::request::Request;
use crate::response::Answer;
use crate::security_headers::Content;
use crate::setup::Setup;

/// What a cache of a network obeys in place of `Cache-Control` (RFC 9213).
const CDN_CACHE_CONTROL: HeaderName = HeaderName::from_static("cdn-cache-control");

/// The cookies to send: those that the framework sends by itself with a response that has `failed` or not, then the
/// handler's own. Of one name, path and domain the last wins.
pub(crate) fn cookie_lines(
    setup: &Arc<Setup>,
    request: &mut Request,
    changes: Vec<CookieChange>,
    failed: bool,
) -> Result<Vec<SetCookie>, CookieError> {
    let beside = request
        .shared()
        .map(|exchange| exchange.take_cookies(failed));
    let mut lines = Vec::with_capacity(changes.len());
    for change in beside.into_iter().flatten().chain(changes) {
        match change {
            CookieChange::Set(cookie) => {
                let (defaults, key) = (&setup.cookies, setup.key.as_ref());
                let line = SetCookie::new(&cookie, defaults, key, setup.now())?;
                add_line(&mut lines, line);
            }
            CookieChange::Remove(cookie) => add_removals(&mut lines, setup, request, &cookie)?,
        }
    }
    Ok(lines)
}

/// RFC 6265bis, 5.7: a client keeps one cookie per name, domain and path.
fn add_line(lines: &mut Vec<SetCookie>, line: SetCookie) {
    lines.retain(|other| {
        (&other.name, &other.path, &other.domain) != (&line.name, &line.path, &line.domain)
    });
    lines.push(line);
}

/// A sealed cookie of the request knows where it was set; another one is removed as `cookie` says.
fn add_removals(
    lines: &mut Vec<SetCookie>,
    setup: &Arc<Setup>,
    request: &mut Request,
    cookie: &Cookie,
) -> Result<(), CookieError> {
    let opened = request.exchange(setup).opened(cookie.name());
    if opened.is_empty() {
        add_line(lines, SetCookie::removal(cookie, &setup.cookies)?);
    }
    for sealed in opened {
        let line = SetCookie::removal_of_sealed(cookie.name(), sealed, &setup.cookies)?;
        add_line(lines, line);
    }
    Ok(())
}

/// Browsers drop a `Secure` cookie that comes over plain http from another machine, so that a login does not stick.
pub(crate) fn warn_of_plain_http(
    setup: &Setup,
    request: &Request,
    lines: &[SetCookie],
    is_https: bool,
) {
    let Some(cookie) = lines.iter().find(|line| line.secure) else {
        return;
    };
    if is_https || setup.warned_of_plain_http.load(Ordering::Relaxed) {
        return;
    }
    let host = request.host().and_then(|host| str::from_utf8(host).ok());
    let host = host.unwrap_or_default();
    if host.is_empty() || is_loopback(host) {
        return;
    }
    if !setup.warned_of_plain_http.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            cookie = cookie.name.as_str(),
            "a `Secure` cookie left over plain http: browsers drop it unless the host is localhost; serve https, \
             name the proxy that does by `.trust_x_forwarded(..)`, or use `.insecure_cookies()` in development"
        );
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => {
            let end = host.bytes().position(|byte| byte == b':');
            host.get(..end.unwrap_or(host.len())).unwrap_or_default()
        }
    };
    matches!(name, "localhost" | "127.0.0.1")
        || name.ends_with(".localhost")
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// No cache may store what depends on a cookie; a handler's own choice is kept, but is made private.
pub(crate) fn keep_private(headers: &mut HeaderMap, said: Said) {
    let no_store = const { HeaderValue::from_static("no-store") };
    let cookie = const { HeaderValue::from_static("Cookie") };
    if !said.tells_caches {
        headers.append(CACHE_CONTROL, no_store);
        headers.append(VARY, cookie);
        return;
    }
    match headers.entry(CACHE_CONTROL) {
        Entry::Vacant(entry) => {
            entry.insert(no_store);
        }
        Entry::Occupied(mut entry) => {
            let own = entry.iter().map(|line| line.to_str().unwrap_or("no-store"));
            let chosen = private(&own.collect::<Vec<_>>().join(", "));
            entry.insert(chosen);
        }
    }
    // RFC 9213: caches that obey this one would not look at the other.
    headers.remove(CDN_CACHE_CONTROL);
    match headers.entry(VARY) {
        Entry::Vacant(entry) => {
            entry.insert(cookie);
        }
        Entry::Occupied(entry) if varies_by_cookie(&entry) => {}
        Entry::Occupied(mut entry) => entry.append(cookie),
    }
}

fn varies_by_cookie(vary: &OccupiedEntry<'_, HeaderValue>) -> bool {
    let names = vary
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    names
        .map(<[u8]>::trim_ascii)
        .any(|name| name == b"*" || name.eq_ignore_ascii_case(COOKIE.as_str().as_bytes()))
}

/// RFC 9111, 5.2.2: `public` and `s-maxage` would let a shared cache store it.
fn private(own: &str) -> HeaderValue {
    let directives = own
        .split(',')
        .map(str::trim)
        .filter(|directive| !directive.is_empty());
    let kept: Vec<&str> = directives
        .filter(|directive| {
            let name = directive
                .split('=')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            name != "public" && name != "s-maxage"
        })
        .collect();
    let is_private = kept.iter().any(|directive| {
        directive.eq_ignore_ascii_case("private") || directive.eq_ignore_ascii_case("no-store")
    });
    let prefix = if is_private { "" } else { "private, " };
    let joined = format!("{prefix}{}", kept.join(", "));
    HeaderValue::try_from(joined.trim_end_matches(", "))
        .unwrap_or(HeaderValue::from_static("no-store"))
}

/// What the fields of a response say, found in one look: there are few, and to ask for each by its name costs more.
#[derive(Default, Clone, Copy)]
pub(crate) struct Said {
    pub(crate) sets_cookie: bool,
    tells_caches: bool,
    has_length: bool,
    content: Content,
}

impl Said {
    pub(crate) fn by(headers: &HeaderMap) -> Self {
        let mut said = Self::default();
        for (name, value) in headers {
            if *name == CONTENT_TYPE {
                said.content.note(value);
            } else if *name == X_CONTENT_TYPE_OPTIONS {
                said.content.has_nosniff = true;
            } else if *name == CONTENT_LENGTH {
                said.has_length = true;
            } else if *name == SET_COOKIE {
                said.sets_cookie = true;
            } else if [CACHE_CONTROL, CDN_CACHE_CONTROL, VARY].contains(name) {
                said.tells_caches = true;
            }
        }
        said
    }
}

/// What HTTP and browsers need: a challenge with 401, no guessing of types, and for HEAD a length without a body.
pub(crate) fn complete(
    setup: &Setup,
    answer: &mut Answer,
    mut said: Said,
    is_head: bool,
    is_https: bool,
) {
    if answer.status() == StatusCode::UNAUTHORIZED {
        // RFC 9110, 11.6.1 asks for a challenge; `Basic` would open a browser's own dialogue.
        let challenge = HeaderValue::from_static("Cookie realm=\"session\"");
        answer
            .headers_mut()
            .entry(WWW_AUTHENTICATE)
            .or_insert(challenge);
    }
    // RFC 9110, 15.3.5, 15.3.6 and 15.4.5: these have no content.
    let status = answer.status();
    if matches!(
        status,
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
    ) {
        *answer.body_mut() = Body::empty();
        if status != StatusCode::NOT_MODIFIED {
            answer.headers_mut().remove(CONTENT_TYPE);
            said.content = Content::default();
        }
    }
    let headers = answer.headers_mut();
    setup.security.add_to(headers, said.content, is_https);
    // A length of the handler's own that is wrong would shift the bytes of the next response.
    if let Some(length) = answer.body().len()
        && !(is_head && length == 0)
    {
        if said.has_length {
            answer.headers_mut().remove(CONTENT_LENGTH);
        }
        if is_head {
            answer.headers_mut().insert(CONTENT_LENGTH, length.into());
        }
    }
    if is_head {
        *answer.body_mut() = Body::empty();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handlers_cache_control_is_kept_but_made_private() {
        let cases = [
            ("max-age=60", "private, max-age=60"),
            ("public, max-age=60", "private, max-age=60"),
            ("private, max-age=5", "private, max-age=5"),
            ("no-store", "no-store"),
            ("public", "private"),
            ("s-maxage=5", "private"),
        ];
        for (own, expected) in cases {
            assert_eq!(private(own), expected, "{own}");
        }
    }

    #[test]
    fn a_cache_of_a_network_is_told_nothing_else() {
        let mut headers = HeaderMap::new();
        headers.insert("cdn-cache-control", HeaderValue::from_static("max-age=600"));
        let said = Said::by(&headers);
        keep_private(&mut headers, said);
        assert_eq!(headers[CACHE_CONTROL], "no-store");
        assert!(!headers.contains_key("cdn-cache-control"));
    }

    #[test]
    fn loopback_hosts_are_known() {
        for host in [
            "localhost",
            "localhost:8080",
            "127.0.0.1:1",
            "[::1]:80",
            "app.localhost",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "example.com",
            "localhost.example.com",
            "10.0.0.1",
            "127.0.0.1.evil.com",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
