//! What RFC 6265bis does not allow never becomes a line.

use std::time::Duration;

use super::{line, line_with};
use crate::cookie::{Cookie, CookieDefaults, CookieError, SetCookie};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What C-U9 wants refused in every part of a cookie.
const HOSTILE: [&str; 12] = [
    "a\rb",
    "a\nb",
    "a\r\nSet-Cookie: x=y",
    "a\0b",
    "a;b",
    "a; Domain=x",
    "a,b",
    "a b",
    "a\tb",
    "a\x7fb",
    "é",
    "a\\b",
];

#[track_caller]
fn needs(cookie: Cookie, expected: &str) {
    match line(cookie) {
        Err(CookieError::Needs { needed, .. }) => assert!(needed.starts_with(expected), "{needed}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn s16_c_u9_no_part_can_carry_another() {
    for bad in HOSTILE {
        let name = line(Cookie::new(bad, "v"));
        assert!(
            matches!(name, Err(CookieError::Name { .. })),
            "{bad:?}: {name:?}"
        );
        let value = line(Cookie::new("n", bad));
        assert!(
            matches!(value, Err(CookieError::Value { .. })),
            "{bad:?}: {value:?}"
        );
        let domain = line(Cookie::new("n", "v").domain(bad));
        assert!(
            matches!(domain, Err(CookieError::Domain { .. })),
            "{bad:?}: {domain:?}"
        );
        // A backslash may stand in a path, where it means nothing.
        if bad != "a\\b" {
            let path = line(Cookie::new("n", "v").path(format!("/{bad}")));
            assert!(
                matches!(path, Err(CookieError::Path { .. })),
                "{bad:?}: {path:?}"
            );
        }
        // The same parts from the defaults, and in a removal.
        let defaults = CookieDefaults::new().domain(bad);
        assert!(
            SetCookie::removal(&Cookie::new("n", ""), &defaults).is_err(),
            "{bad:?}"
        );
        assert!(SetCookie::removal(&Cookie::new(bad, ""), &CookieDefaults::new()).is_err());
    }
    assert!(line(Cookie::new("", "v")).is_err());
    assert!(line(Cookie::new("a=b", "v")).is_err());
}

#[test]
fn s04_s10_values_are_sent_as_they_are() {
    for value in [
        "",
        "value=with=equals",
        r#""quoted""#,
        r#""""#,
        "!#$%&'()*+-./:<=>?@[]^_`{|}~",
    ] {
        let found = line(Cookie::new("n", value)).unwrap();
        assert_eq!(super::value(&found), value);
    }
    let position = |value: &str| match line(Cookie::new("n", value)) {
        Err(CookieError::Value { position, .. }) => position,
        other => panic!("{other:?}"),
    };
    assert_eq!(position("abc d"), 3);
    assert_eq!(position("\"abc d\""), 4);
    assert_eq!(position("\""), 0);
    assert_eq!(position("a\"b\""), 1);
}

#[test]
fn s15_c_u9_4096_bytes_are_the_most() {
    let of = |length| Cookie::new("n", "v".repeat(length));
    let rest = line(of(0)).unwrap().len();
    assert_eq!(line(of(4096 - rest)).unwrap().len(), 4096);
    let error = line(of(4097 - rest)).unwrap_err();
    assert_eq!(
        error,
        CookieError::TooLarge {
            name: "n".to_owned(),
            found: 4097
        }
    );
    for cookie in [of(5000), of(5000).encrypted(), of(3000).encrypted()] {
        assert!(matches!(line(cookie), Err(CookieError::TooLarge { .. })));
    }
}

#[test]
fn s17_a_path_begins_with_a_slash() {
    for path in ["api", "", " /", "./", "\"/\""] {
        let found = line(Cookie::new("n", "v").path(path));
        assert!(matches!(found, Err(CookieError::Path { .. })), "{path}");
    }
    // Browsers ignore a longer attribute, which would widen the path to its default.
    assert!(line(Cookie::new("n", "v").path("/".repeat(1024))).is_ok());
    assert!(line(Cookie::new("n", "v").path("/".repeat(1025))).is_err());
}

#[test]
fn s18_a_domain_is_a_host_name() {
    let good = [
        (".sub.example.com", "sub.example.com"),
        ("EXAMPLE.com", "example.com"),
        ("localhost", "localhost"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("127.0.0.1", "127.0.0.1"),
    ];
    for (given, sent) in good {
        let found = line(Cookie::new("n", "v").domain(given)).unwrap();
        assert!(found.ends_with(&format!("; Domain={sent}")), "{found}");
    }
    let long = format!("{}.com", "a".repeat(64));
    let many = "a.".repeat(127) + "a";
    for bad in [
        "",
        ".",
        "..a",
        "a..b",
        "a.",
        "example.com:8080",
        "-a.com",
        "a-.com",
        "a_b.com",
        "[::1]",
        "http://a",
        "a/b",
        "*.a.com",
        "bücher.example",
        &long,
        &many,
    ] {
        let found = line(Cookie::new("n", "v").domain(bad));
        assert!(
            matches!(found, Err(CookieError::Domain { .. })),
            "{bad}: {found:?}"
        );
    }
}

#[test]
fn c_u9_400_days_are_the_most() {
    let found = line(Cookie::new("n", "v").max_age(400 * DAY)).unwrap();
    assert!(found.ends_with("; Max-Age=34560000"), "{found}");
    for too_long in [
        400 * DAY + Duration::from_nanos(1),
        800 * DAY,
        Duration::MAX,
    ] {
        let found = line(Cookie::new("n", "v").max_age(too_long));
        assert!(
            matches!(found, Err(CookieError::Lifetime { .. })),
            "{found:?}"
        );
    }
    let found = line(Cookie::new("n", "v").max_age(Duration::from_millis(1)));
    assert!(found.unwrap().ends_with("; Max-Age=1"));
    assert!(
        line_with(
            &Cookie::new("n", "v"),
            &CookieDefaults::new().max_age(401 * DAY)
        )
        .is_err()
    );
}

#[test]
fn c_u9_prefixes_and_partitioned_need_their_attributes() {
    assert!(line(Cookie::new("__Host-n", "v")).is_ok());
    assert!(line(Cookie::new("__Secure-n", "v").domain("a.com").path("/x")).is_ok());
    for name in [
        "__Host-n",
        "__host-n",
        "__HOST-",
        "__Secure-n",
        "__sEcUrE-n",
    ] {
        needs(Cookie::new(name, "v").secure(false), "Secure");
    }
    for name in ["__Host-n", "__hOST-n"] {
        needs(Cookie::new(name, "v").path("/x"), "Path=/");
        needs(Cookie::new(name, "v").domain("a.com"), "no domain");
    }
    needs(
        Cookie::new("n", "v").partitioned(true).secure(false),
        "Secure",
    );
    // A default domain would break the prefix; `host_only` is the way out.
    let defaults = CookieDefaults::new().domain("a.com");
    assert!(line_with(&Cookie::new("__Host-n", "v"), &defaults).is_err());
    assert!(line_with(&Cookie::new("__Host-n", "v").host_only(), &defaults).is_ok());
    // Not the prefix.
    assert!(line(Cookie::new("_Host-n", "v").secure(false)).is_ok());
    assert!(line(Cookie::new("__Host", "v").secure(false)).is_ok());
}
