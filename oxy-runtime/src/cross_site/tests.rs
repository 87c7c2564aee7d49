//! The rows of Go's `csrf_test.go`, those of its routes excepted, and what Go leaves open.

#![allow(clippy::unwrap_used)]

use http::Method;

use super::*;
use crate::body::Body;

const TRUSTED: &str = "https://trusted.example";
const EVIL: &str = "https://attacker.example";

/// Judges a request with these header lines.
fn judge(method: Method, target: &str, lines: &[(&str, &str)]) -> Result<(), CrossSite> {
    let mut request = http::Request::builder().method(&method).uri(target);
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    let request = Request::new(request.body(Body::empty()).unwrap());
    let method = MethodSet::of(&method).unwrap();
    check(method, &request, &[TRUSTED.to_owned()])
}

/// Judges a request for example.com with one line of each field, where it is not empty.
fn judge_one(method: Method, site: &str, origin: &str) -> Result<(), CrossSite> {
    let lines = [
        ("host", "example.com"),
        ("sec-fetch-site", site),
        ("origin", origin),
    ];
    let given = lines.iter().filter(|(_, value)| !value.is_empty());
    judge(method, "/", &given.copied().collect::<Vec<_>>())
}

#[test]
fn c_u10_every_row_of_go_is_decided_as_go_does() {
    let (declared, other) = (Err(CrossSite::Declared), Err(CrossSite::OtherOrigin));
    let rows = [
        // TestCrossOriginProtectionSecFetchSite
        (Method::POST, "same-origin", "", Ok(())),
        (Method::POST, "none", "", Ok(())),
        (Method::POST, "cross-site", "", declared),
        (Method::POST, "same-site", "", declared),
        (Method::POST, "", "", Ok(())),
        (Method::POST, "", "https://example.com", Ok(())),
        (Method::POST, "", EVIL, other),
        (Method::POST, "", "null", other),
        (Method::GET, "cross-site", "", Ok(())),
        (Method::HEAD, "cross-site", "", Ok(())),
        (Method::OPTIONS, "cross-site", "", Ok(())),
        (Method::PUT, "cross-site", "", declared),
        // TestCrossOriginProtectionTrustedOriginBypass
        (Method::POST, "", TRUSTED, Ok(())),
        (Method::POST, "cross-site", TRUSTED, Ok(())),
        (Method::POST, "", EVIL, other),
        (Method::POST, "cross-site", EVIL, declared),
        // TestCrossOriginProtectionServer
        (Method::POST, "same-origin", EVIL, Ok(())),
        (Method::POST, "", "http://example.com", Ok(())),
    ];
    for (method, site, origin, expected) in rows {
        let row = format!("{method} {site:?} {origin:?}");
        assert_eq!(judge_one(method, site, origin), expected, "{row}");
    }
}

#[test]
fn c_u10_every_row_of_go_on_trusted_origins_is_decided_as_go_does() {
    for origin in [
        "https://example.com",
        "https://example.com:8080",
        "http://example.com",
    ] {
        assert_eq!(check_origin(origin), Ok(()), "{origin}");
    }
    let rows = [
        ("example.com", "scheme"),
        ("https://", "no host"),
        ("https://example.com/", "slash"),
        ("https://example.com/path", "path"),
        ("https://example.com?query=value", "query"),
        ("https://example.com#fragment", "fragment"),
        ("https://ex ample.com", "characters"),
        ("", "scheme"),
        ("null", "sandboxed"),
    ];
    for (origin, reason) in rows {
        let found = check_origin(origin).unwrap_err();
        assert!(found.contains(reason), "{origin}: {found}");
    }
}

#[test]
fn all_unsafe_methods_are_checked() {
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for site in [
            "cross-site",
            "same-site",
            "unknown",
            "Same-Origin",
            "none,none",
        ] {
            let found = judge_one(method.clone(), site, "https://example.com");
            assert_eq!(found, Err(CrossSite::Declared), "{method} {site}");
        }
        let found = judge_one(method.clone(), "", EVIL);
        assert_eq!(found, Err(CrossSite::OtherOrigin), "{method}");
    }
}

#[test]
fn of_several_lines_none_may_speak_against_the_request() {
    let (declared, other) = (Err(CrossSite::Declared), Err(CrossSite::OtherOrigin));
    let (site, origin, own) = ("sec-fetch-site", "origin", "https://example.com");
    let rows: &[(&[(&str, &str)], _)] = &[
        (&[(site, "none"), (site, "same-origin")], Ok(())),
        (&[(site, "same-origin"), (site, "cross-site")], declared),
        (&[(site, "cross-site"), (site, "same-origin")], declared),
        (&[(site, ""), (site, "cross-site")], declared),
        (&[(site, ""), (origin, "")], Ok(())),
        (&[(site, ""), (origin, EVIL)], other),
        (&[(site, "cross-site"), (origin, "")], declared),
        (&[(origin, own), (origin, EVIL)], other),
        (&[(origin, EVIL), (origin, own)], other),
        (&[(origin, own), (origin, TRUSTED)], Ok(())),
        (
            &[(site, "cross-site"), (origin, TRUSTED), (origin, EVIL)],
            declared,
        ),
        (
            &[(site, "cross-site"), (origin, TRUSTED), (origin, own)],
            declared,
        ),
    ];
    for (lines, expected) in rows {
        let all = [&[("host", "example.com")], *lines].concat();
        assert_eq!(judge(Method::POST, "/", &all), *expected, "{lines:?}");
    }
}

#[test]
fn an_origin_is_compared_with_the_host_as_a_whole() {
    let rows = [
        ("example.com", "https://EXAMPLE.com", true),
        ("Example.com:8080", "http://example.com:8080", true),
        ("[::1]:8080", "http://[::1]:8080", true),
        ("example.com:8080", "http://example.com", false),
        ("example.com", "https://example.com:8080", false),
        ("example.com", "https://example.com.attacker.example", false),
        ("example.com", "https://attackerexample.com", false),
        ("example.com", "https://sub.example.com", false),
        (
            "example.com",
            "https://attacker.example/https://example.com",
            false,
        ),
        ("example.com", "https://user@example.com", false),
        ("example.com", "https://example.com/", false),
        (
            "example.com",
            "https://attacker.example https://example.com",
            false,
        ),
        ("example.com", "://example.com", false),
        ("example.com", "//example.com", false),
        ("example.com", "example.com", false),
        ("null", "null", false),
        ("", "null", false),
        ("", "https://", false),
    ];
    for (host, origin, passes) in rows {
        let found = judge(Method::POST, "/", &[("host", host), ("origin", origin)]);
        assert_eq!(found.is_ok(), passes, "{host} {origin}");
    }
}

#[test]
fn the_host_is_that_of_an_absolute_target_and_else_the_only_one() {
    let own = ("origin", "https://example.com");
    let other = ("host", "other.example");
    let judge = |target, lines: &[_]| judge(Method::POST, target, lines).is_ok();
    assert!(judge("http://example.com/", &[other, own]));
    assert!(!judge(
        "http://other.example/",
        &[("host", "example.com"), own]
    ));
    assert!(!judge("/", &[own]), "no host");
    let both = [("host", "example.com"), other, own];
    assert!(!judge("/", &both), "HTTP/1.0 may have two");
    assert!(judge("/", &[]), "no browser");
}

#[test]
fn a_trusted_origin_is_compared_byte_by_byte() {
    let near = [
        "http://trusted.example",
        "https://trusted.example:443",
        "https://trusted.example/",
        "https://Trusted.example",
        "https://trusted.example.attacker.example",
        "https://sub.trusted.example",
        "https://trusted.example,https://trusted.example",
    ];
    for origin in near {
        for site in ["", "cross-site"] {
            let found = judge_one(Method::POST, site, origin);
            assert!(found.is_err(), "{site} {origin}");
        }
    }
}

#[test]
fn what_browsers_never_send_cannot_be_trusted() {
    for origin in [
        "http://127.0.0.1:3000",
        "http://[::1]",
        "http://[2001:db8::1]:8080",
        "https://xn--bcher-kva.example",
        "https://example.com:80",
        "capacitor://localhost",
        "chrome-extension://abcdefghijklmnop",
    ] {
        assert_eq!(check_origin(origin), Ok(()), "{origin}");
    }
    let rows = [
        ("*", "wildcards"),
        ("https://*.example.com", "wildcards"),
        ("https://user@example.com", "user"),
        ("https://user:pass@example.com", "user"),
        ("https://example.com\\", "path"),
        ("https://example.com//", "path"),
        ("https:///path", "path"),
        ("https://example.com/?", "path"),
        ("//example.com", "scheme"),
        ("://example.com", "scheme"),
        ("1https://example.com", "scheme"),
        (" https://example.com", "scheme"),
        ("HTTPS://example.com", "lower case"),
        ("https://Example.com", "lower case"),
        ("https://bücher.example", "xn--"),
        ("https://example.com ", "characters"),
        ("https://example.com, https://other.example", "path"),
        ("https://::1", "characters"),
        ("https://[example.com]", "characters"),
        ("https://[::1", "characters"),
        ("https://:8080", "no host"),
        ("https://example.com:443", "default port"),
        ("http://example.com:80", "default port"),
        ("https://example.com:", "port"),
        ("https://example.com:0", "port"),
        ("https://example.com:+80", "port"),
        ("https://example.com:0443", "port"),
        ("https://example.com:65536", "port"),
        ("https://example.com:https", "port"),
    ];
    for (origin, reason) in rows {
        let found = check_origin(origin).unwrap_err();
        assert!(found.contains(reason), "{origin}: {found}");
    }
}
