use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::{HOUR, NEW_YEAR, at, line, line_with, secret_key, set, text};
use crate::cookie::{Cookie, CookieDefaults, CookieError, SameSite, SetCookie, pairs};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[test]
fn the_defaults_are_safe_and_every_attribute_overrides_them() {
    let plain = line(Cookie::new("a", 1)).unwrap();
    assert_eq!(plain, "a=1; HttpOnly; SameSite=Lax; Secure; Path=/");

    let defaults = CookieDefaults::new()
        .http_only(false)
        .secure(false)
        .same_site(SameSite::Strict)
        .path("/shop")
        .domain("example.com")
        .max_age(HOUR);
    let found = line_with(&Cookie::new("a", 1), &defaults).unwrap();
    assert_eq!(
        found,
        "a=1; SameSite=Strict; Path=/shop; Domain=example.com; Max-Age=3600"
    );

    let cookie = Cookie::new("a", 1)
        .http_only(true)
        .secure(true)
        .same_site(SameSite::Lax)
        .path("/")
        .host_only()
        .browser_session();
    assert_eq!(line_with(&cookie, &defaults).unwrap(), plain);
}

#[test]
fn a_cookie_tells_what_identifies_it() {
    let found = set(
        &Cookie::new("a", 1).domain("Example.com").path("/x"),
        &CookieDefaults::new(),
    );
    let SetCookie {
        name,
        path,
        domain,
        secure,
        header,
    } = found.unwrap();
    assert_eq!(
        (&*name, &*path, domain.as_deref(), secure),
        ("a", "/x", Some("example.com"), true)
    );
    assert!(header.is_sensitive());
}

#[test]
fn s19_s20_same_site_none_forces_secure() {
    let none = Cookie::new("n", "v")
        .same_site(SameSite::None)
        .secure(false);
    let found = set(&none, &CookieDefaults::new().secure(false)).unwrap();
    assert_eq!(text(&found), "n=v; HttpOnly; SameSite=None; Secure; Path=/");
    assert!(found.secure);
}

#[test]
fn s21_max_age_0_removes() {
    let now = line(
        Cookie::new("n", "")
            .max_age(Duration::ZERO)
            .path("/x")
            .domain("a.com"),
    );
    let expected = "n=; HttpOnly; SameSite=Lax; Secure; Path=/x; Domain=a.com; Max-Age=0; \
                    Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    assert_eq!(now.unwrap(), expected);

    let cookie = Cookie::new("n", "secret")
        .encrypted()
        .path("/x")
        .domain("a.com")
        .max_age(HOUR);
    let removal = SetCookie::removal(&cookie, &CookieDefaults::new()).unwrap();
    assert_eq!(text(&removal), expected);

    let embedded = Cookie::new("__Host-n", "v")
        .same_site(SameSite::None)
        .partitioned(true);
    let removal = SetCookie::removal(&embedded, &CookieDefaults::new().http_only(false)).unwrap();
    assert_eq!(
        text(&removal),
        "__Host-n=; SameSite=None; Partitioned; Secure; Path=/; Max-Age=0; \
         Expires=Thu, 01 Jan 1970 00:00:00 GMT"
    );
}

#[test]
fn expires_is_a_date_and_replaces_the_default_max_age() {
    let defaults = CookieDefaults::new().max_age(HOUR);
    let ending = |seconds| line_with(&Cookie::new("n", "v").expires(at(seconds)), &defaults);
    let found = ending(NEW_YEAR + 3600).unwrap();
    assert!(
        found.ends_with("; Path=/; Expires=Thu, 01 Jan 2026 01:00:00 GMT"),
        "{found}"
    );
    let found = ending(0).unwrap();
    assert!(
        found.ends_with("; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        "{found}"
    );

    let most = NEW_YEAR + 400 * DAY.as_secs();
    assert!(ending(most).is_ok());
    assert!(matches!(
        ending(most + 1),
        Err(CookieError::Lifetime { .. })
    ));
    // Later than a date can say.
    assert!(matches!(ending(1 << 50), Err(CookieError::Lifetime { .. })));
}

#[test]
fn errors_and_debug_keep_the_value_to_themselves() {
    let secret = "sw0rdfish ";
    let cookie = Cookie::new("n\n", secret)
        .path("x")
        .domain("y y")
        .encrypted();
    assert!(!format!("{cookie:?}").contains("sw0rdfish"));
    let cookies = [
        cookie.clone(),
        Cookie::new("n", secret).plain(),
        Cookie::new("n", secret).path("\r"),
        Cookie::new("n", secret).encrypted().max_age(401 * DAY),
        Cookie::new("n", secret.repeat(500)).encrypted(),
        Cookie::new("__Host-n", secret).secure(false),
    ];
    for cookie in cookies {
        let error = line(cookie).unwrap_err();
        let text = error.to_string();
        assert!(!format!("{text} {error:?}").contains("sw0rdfish"), "{text}");
        assert!(!text.contains(['\r', '\n']), "{text:?}");
        assert!(!text.ends_with('.'), "{text}");
    }
    let set = set(&Cookie::new("n", "sw0rdfish"), &CookieDefaults::new()).unwrap();
    assert!(!format!("{set:?}").contains("sw0rdfish"));
}

#[test]
fn without_a_key_nothing_encrypted_is_sent() {
    let set = |cookie: &Cookie, defaults| SetCookie::new(cookie, &defaults, None, at(NEW_YEAR));
    let cookie = Cookie::new("n", "v");
    let no_key = Some(CookieError::NoKey {
        name: "n".to_owned(),
    });
    assert_eq!(
        set(&cookie.clone().encrypted(), CookieDefaults::new()).err(),
        no_key
    );
    let error = set(&cookie, CookieDefaults::new().encrypted(true)).unwrap_err();
    assert!(error.to_string().contains(".secret_key("));
    assert!(set(&cookie.plain(), CookieDefaults::new().encrypted(true)).is_ok());
}

/// Whatever goes in, a line that comes out is one cookie that reads back as it was given, with
/// the attributes it was given and no other.
#[test]
fn c_u8_c_u9_parse_of_format_is_identity() {
    const RICH: &[u8] = b"aB3=;,\" \\\r\n\0\t%-._/~\x7f";
    let mut rng = StdRng::seed_from_u64(6265);
    let mut sent = 0;
    for _ in 0..50_000 {
        let mut part = |longest| -> String {
            let length = rng.random_range(0..=longest);
            (0..length)
                .map(|_| char::from(RICH[rng.random_range(0..RICH.len())]))
                .collect()
        };
        let (name, value) = (part(2), part(4));
        let (path, domain) = (format!("/{}", part(1)), part(1));
        let cookie = Cookie::new(&*name, &value).path(&*path).domain(&*domain);
        let Ok(line) = line(cookie) else { continue };
        sent += 1;
        let (pair, attributes) = line.split_once("; ").unwrap();
        assert_eq!(
            attributes,
            format!(
                "HttpOnly; SameSite=Lax; Secure; Path={path}; Domain={}",
                domain.to_lowercase()
            )
        );
        let found: Vec<_> = pairs([pair.as_bytes()]).collect();
        assert_eq!(found, [(name.as_bytes(), value.as_bytes())]);
    }
    assert!(sent > 200, "{sent}");
    let sealed = line(Cookie::new("n", "a; b\r\n").encrypted()).unwrap();
    let pair = sealed.split(';').next().unwrap();
    let (name, token) = pairs([pair.as_bytes()]).next().unwrap();
    assert_eq!(name, b"n");
    assert!(secret_key().open("n", token).is_ok());
}
