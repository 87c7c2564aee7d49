//! S: Redis is stopped with a session open, and started again.

use std::time::Duration;

use super::cases::harness::{Request, Response, Server, eventually, pair};
use crate::servers;

/// How soon a store that is back must be found.
const BACK: Duration = Duration::from_secs(5);

fn is_unavailable(label: &str, response: &Response) {
    let later = response.header("Retry-After").unwrap_or_default();
    let seconds: u32 = later
        .parse()
        .unwrap_or_else(|_| panic!("{label}: Retry-After: {later:?}, received {response}"));
    assert!((1..=60).contains(&seconds), "{label}: received {response}");
    response.sets_no_cookie(label);
    response.greets_nobody(label);
}

#[test]
fn s03_the_same_cookie_works_after_an_outage() {
    let redis = servers::Redis::start_with(&["--appendonly", "yes"]);
    let server = Server::at(redis.url());
    let (value, ended) = (server.login(), server.dead_session());
    for round in ["first", "second"] {
        redis.kill();
        for (row, request) in [
            ("dashboard", Request::get("/dashboard").session(&value)),
            ("first page", Request::get("/").session(&value)),
            ("logout", Request::post("/logout").session(&value)),
            ("others", Request::post("/end-others").session(&value)),
            ("login", Request::login()),
            ("logged out", Request::get("/dashboard").session(&ended)),
        ] {
            let label = format!("S03 {round} outage, {row}");
            let response = server.exchange(&request).has_status(&label, 503);
            is_unavailable(&label, &response);
        }
        // Whoever has no session needs no store.
        for (path, status) in [("/", 200), ("/style.css", 200), ("/dashboard", 303)] {
            let label = format!("S03 {round} outage, {path} without a session");
            server
                .exchange(&Request::get(path))
                .has_status(&label, status);
        }
        redis.restart();
        let label = format!("S03 {round} return");
        eventually(BACK, &label, || {
            let response = server.dashboard(pair(&value)).answer(&label);
            match response.status {
                503 => Err(response.to_string()),
                _ => Ok(()),
            }
        });
        server.knows(&label, &value);
        server.refuses(&format!("{label}, logged out before"), &ended);
    }
}

/// Browsers get a page of the site that says what matters: that they are not logged out.
#[test]
fn s03_a_browser_gets_a_page() {
    let redis = servers::Redis::start();
    let server = Server::at(redis.url());
    let value = server.login();
    redis.kill();
    for request in [Request::get("/dashboard"), Request::post("/logout")] {
        let request = request.session(&value).header("Accept", "text/html");
        let response = server.exchange(&request).has_status("S03 page", 503);
        is_unavailable("S03 page", &response);
        for part in ["One moment, please", "It is kept", "href=/style.css"] {
            let page = response.text();
            assert!(
                page.contains(part),
                "S03 page: {part:?}: received {response}"
            );
        }
    }
}
