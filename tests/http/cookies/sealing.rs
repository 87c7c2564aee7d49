//! Sealed cookies: what opens, what reads as absent, and how they are removed.

use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::TestClient;

use super::{Crumbs, ask, baked, crumbs};
use crate::support::{Log, OTHER_SECRET, attributes, client, only_line, pair, value};

/// A pair `who=<sealed "alice">` that lives for an hour.
async fn sealed_pair(client: &TestClient) -> String {
    let response = client.get("/set-sealed?name=who&value=alice").send().await;
    client.clear_cookies();
    pair(&only_line(&response)).to_owned()
}

/// What a sealed read of `name` gives for these `Cookie` lines.
async fn opened(client: &TestClient, name: &str, lines: &[&str]) -> Option<String> {
    let response = ask(client, &format!("/get-sealed?name={name}"), lines).await;
    // Never a 500 for what a client sends.
    match response.status().as_u16() {
        200 => Some(response.text()),
        404 => None,
        other => panic!("{other} for {lines:?}"),
    }
}

#[tokio::test]
async fn a_sealed_value_opens_for_its_name_only() {
    let client = client(crumbs());
    let token = sealed_pair(&client).await;
    assert_eq!(
        opened(&client, "who", &[&token]).await.as_deref(),
        Some("alice")
    );
    // S03: the value moved to another cookie.
    let moved = token.replace("who=", "session_user=");
    assert_eq!(opened(&client, "session_user", &[&moved]).await, None);
    assert_eq!(client.cookie_counts().unopened, 1);
}

#[tokio::test]
async fn no_two_sealed_values_are_alike() {
    let client = client(crumbs());
    let mut tokens = std::collections::HashSet::new();
    for _ in 0..10 {
        let token = sealed_pair(&client).await;
        let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(value(&token).bytes().all(alphabet), "{token}");
        tokens.insert(token);
    }
    assert_eq!(tokens.len(), 10);
}

#[tokio::test]
async fn s09_a_tampered_value_is_absent_with_one_debug_line_and_counted() {
    let client = client(crumbs());
    let token = sealed_pair(&client).await;
    let good = value(&token);
    let mut bad = vec![
        String::new(),
        "!!!".to_owned(),
        "YWFhYQ==".to_owned(),
        "alice".to_owned(),
        format!("{good}A"),
        format!("{good}="),
        format!("\"{good}\""),
        format!("{good}{good}"),
        good.to_ascii_lowercase(),
        // What of it would be readable to a kinder decoder.
        good.replace(['-', '_'], "/"),
    ];
    bad.retain(|bad| bad != good);
    for at in 0..good.len() {
        let other = if good.as_bytes()[at] == b'A' {
            "B"
        } else {
            "A"
        };
        bad.push(format!("{}{other}{}", &good[..at], &good[at + 1..]));
        bad.push(good[..at].to_owned());
    }
    let (log, _guard) = Log::capture();
    for (count, bad) in bad.iter().enumerate() {
        let line = format!("who={bad}");
        assert_eq!(opened(&client, "who", &[&line]).await, None, "{bad}");
        assert_eq!(client.cookie_counts().unopened, count as u64 + 1, "{bad}");
    }
    let lines = log.of("DEBUG");
    let told = lines.iter().filter(|line| line.contains("does not open"));
    assert_eq!(told.count(), bad.len());
    for quieter in ["INFO", "WARN", "ERROR"] {
        assert_eq!(log.of(quieter), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_value_of_another_key_is_absent() {
    let stranger = TestClient::new(crumbs().secret_key(OTHER_SECRET)).unwrap();
    let token = sealed_pair(&stranger).await;
    let client = client(crumbs());
    assert_eq!(opened(&client, "who", &[&token]).await, None);
    assert_eq!(client.cookie_counts().unopened, 1);
}

#[tokio::test]
async fn s24_a_value_ends_with_its_max_age_on_the_server() {
    let client = client(crumbs());
    let token = sealed_pair(&client).await;
    client.clock().advance(Duration::from_secs(3599));
    assert_eq!(
        opened(&client, "who", &[&token]).await.as_deref(),
        Some("alice")
    );
    client.clock().advance(Duration::from_secs(1));
    assert_eq!(opened(&client, "who", &[&token]).await, None);
    client.clock().advance(Duration::from_secs(3600));
    assert_eq!(opened(&client, "who", &[&token]).await, None);
}

#[tokio::test]
async fn a_value_without_a_lifetime_opens_for_ever() {
    let response = baked(crumbs(), &[Cookie::new("who", "bob").encrypted()]).await;
    let line = only_line(&response);
    let client = client(crumbs());
    client.clock().advance(Duration::from_secs(400 * 24 * 3600));
    assert_eq!(
        opened(&client, "who", &[pair(&line)]).await.as_deref(),
        Some("bob")
    );
}

#[tokio::test]
async fn the_order_of_duplicates_never_decides_who_one_is() {
    let client = client(crumbs());
    let (first, again) = (sealed_pair(&client).await, sealed_pair(&client).await);
    let response = client
        .get("/set-sealed?name=who&value=mallory")
        .send()
        .await;
    client.clear_cookies();
    let line = only_line(&response);
    let other = pair(&line);
    let alice = Some("alice");
    let rows: [(&[&str], Option<&str>); 7] = [
        (&[&first, other], None),
        (&[other, &first], None),
        (&[&first, &again, other], None),
        (&[&first, &again], alice),
        (&["who=garbage", &first], alice),
        (&[&first, "who=mallory"], alice),
        (&["who=alice"], None),
    ];
    let mut ambiguous = 0;
    for (pairs, expected) in rows {
        let line = pairs.join("; ");
        let found = opened(&client, "who", &[&line]).await;
        assert_eq!(found.as_deref(), expected, "{line}");
        // On lines of their own it is the same.
        let found = opened(&client, "who", pairs).await;
        assert_eq!(found.as_deref(), expected, "{pairs:?}");
        ambiguous += if pairs.contains(&other) { 2 } else { 0 };
        assert_eq!(client.cookie_counts().ambiguous, ambiguous, "{line}");
    }
}

#[get("/sealed-count", app = Crumbs)]
async fn sealed_count(cookies: Cookies) -> String {
    let count: u32 = cookies.get_encrypted_or("count", 7);
    count.to_string()
}

#[tokio::test]
async fn s22_a_typed_sealed_read_gives_the_value_or_the_default() {
    let client = client(crumbs());
    assert_eq!(client.get("/sealed-count").send().await.text(), "7");
    for (value, expected) in [("42", "42"), ("abc", "7"), ("-1", "7"), ("", "7")] {
        let path = format!("/set-sealed?name=count&value={value}");
        client.get(&path).send().await;
        let response = client.get("/sealed-count").send().await;
        assert_eq!(response.text(), expected, "{value}");
    }
}

#[oxy::app(named)]
struct Keyless {}

#[get("/seals", app = Keyless)]
async fn seals() -> Response {
    text("logged in")
        .set_cookie(Cookie::new("theme", "dark"))
        .set_cookie(Cookie::new("who", "alice").encrypted())
}

#[tokio::test]
async fn sealing_without_a_key_is_a_500_that_names_the_fix_and_never_plaintext() {
    let (log, _guard) = Log::capture();
    let client = TestClient::new(oxy::serve(Keyless {})).unwrap();
    let response = client.get("/seals").send().await;
    assert_eq!(response.status(), 500);
    assert!(response.set_cookies().is_empty());
    let shown = format!("{:?} {}", response.headers(), response.text());
    assert!(
        !shown.contains("alice") && !shown.contains("logged in"),
        "{shown}"
    );
    let errors = log.of("ERROR");
    assert_eq!(errors.len(), 1, "{errors:?}");
    let fix = ".secret_key(SecretKey::from_env(\"OXY_SECRET_KEY\")?)";
    assert!(errors[0].contains(fix), "{}", errors[0]);
    assert!(errors[0].contains("the cookie \"who\""), "{}", errors[0]);
    assert!(
        errors[0].contains("route=/seals name=seals"),
        "{}",
        errors[0]
    );
    let problem: serde_json::Value = response.json().unwrap();
    let id = problem["request_id"].as_str().unwrap();
    assert!(errors[0].contains(id), "{}", errors[0]);
}

#[get("/leave", app = Crumbs)]
async fn leave() -> Response {
    text("left").remove_cookie("who")
}

#[get("/leave-having-read", app = Crumbs)]
async fn leave_having_read(cookies: Cookies) -> Response {
    text(cookies.get_encrypted("who").unwrap_or_default()).remove_cookie("who")
}

#[get("/leave-by-request", app = Crumbs)]
async fn leave_by_request(request: Request) -> Response {
    text(request.uri().to_string()).remove_cookie("who")
}

#[tokio::test]
async fn a_sealed_cookie_is_removed_as_it_was_set() {
    let cookie = Cookie::new("who", "alice")
        .encrypted()
        .path("/account")
        .domain("example.com")
        .same_site(SameSite::Strict)
        .http_only(false)
        .max_age(Duration::from_secs(3600));
    let set = only_line(&baked(crumbs(), &[cookie]).await);
    let client = client(crumbs());
    for path in ["/leave-having-read", "/leave", "/leave-by-request"] {
        let line = only_line(&ask(&client, path, &[pair(&set)]).await);
        assert_eq!(pair(&line), "who=", "{path}");
        assert_eq!(
            attributes(&line),
            [
                "Domain=example.com",
                "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "Max-Age=0",
                "Path=/account",
                "SameSite=Strict",
                "Secure"
            ],
            "{path}"
        );
        // A value that does not open says nothing of how it was set: then it is the defaults.
        let line = only_line(&ask(&client, path, &["who=garbage"]).await);
        assert!(attributes(&line).contains(&"Path=/"), "{path}: {line}");
    }
}
