use std::time::Duration;

use super::{HOUR, NEW_YEAR, OLD, SECRET, at, line, secret_key, set, text, value};
use crate::{
    cookie::{Cookie, CookieDefaults, SameSite, SealedCookie, SetCookie, sealed::Unreadable},
    crypto::{NotOpened, SecretKey},
};

fn sample() -> SealedCookie {
    SealedCookie {
        value: "vä".into(),
        expires_at: Some(NEW_YEAR),
        http_only: true,
        secure: false,
        same_site: Some(SameSite::Strict),
        persistent: true,
        partitioned: false,
        path: "/p".into(),
        domain: Some("a.com".into()),
    }
}

fn open(key: &SecretKey, token: &str, seconds: u64) -> Result<(SealedCookie, bool), Unreadable> {
    SealedCookie::open(key, "n", token.as_bytes(), at(seconds))
}

#[test]
fn the_layout_is_as_drawn() {
    let expected = [
        &NEW_YEAR.to_be_bytes()[..],
        &[0b0001_1001],
        b"\x00\x02/p",
        b"\x00\x05a.com",
        "vä".as_bytes(),
    ]
    .concat();
    assert_eq!(*sample().encode(), expected);
    assert_eq!(SealedCookie::decode(&expected), Some(sample()));
}

#[test]
fn every_combination_of_flags_survives() {
    for flags in 0..=u8::MAX {
        let mut bytes = sample().encode();
        bytes[8] = flags;
        match SealedCookie::decode(&bytes) {
            Some(cookie) => assert_eq!(*cookie.encode(), *bytes),
            None => assert!(flags >= 0b0100_0000, "{flags:#010b}"),
        }
        assert_eq!(SealedCookie::decode(&bytes).is_some(), flags < 0b0100_0000);
    }
}

#[test]
fn what_is_not_of_the_layout_is_unreadable() {
    let bytes = sample().encode();
    let value_begins = bytes.len() - "vä".len();
    for length in 0..bytes.len() {
        // Cut within the value, it is a shorter value, unless within a character.
        let expected = length == value_begins || length == value_begins + 1;
        assert_eq!(
            SealedCookie::decode(&bytes[..length]).is_some(),
            expected,
            "{length}"
        );
    }
    for at in [9, 13] {
        let mut longer = bytes.clone();
        longer[at..at + 2].fill(0xff);
        assert_eq!(SealedCookie::decode(&longer), None);
    }
    for at in [11, 15, value_begins] {
        let mut not_text = bytes.clone();
        not_text[at] = 0xff;
        assert_eq!(SealedCookie::decode(&not_text), None);
    }
    for bytes in [&b""[..], &[0; 12], b"a plaintext of something else"] {
        let token = secret_key().seal("n", bytes);
        assert_eq!(open(&secret_key(), &token, 0), Err(Unreadable::Malformed));
    }
}

#[test]
fn s24_a_value_ends_with_its_second() {
    let line = line(Cookie::new("n", "v").encrypted().max_age(HOUR)).unwrap();
    let end = NEW_YEAR + 3600;
    let (cookie, stale) = open(&secret_key(), value(&line), end - 1).unwrap();
    assert_eq!((cookie.expires_at, stale), (Some(end), false));
    assert_eq!(
        open(&secret_key(), value(&line), end),
        Err(Unreadable::Expired)
    );
    assert_eq!(
        open(&secret_key(), value(&line), end + 7200),
        Err(Unreadable::Expired)
    );
    let last_instant = at(end) - Duration::from_nanos(1);
    assert!(SealedCookie::open(&secret_key(), "n", value(&line).as_bytes(), last_instant).is_ok());

    let gone = super::line(Cookie::new("n", "v").encrypted().max_age(Duration::ZERO)).unwrap();
    assert_eq!(
        open(&secret_key(), value(&gone), NEW_YEAR),
        Err(Unreadable::Expired)
    );
}

#[test]
fn s24_expires_ends_the_value_as_well_and_none_never() {
    // The epoch itself must not turn into "no expiry", which is 0.
    for end in [0, 1, NEW_YEAR + 60] {
        let line = line(Cookie::new("n", "v").encrypted().expires(at(end))).unwrap();
        assert_eq!(
            open(&secret_key(), value(&line), end.max(1)),
            Err(Unreadable::Expired)
        );
    }
    let line = line(Cookie::new("n", "v").encrypted()).unwrap();
    let (cookie, _) = open(&secret_key(), value(&line), u32::MAX.into()).unwrap();
    assert_eq!((cookie.expires_at, cookie.persistent), (None, false));
}

#[test]
fn s03_s09_reasons_are_told_apart() {
    let line = line(Cookie::new("n", "v").encrypted()).unwrap();
    let key = secret_key();
    let other_name = SealedCookie::open(&key, "m", value(&line).as_bytes(), at(NEW_YEAR));
    assert_eq!(other_name, Err(Unreadable::NotOpened(NotOpened::BadTag)));
    let not_base64 = open(&key, "!!!", NEW_YEAR);
    assert_eq!(not_base64, Err(Unreadable::NotOpened(NotOpened::NotBase64)));
    assert_eq!(
        not_base64.unwrap_err().as_str(),
        "not base64url without padding"
    );
}

#[test]
fn s23_a_stale_value_is_sealed_again_with_what_is_left() {
    let old = SecretKey::new(OLD).unwrap();
    let ring = SecretKey::ring([SECRET, OLD]).unwrap();
    let cookie = Cookie::new("n", "v")
        .encrypted()
        .max_age(HOUR)
        .path("/shop")
        .domain("a.com")
        .same_site(SameSite::None)
        .http_only(false)
        .partitioned(true);
    let defaults = CookieDefaults::new();
    let first = SetCookie::new(&cookie, &defaults, Some(&old), at(NEW_YEAR)).unwrap();

    let later = at(NEW_YEAR + 600);
    let first = text(&first);
    let (opened, stale) = open(&ring, value(&first), NEW_YEAR + 600).unwrap();
    assert!(stale);
    // Other defaults, none of which may get into the cookie.
    let defaults = CookieDefaults::new().path("/x").max_age(9 * HOUR);
    let again = opened.to_cookie("n", later);
    let second = text(&SetCookie::new(&again, &defaults, Some(&ring), later).unwrap());
    let attributes = |line: &str| line.split_once("; ").unwrap().1.to_owned();
    assert_eq!(
        attributes(&second),
        attributes(&first).replace("=3600", "=3000")
    );
    assert_eq!(
        open(&ring, value(&second), NEW_YEAR + 600),
        Ok((opened, false))
    );

    let removal = text(&SetCookie::removal(&again, &defaults).unwrap());
    let ended = "=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    assert_eq!(
        attributes(&removal),
        attributes(&first).replace("=3600", ended)
    );
}

#[test]
fn sealed_again_a_plain_cookie_stays_plain_of_attributes() {
    let defaults = CookieDefaults::new()
        .domain("a.com")
        .path("/x")
        .max_age(HOUR);
    let cookie = Cookie::new("n", "v")
        .encrypted()
        .host_only()
        .path("/")
        .browser_session();
    let line = text(&set(&cookie, &defaults).unwrap());
    let (opened, _) = open(&secret_key(), value(&line), NEW_YEAR).unwrap();
    let again = opened.to_cookie("n", at(NEW_YEAR));
    let again = text(&set(&again, &defaults).unwrap());
    assert_eq!(
        again.split_once("; ").unwrap().1,
        "HttpOnly; SameSite=Lax; Secure; Path=/"
    );
}

#[test]
fn debug_prints_no_value() {
    let text = format!(
        "{:?}",
        SealedCookie {
            value: "sw0rdfish".into(),
            ..sample()
        }
    );
    assert!(
        text.contains("a.com") && !text.contains("sw0rdfish"),
        "{text}"
    );
}
