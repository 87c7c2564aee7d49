//! Where strangers are sent instead of a 401.

mod back;
mod launch;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use oxy::Serve;
use oxy::prelude::*;
use oxy::testing::TestResponse;

use crate::people::{Admin, User, cookies_of};
use crate::support::{client, detail};

#[oxy::app(named)]
struct Club {
    sessions: Sessions<User>,
}

#[get("/login", app = Club)]
async fn login_page() -> Html<&'static str> {
    Html("<form method=post>..</form>")
}

#[get("/private-login", app = Club)]
async fn private_login_page(user: Session<User>) -> String {
    user.email.clone()
}

#[get("/boss", app = Club)]
async fn boss(user: Session<User, Admin>) -> String {
    user.email.clone()
}

#[get("/public", app = Club)]
async fn public(user: Option<Session<User>>) -> String {
    user.is_some().to_string()
}

#[get("/tried", app = Club)]
async fn tried(user: Result<Session<User>, Rejection>) -> String {
    user.map_or_else(|rejection| rejection.status().to_string(), |_| "in".into())
}

#[route(POST, PUT, DELETE, "/change", app = Club)]
async fn change(user: Session<User>) -> String {
    user.email.clone()
}

#[post("/logout", app = Club)]
async fn logout(user: Session<User>) -> Result<Redirect, Error> {
    user.end().await?;
    Ok(Redirect::to("/"))
}

/// Everything else.
#[get("/{*rest}", app = Club)]
async fn members(rest: String, user: Session<User>) -> String {
    format!("{rest} of {}", user.email)
}

fn club(page: &str) -> Serve<Club> {
    oxy::serve(Club {
        sessions: Sessions::memory().login_page(page),
    })
}

/// Where a redirect leads.
#[track_caller]
fn location(response: &TestResponse) -> String {
    assert_eq!(response.status(), 303, "{}", response.text());
    response.header("location").unwrap().to_owned()
}

#[tokio::test]
async fn what_a_browser_shows_leads_to_the_login_page() {
    let client = client(club("/login?next={path}"));
    for accept in [
        None,
        Some("*/*"),
        Some("text/html"),
        Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        Some("application/json, text/plain, */*"),
        Some("application/json, text/html;q=0.1"),
        Some("image/avif,image/webp"),
        Some("TEXT/HTML"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let mut request = client.request(method.clone(), "/files/7");
            if let Some(accept) = accept {
                request = request.header("accept", accept);
            }
            let response = request.send().await;
            let found = location(&response);
            assert_eq!(found, "/login?next=/files/7", "{method} {accept:?}");
        }
    }
}

#[tokio::test]
async fn a_script_gets_its_401() {
    let client = client(club("/login?next={path}"));
    for accept in [
        "application/json",
        "application/problem+json",
        "Application/JSON; q=0.9",
        "application/vnd.api+json, text/plain;q=0.5",
    ] {
        let response = client.get("/files").header("accept", accept).send().await;
        assert_eq!(response.status(), 401, "{accept}");
        assert_eq!(detail(&response), "please log in", "{accept}");
        assert_eq!(response.header("location"), None, "{accept}");
        let challenge = response.header("www-authenticate");
        assert_eq!(challenge, Some("Cookie realm=\"session\""), "{accept}");
    }
}

#[tokio::test]
async fn what_changes_something_gets_its_401() {
    let client = client(club("/login?next={path}"));
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let response = client.request(method.clone(), "/change");
        let response = response.header("accept", "text/html").send().await;
        assert_eq!(response.status(), 401, "{method}");
        assert_eq!(response.header("location"), None, "{method}");
    }
}

#[tokio::test]
async fn a_redirect_has_no_page_and_is_not_stored() {
    let pages = Arc::new(AtomicU32::new(0));
    let made = Arc::clone(&pages);
    let server = club("/login").on_error(move |failure| {
        made.fetch_add(1, Ordering::Relaxed);
        text(format!("sorry: {}", failure.status()))
    });
    for (server, accept) in [
        (club("/login"), "*/*"),
        (club("/login"), "text/html"),
        (server, "text/html"),
    ] {
        let client = client(server);
        let response = client.get("/files").header("accept", accept).send().await;
        assert_eq!(location(&response), "/login");
        assert_eq!(response.text(), "");
        assert_eq!(response.header("content-type"), None);
        assert_eq!(response.header("www-authenticate"), None);
        assert_eq!(response.header("cache-control"), Some("no-store"));
        let varies: Vec<_> = response.headers().get_all("vary").iter().collect();
        assert_eq!(varies, ["Accept", "Cookie"]);
        assert_eq!(cookies_of(&response), [""; 0]);
        // Other errors have a page as ever.
        assert_ne!(client.post("/change").send().await.text(), "");
    }
    assert_eq!(pages.load(Ordering::Relaxed), 1, "for the 401 alone");
}

#[tokio::test]
async fn only_a_required_session_leads_there() {
    let client = client(club("/login"));
    assert_eq!(client.get("/public").send().await.text(), "false");
    assert_eq!(client.get("/tried").send().await.text(), "303 See Other");
    assert_eq!(client.get("/login").send().await.status(), 200);
    assert_eq!(location(&client.get("/boss").send().await), "/login");
    client.login_as(User::named("ann")).await.unwrap();
    // Logging in again would not help.
    assert_eq!(client.get("/boss").send().await.status(), 403);
    let files = client.get("/files").send().await;
    assert_eq!(files.text(), "files of ann@oxy.example");
}

#[tokio::test]
async fn an_ended_session_leads_there_as_none_does() {
    let client = client(club("/login"));
    client.login_as(User::named("ann")).await.unwrap();
    let cookie = client.cookie(crate::people::COOKIE).unwrap();
    assert_eq!(location(&client.post("/logout").send().await), "/");
    for value in [cookie.as_str(), &cookie[1..], "", "junk"] {
        client.set_cookie(crate::people::COOKIE, value);
        let response = client.get("/files").send().await;
        assert_eq!(location(&response), "/login", "{value}");
    }
}

#[tokio::test]
async fn a_login_page_that_needs_a_login_is_no_loop() {
    let client = client(club("/private-login?next={path}"));
    let first = client.get("/files").send().await;
    assert_eq!(location(&first), "/private-login?next=/files");
    for path in ["/private-login?next=/files", "/private-login"] {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), 401, "{path}");
        assert_eq!(response.header("location"), None, "{path}");
    }
}

#[tokio::test]
async fn what_was_asked_for_stands_in_the_query() {
    let client = client(club("/login?from=guard&next={path}#form"));
    for (asked, next) in [
        ("/files", "/files"),
        ("/files?page=2", "/files%3Fpage%3D2"),
        ("/files?a=1&b=2", "/files%3Fa%3D1%26b%3D2"),
        ("/files?a+b=%20c", "/files%3Fa%2Bb%3D%2520c"),
        ("/files/%C3%A4", "/files/%25C3%25A4"),
        ("/files?next=/other", "/files%3Fnext%3D/other"),
        ("/a.b-c_d~e", "/a.b-c_d~e"),
        ("/{path}", "/%7Bpath%7D"),
    ] {
        let response = client.get(asked).send().await;
        let expected = format!("/login?from=guard&next={next}#form");
        assert_eq!(location(&response), expected, "{asked}");
    }
}

#[tokio::test]
async fn no_target_leads_elsewhere_or_splits_the_response() {
    let client = client(club("/login?next={path}"));
    let long = format!("/files?{}", "x".repeat(8_000));
    let escapes = format!("/files?{}", "%25".repeat(600));
    for (asked, next) in [
        // What the login page would refuse is not handed to it.
        (long.as_str(), "/"),
        // What is escaped stays so, and is escaped once more.
        (
            "/%0d%0aSet-Cookie:%20a=b",
            "/%250d%250aSet-Cookie%3A%2520a%3Db",
        ),
        (
            "/%0aLocation:%20//evil.example",
            "/%250aLocation%3A%2520//evil.example",
        ),
        ("/a%5c%2F%2Fevil.example", "/a%255c%252F%252Fevil.example"),
        ("/a?next=//evil.example", "/a%3Fnext%3D//evil.example"),
        (
            "/a?x=1&next=https://evil.example",
            "/a%3Fx%3D1%26next%3Dhttps%3A//evil.example",
        ),
        ("/@evil.example", "/%40evil.example"),
        (&escapes, &format!("/files%3F{}", "%2525".repeat(600))),
    ] {
        let response = client.get(asked).send().await;
        let expected = format!("/login?next={next}");
        assert_eq!(location(&response), expected, "{asked}");
        assert_eq!(cookies_of(&response), [""; 0], "{asked}");
        // The way is open: the login page answers.
        let page = client.get(&expected).send().await;
        assert_eq!(page.status(), 200, "{asked}");
    }
    // A value of the path cannot be any of these, whoever asks.
    for asked in [
        "//evil.example",
        "//evil.example/%2e%2e",
        "///evil.example",
        "/\\evil.example",
        "/a\\..\\..\\evil.example",
        "/%5cevil.example",
        "/%2F%2Fevil.example",
        "/a%00b",
    ] {
        let response = client.get(asked).send().await;
        assert_eq!(response.status(), 400, "{asked}");
        assert_eq!(response.header("location"), None, "{asked}");
        assert_eq!(cookies_of(&response), [""; 0], "{asked}");
    }
}
