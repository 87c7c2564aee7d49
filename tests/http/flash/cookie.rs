//! The cookie that holds messages: its name, its seal, its end and its size.

use std::time::Duration;

use oxy::Clock;
use oxy::prelude::*;
use oxy::testing::{TestClient, seal, unseal};

use super::{COOKIE, LIFETIME, notes, removes, saved, shown};
use crate::support::{Log, OTHER_SECRET, SECRET, attributes, client, only_line, pair, value};

#[tokio::test]
async fn nobody_reads_them_on_the_way() {
    let client = client(notes());
    let line = saved(&client).await;
    assert!(
        !line.contains("Saved") && !line.contains("success"),
        "{line}"
    );
    let now = client.clock().now();
    let key = SecretKey::new(SECRET).unwrap();
    let plain = unseal(&key, COOKIE, value(&line), now);
    assert_eq!(plain.as_deref(), Some(r#"[["success","Saved"]]"#));
}

#[tokio::test]
async fn what_does_not_open_reads_as_none() {
    let client = client(notes());
    let line = saved(&client).await;
    client.clear_cookies();
    let now = client.clock().now();
    let [key, other] = [SECRET, OTHER_SECRET].map(|secret| SecretKey::new(secret).unwrap());
    let own = r#"[["info","forged"]]"#;
    let token = value(&line);
    let other_letter = if &token[30..31] == "A" { "B" } else { "A" };
    let tampered = [
        format!("{}{other_letter}{}", &token[..30], &token[31..]),
        token[..token.len() - 1].to_owned(),
        own.to_owned(),
        String::new(),
        seal(&other, COOKIE, own, LIFETIME, now).unwrap(),
        seal(&key, "flash", own, LIFETIME, now).unwrap(),
        seal(&key, COOKIE, "not ours", LIFETIME, now).unwrap(),
        seal(&key, COOKIE, r#"[["loud","forged"]]"#, LIFETIME, now).unwrap(),
    ];
    for token in tampered {
        let request = client.get("/show");
        let response = request.header("cookie", format!("{COOKIE}={token}")).send();
        let response = response.await;
        assert_eq!(response.status(), 200, "{token}");
        assert_eq!(response.text(), "", "{token}");
        assert!(response.set_cookies().is_empty(), "{token}");
    }
}

#[tokio::test]
async fn they_end_after_five_minutes() {
    let client = client(notes());
    let line = saved(&client).await;
    client.clock().advance(LIFETIME - Duration::from_secs(1));
    let response = client.get("/asks").send().await;
    assert_eq!(response.text(), "false");
    client.clock().advance(Duration::from_secs(1));
    // Also where the client has kept them.
    let request = client.get("/show").header("cookie", pair(&line));
    assert_eq!(request.send().await.text(), "");
}

#[tokio::test]
async fn what_an_old_key_has_sealed_is_shown_once_as_well() {
    let line = saved(&TestClient::new(notes().secret_key(OTHER_SECRET)).unwrap()).await;
    let ring = SecretKey::ring([SECRET, OTHER_SECRET]).unwrap();
    let client = TestClient::new(notes().secret_key(ring)).unwrap();
    client.set_cookie(COOKIE, value(&line));
    // Sealed again where they stay, and gone where they do not.
    let response = client.get("/asks").send().await;
    assert!(!removes(&response) && response.set_cookies().len() == 1);
    client.set_cookie(COOKIE, value(&line));
    let response = client.get("/twice").send().await;
    assert_eq!(response.text(), "SavedSaved");
    assert!(removes(&response));
    assert_eq!(shown(&client).await, "");
}

#[tokio::test]
async fn the_name_has_the_strictest_prefix_that_the_defaults_allow() {
    let defaults = CookieDefaults::new;
    let rows = [
        (defaults(), "__Host-flash"),
        (defaults().same_site(SameSite::Strict), "__Host-flash"),
        (defaults().path("/app"), "__Secure-flash"),
        (defaults().domain("example.com"), "__Secure-flash"),
        (defaults().secure(false), "flash"),
        (defaults().secure(false).path("/app"), "flash"),
        // Which is `Secure` regardless.
        (
            defaults().secure(false).same_site(SameSite::None),
            "__Host-flash",
        ),
        (defaults().http_only(false).encrypted(true), "__Host-flash"),
    ];
    for (defaults, name) in rows {
        let client = client(notes().cookies(defaults.clone()));
        let line = only_line(&client.post("/save").send().await);
        assert_eq!(pair(&line).split('=').next(), Some(name), "{defaults:?}");
        assert!(line.contains("HttpOnly"), "{line}");
        // Read and removed under the same name and attributes, whatever the path of the test client.
        let request = client.get("/show").header("cookie", pair(&line));
        let response = request.send().await;
        assert_eq!(response.text(), "success:Saved", "{defaults:?}");
        let removal = only_line(&response);
        assert_eq!(pair(&removal), format!("{name}="));
        for part in attributes(&line) {
            let is_lifetime = part.starts_with("Max-Age");
            assert!(
                is_lifetime || attributes(&removal).contains(&part),
                "{part}"
            );
        }
    }
    let client = client(notes().insecure_cookies());
    assert!(saved(&client).await.starts_with("flash="));
    assert_eq!(shown(&client).await, "success:Saved");
}

#[tokio::test]
async fn too_much_text_is_cut_and_the_response_stays() {
    let client = client(notes());
    let fits = client.post(&format!("/save?text={}", "x".repeat(2_700)));
    assert_eq!(fits.send().await.status(), 303);
    assert_eq!(shown(&client).await.len(), "success:".len() + 2_700);

    let (log, _guard) = Log::capture();
    // What JSON writes with six bytes, and with one.
    for (sent, times, is_cut) in [
        ("%01", 1_000, true),
        ("x", 3_000, true),
        ("x", 2_600, false),
    ] {
        let long = client.post(&format!("/save?text={}", sent.repeat(times)));
        assert_eq!(long.send().await.status(), 303, "{sent} {times}");
        let shown = shown(&client).await;
        let text = shown.strip_prefix("success:").unwrap();
        assert_eq!(text.ends_with('…'), is_cut, "{sent} {times}");
        let kept = text.trim_end_matches('…').chars().count();
        assert!(
            kept > 300 && (kept == times) != is_cut,
            "{sent} {times}: {kept}"
        );
    }
    let warnings = log.of("WARN");
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(!warnings.concat().contains("xxx"), "{warnings:?}");
}

#[oxy::app(named)]
struct Sets {}

#[post("/set", app = Sets)]
async fn set() -> Redirect {
    Redirect::to("/").flash(Flash::info("never sent"))
}

#[tokio::test]
async fn a_message_without_a_key_is_a_500_and_never_plain() {
    let client = TestClient::new(oxy::serve(Sets {})).unwrap();
    let (log, _guard) = Log::capture();
    let response = client.post("/set").send().await;
    assert_eq!(response.status(), 500);
    assert!(response.set_cookies().is_empty());
    let lines = log.lines().join("\n");
    assert!(lines.contains("__Host-flash"), "{lines}");
    assert!(!lines.contains("never sent"), "{lines}");
}

#[test]
fn reading_without_a_key_is_a_launch_problem() {
    let report = notes().check().unwrap_err();
    let [cookies, flashes] = report.problems() else {
        panic!("{report}");
    };
    let (one, other) = match cookies.message().contains("Cookies") {
        true => (cookies, flashes),
        false => (flashes, cookies),
    };
    assert_eq!(one.message().replace("Cookies", "Flashes"), other.message());
    assert_eq!(
        other.message(),
        "a route takes `Flashes`, but there is no secret key"
    );
    assert_eq!(other.locations().len(), 8, "{report}");
}
