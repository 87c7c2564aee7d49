//! Key rings: a secret is replaced without logging anybody out (S23).

use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::TestClient;

use super::{Crumbs, ask, crumbs};
use crate::support::{OTHER_SECRET as OLD, SECRET as NEW, attributes, only_line, pair};

const MINUTE: Duration = Duration::from_secs(60);

fn with<const N: usize>(secrets: [&str; N]) -> TestClient {
    let key = SecretKey::ring(secrets).unwrap();
    TestClient::new(crumbs().secret_key(key)).unwrap()
}

#[get("/rewrites", app = Crumbs)]
async fn rewrites(cookies: Cookies) -> Response {
    text(cookies.get_encrypted("who").unwrap_or_default())
        .set_cookie(Cookie::new("who", "carol").encrypted())
}

#[get("/forgets", app = Crumbs)]
async fn forgets(cookies: Cookies) -> Response {
    text(cookies.get_encrypted("who").unwrap_or_default()).remove_cookie("who")
}

/// What the old key sealed, for an hour.
async fn old_line() -> String {
    let client = with([OLD]);
    only_line(&client.get("/set-sealed?name=who&value=alice").send().await)
}

#[tokio::test]
async fn s23_what_an_old_key_sealed_opens_and_is_sealed_again_by_the_new_one() {
    let old = old_line().await;
    let client = with([NEW, OLD]);
    client.clock().advance(MINUTE);
    let response = ask(&client, "/get-sealed?name=who", &[pair(&old)]).await;
    assert_eq!(response.text(), "alice");
    let renewed = only_line(&response);
    assert_ne!(pair(&renewed), pair(&old));
    // With its attributes, and for what is left of its time.
    let expected: Vec<_> = attributes(&old)
        .into_iter()
        .map(|attribute| attribute.replace("3600", "3540"))
        .collect();
    assert_eq!(attributes(&renewed), expected);

    // The new key alone opens what was sealed again, and not what was sealed first.
    let client = with([NEW]);
    let response = ask(&client, "/get-sealed?name=who", &[pair(&renewed)]).await;
    assert_eq!(response.text(), "alice");
    assert!(response.set_cookies().is_empty(), "it is fresh");
    let response = ask(&client, "/get-sealed?name=who", &[pair(&old)]).await;
    assert_eq!(response.status(), 404);
}

#[tokio::test]
async fn sealing_again_does_not_prolong_the_life() {
    let old = old_line().await;
    let client = with([NEW, OLD]);
    client.clock().advance(MINUTE * 59);
    let response = ask(&client, "/get-sealed?name=who", &[pair(&old)]).await;
    let renewed = only_line(&response);
    client.clear_cookies();
    client.clock().advance(MINUTE);
    for line in [&old, &renewed] {
        let response = ask(&client, "/get-sealed?name=who", &[pair(line)]).await;
        assert_eq!(response.status(), 404);
        assert!(response.set_cookies().is_empty());
    }
}

#[tokio::test]
async fn only_what_is_read_is_sealed_again_and_once() {
    let old = old_line().await;
    let client = with([NEW, OLD]);
    let response = ask(&client, "/get?name=who", &[pair(&old)]).await;
    assert!(response.set_cookies().is_empty());
    // Twice the same cookie is one line.
    let twice = format!("{}; {}", pair(&old), pair(&old));
    only_line(&ask(&client, "/get-sealed?name=who", &[&twice]).await);
}

#[tokio::test]
async fn what_the_handler_does_with_the_cookie_wins() {
    let old = old_line().await;
    let client = with([NEW, OLD]);
    let response = ask(&client, "/rewrites", &[pair(&old)]).await;
    assert_eq!(response.text(), "alice");
    let line = only_line(&response);
    client.clear_cookies();
    let response = ask(&client, "/get-sealed?name=who", &[pair(&line)]).await;
    assert_eq!(response.text(), "carol");
    client.clear_cookies();

    let response = ask(&client, "/forgets", &[pair(&old)]).await;
    let line = only_line(&response);
    assert_eq!(pair(&line), "who=");
    assert!(attributes(&line).contains(&"Max-Age=0"));
}
