//! The founding page, end to end: the example as it stands, without a socket and by a clock that is told the time.

use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};

use crate::sessions::App;
use crate::support::{attributes, client, only_line, pair, value};

fn page() -> TestClient {
    client(oxy::serve(App::default()))
}

/// The dashboard, asked for with this cookie and no other.
async fn dashboard(client: &TestClient, cookie: &str) -> TestResponse {
    client.clear_cookies();
    let request = client.get("/dashboard").header("cookie", cookie);
    request.send().await
}

#[track_caller]
fn assert_refused(response: &TestResponse) {
    assert_eq!(response.status(), 401);
    assert_eq!(response.text(), "Unauthorized - Please Login");
    assert_eq!(
        response.header("www-authenticate"),
        Some("Cookie realm=\"session\"")
    );
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert!(response.set_cookies().is_empty());
}

#[tokio::test]
async fn log_in_see_the_dashboard_and_log_out() {
    let client = page();
    assert_refused(&client.get("/dashboard").send().await);

    let response = client.post("/login").send().await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.text(), "Login Successful");
    let line = only_line(&response);
    assert_eq!(
        attributes(&line),
        [
            "HttpOnly",
            "Max-Age=3600",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ]
    );
    assert!(pair(&line).starts_with("session_id="), "{line}");

    for _ in 0..3 {
        let response = client.get("/dashboard").send().await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.text(), "Welcome back, alice@example.com!");
        assert!(response.set_cookies().is_empty());
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_eq!(response.header("vary"), Some("Cookie"));
    }

    let response = client.post("/logout").send().await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.text(), "Logged Out");
    let removal = only_line(&response);
    assert_eq!(pair(&removal), "session_id=");
    assert_eq!(
        attributes(&removal),
        [
            "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "HttpOnly",
            "Max-Age=0",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ]
    );
    assert_eq!(client.cookie("session_id"), None);
    assert_refused(&client.get("/dashboard").send().await);
    // Whoever kept the cookie is logged out as well.
    assert_refused(&dashboard(&client, pair(&line)).await);
}

#[tokio::test]
async fn d10_a_copied_cookie_reads_as_absent_after_its_hour() {
    let client = page();
    let line = only_line(&client.post("/login").send().await);
    client.clock().advance(Duration::from_secs(3599));
    assert_eq!(dashboard(&client, pair(&line)).await.status(), 200);
    client.clock().advance(Duration::from_secs(1));
    // The store still has the session: it is the seal that has ended.
    assert_refused(&dashboard(&client, pair(&line)).await);
    assert_eq!(client.cookie_counts().unopened, 1);
}

#[tokio::test]
async fn the_jar_of_the_client_drops_the_cookie_after_its_hour() {
    let client = page();
    client.post("/login").send().await;
    assert!(client.cookie("session_id").is_some());
    client.clock().advance(Duration::from_secs(3600));
    assert_eq!(client.cookie("session_id"), None);
    assert_refused(&client.get("/dashboard").send().await);
    assert_eq!(client.cookie_counts().unopened, 0, "nothing was sent");
}

#[tokio::test]
async fn what_is_not_the_cookie_that_was_set_is_refused() {
    let client = page();
    let line = only_line(&client.post("/login").send().await);
    let token = value(&line);
    let flipped = if token.ends_with('A') { "B" } else { "A" };
    let cut = &token[..token.len() - 1];
    // S27: a plain id is none, however well-formed.
    let id = Uuid::new_v4();
    for cookie in [
        format!("session_id={cut}{flipped}"),
        format!("session_id={cut}"),
        format!("session_id={id}"),
        "session_id=session-abc-123".to_owned(),
        "session_id=".to_owned(),
        format!("SESSION_ID={token}"),
        format!("%73ession_id={token}"),
        format!("other={token}"),
    ] {
        assert_refused(&dashboard(&client, &cookie).await);
    }
    let response = dashboard(&client, pair(&line)).await;
    assert_eq!(response.status(), 200, "the cookie itself still opens");
}

#[tokio::test]
async fn every_login_is_a_session_of_its_own() {
    let client = page();
    let first = only_line(&client.post("/login").send().await);
    let second = only_line(&client.post("/login").send().await);
    let logout = client.post("/logout").send().await;
    assert_eq!(logout.status(), 200);
    assert_eq!(dashboard(&client, pair(&first)).await.status(), 200);
    assert_refused(&dashboard(&client, pair(&second)).await);
}

#[tokio::test]
async fn a_logout_without_a_session_is_no_error() {
    let client = page();
    for cookie in ["session_id=garbage", "other=1"] {
        let request = client.post("/logout").header("cookie", cookie);
        let response = request.send().await;
        assert_eq!(response.text(), "Logged Out", "{cookie}");
        assert_eq!(response.set_cookies().len(), 1, "{cookie}");
    }
}

#[tokio::test]
async fn its_routes_answer_their_methods_only() {
    let client = page();
    let rows = [
        ("GET", "/login", "POST, OPTIONS"),
        ("POST", "/dashboard", "GET, HEAD, OPTIONS"),
        ("GET", "/logout", "POST, OPTIONS"),
    ];
    for (method, path, allow) in rows {
        let response = client.request(method.parse().unwrap(), path).send().await;
        assert_eq!(response.status(), 405, "{path}");
        assert_eq!(response.header("allow"), Some(allow), "{path}");
        assert!(response.set_cookies().is_empty(), "{path}");
    }
    assert_eq!(client.routes().routes().len(), 3);
}

#[test]
fn without_a_key_it_does_not_start() {
    let report = crate::support::report(oxy::serve(App::default()));
    let text = report.to_string();
    assert!(text.starts_with("oxy: 1 problem, not serving"), "{text}");
    assert!(text.contains("examples/sessions.rs:"), "{text}");
    assert!(text.contains("::dashboard"), "{text}");
    assert!(text.contains("::logout"), "{text}");
    assert!(text.contains("help: oxy::serve(..).secret_key("), "{text}");
}
