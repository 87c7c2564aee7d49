//! A sealed cookie that was set under two paths is removed under both.

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app(named)]
struct Paths {}

#[get("/set/{place}", app = Paths)]
async fn set(place: String) -> Response {
    let value = format!("user of {place}");
    text("").set_cookie(
        Cookie::new("who", value)
            .encrypted()
            .path(format!("/{place}")),
    )
}

/// Does not take `Cookies`: what it removes is still found in the request.
#[get("/leave", app = Paths)]
async fn leave() -> Response {
    text("").remove_cookie("who")
}

/// Sets the same value under every path.
#[get("/share/{place}", app = Paths)]
async fn share(place: String) -> Response {
    let cookie = Cookie::new("who", "alice").encrypted();
    text("").set_cookie(cookie.path(format!("/{place}")))
}

#[get("/leave-having-read", app = Paths)]
async fn leave_having_read(cookies: Cookies) -> Response {
    text(cookies.get_encrypted("who").unwrap_or_default()).remove_cookie("who")
}

#[tokio::test]
async fn no_second_value_is_left_to_log_in_with() {
    assert_both_are_removed("set", "/leave").await;
}

#[tokio::test]
async fn what_was_read_is_removed_under_both_paths() {
    assert_both_are_removed("share", "/leave-having-read").await;
}

async fn assert_both_are_removed(set: &str, leave: &str) {
    let client = TestClient::new(oxy::serve(Paths {}).secret_key(SecretKey::random())).unwrap();
    let mut pairs = Vec::new();
    for place in ["a", "b"] {
        let response = client.get(&format!("/{set}/{place}")).send().await;
        pairs.push(
            response.set_cookies()[0]
                .split(';')
                .next()
                .unwrap()
                .to_owned(),
        );
    }
    client.clear_cookies();
    let response = client
        .get(leave)
        .header("cookie", pairs.join("; "))
        .send()
        .await;
    let lines = response.set_cookies();
    assert_eq!(lines.len(), 2, "{lines:?}");
    for path in ["Path=/a;", "Path=/b;"] {
        assert!(
            lines
                .iter()
                .any(|line| line.contains(path) && line.contains("Max-Age=0")),
            "{lines:?}"
        );
    }
}
