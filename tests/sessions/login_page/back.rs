//! The way back: `next` from the redirect through the page and its form to where one wanted to go, and never elsewhere.

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};
use oxy::{LocalPath, Serve};
use serde::Deserialize;

use super::location;
use crate::people::{COOKIE, User, cookies_of};
use crate::support::client;

#[oxy::app(named)]
struct Way {
    sessions: Sessions<User>,
}

#[get("/login", app = Way)]
async fn page(next: Option<LocalPath>) -> Html<String> {
    let next = escape_html(next.unwrap_or_default().as_str()).to_string();
    Html(format!("<input type=hidden name=next value=\"{next}\">"))
}

#[derive(Deserialize)]
struct Login {
    name: String,
    next: LocalPath,
}

#[derive(Deserialize)]
struct Lenient {
    name: String,
    #[serde(default)]
    next: LocalPath,
}

#[post("/login", app = Way)]
async fn login(login: Form<Login>, sessions: SessionHandle<User>) -> Result<Redirect, Error> {
    sessions.begin(User::named(&login.name)).await?;
    Ok(Redirect::to(login.next.as_str()))
}

#[post("/login/lenient", app = Way)]
async fn lenient(login: Form<Lenient>, sessions: SessionHandle<User>) -> Result<Redirect, Error> {
    sessions.begin(User::named(&login.name)).await?;
    Ok(Redirect::to(login.next.as_str()))
}

/// A page whose form posts to its own address, query included.
#[post("/login/query", app = Way)]
async fn by_query(next: LocalPath, sessions: SessionHandle<User>) -> Result<Redirect, Error> {
    sessions.begin(User::named("ann")).await?;
    Ok(Redirect::to(next.as_str()))
}

#[post("/login/maybe", app = Way)]
async fn by_optional_query(
    next: Option<LocalPath>,
    sessions: SessionHandle<User>,
) -> Result<Redirect, Error> {
    sessions.begin(User::named("ann")).await?;
    Ok(Redirect::to(next.unwrap_or_default().as_str()))
}

#[post("/login/struct", app = Way)]
async fn by_query_struct(
    login: Query<Login>,
    sessions: SessionHandle<User>,
) -> Result<Redirect, Error> {
    sessions.begin(User::named(&login.name)).await?;
    Ok(Redirect::to(login.next.as_str()))
}

#[get("/{*rest}", app = Way)]
async fn members(rest: String, uri: Uri, user: Session<User>) -> String {
    assert_eq!(uri.path().len() > 1, !rest.is_empty());
    format!("{uri} of {}", user.email)
}

fn way() -> Serve<Way> {
    oxy::serve(Way {
        sessions: Sessions::memory().login_page("/login?next={path}"),
    })
}

/// What a browser reads in the hidden field.
fn hidden_field(page: &TestResponse) -> String {
    let page = page.text();
    let (_, rest) = page.split_once("value=\"").unwrap();
    let (value, _) = rest.split_once('"').unwrap();
    let plain = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
    ];
    let plain = plain
        .iter()
        .fold(value.to_owned(), |text, (escape, character)| {
            text.replace(escape, character)
        });
    plain.replace("&amp;", "&")
}

/// The query of a redirect to the login page.
async fn sent_to_login(client: &TestClient, asked: &str) -> String {
    let target = location(&client.get(asked).send().await);
    let query = target.strip_prefix("/login?").unwrap();
    query.to_owned()
}

const WANTED: &[&str] = &[
    "/files",
    "/files?page=2",
    "/files?a=1&b=2&a=3",
    "/files?q=a+b%20c%2Bd",
    "/files/%C3%A4/%F0%9F%A6%80?x=%C3%B6",
    "/files?next=/other&next=//evil.example",
    "/files?q='&r=%22%3C%3E%26",
    "/files/a;b,c/@d:e$f!*(g)",
    "/files/%2e%2e%2e/a%2F%2Fevil.example",
    "/files/%0d%0aX:%20y",
];

#[tokio::test]
async fn one_arrives_where_one_wanted_to_go() {
    for wanted in WANTED {
        let client = client(way());
        let query = sent_to_login(&client, wanted).await;
        let page = client.get(&format!("/login?{query}")).send().await;
        assert_eq!(page.status(), 200, "{wanted}");
        let next = hidden_field(&page);
        let response = client
            .post("/login")
            .form(&[("name", "ann"), ("next", &next)]);
        let response = response.send().await;
        assert_eq!(location(&response), *wanted);
        assert_eq!(cookies_of(&response), [COOKIE], "{wanted}");
        let arrived = client.get(wanted).send().await;
        assert_eq!(arrived.text(), format!("{wanted} of ann@oxy.example"));
    }
}

#[tokio::test]
async fn the_query_of_the_page_can_be_that_of_its_form() {
    for wanted in WANTED {
        let client = client(way());
        let query = sent_to_login(&client, wanted).await;
        for form in ["query?", "maybe?", "struct?name=ann&"] {
            let response = client.post(&format!("/login/{form}{query}")).send().await;
            assert_eq!(location(&response), *wanted, "{form}");
        }
    }
}

#[tokio::test]
async fn without_a_wish_one_arrives_at_the_root() {
    let client = client(way());
    let page = client.get("/login").send().await;
    assert_eq!(hidden_field(&page), "/");
    let lenient = client.post("/login/lenient").form(&[("name", "ann")]);
    assert_eq!(location(&lenient.send().await), "/");
    for form in ["/login/maybe", "/login/maybe?next="] {
        assert_eq!(location(&client.post(form).send().await), "/", "{form}");
    }
    assert_eq!(client.post("/login/query").send().await.status(), 400);
    let strict = client.post("/login").form(&[("name", "ann")]).send().await;
    assert_eq!(strict.status(), 422);
}

/// Each would be another site, or a header of its own, if a `Location` took it as it stands.
const HOSTILE: &[&str] = &[
    "//evil.example",
    "///evil.example",
    "//evil.example/%2f..",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/a\\..\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "/a\r\nSet-Cookie: a=b",
    "/a\0b",
    "https://evil.example",
    "HTTPS:evil.example",
    "http:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    " //evil.example",
    "\t//evil.example",
    "\u{2f}\u{2044}evil.example",
    "\u{ff0f}\u{ff0f}evil.example",
    "/\u{202e}elpmaxe.live",
    ".//evil.example",
    "../evil.example",
    "?//evil.example",
    "#//evil.example",
];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn another_site_is_no_place_to_go() {
    let client = client(way());
    let long = format!("/{}", "a".repeat(2_048));
    for hostile in HOSTILE.iter().copied().chain([long.as_str()]) {
        let query = encoded(hostile);
        for (path, status) in [
            (format!("/login/query?next={query}"), 400),
            (format!("/login/maybe?next={query}"), 400),
            (format!("/login/struct?name=ann&next={query}"), 400),
        ] {
            refused(&client.post(&path).send().await, status, hostile);
        }
        for path in ["/login", "/login/lenient"] {
            let form = client
                .post(path)
                .form(&[("name", "ann"), ("next", hostile)]);
            refused(&form.send().await, 422, hostile);
        }
        let page = client.get(&format!("/login?next={query}")).send().await;
        refused(&page, 400, hostile);
    }
}

#[track_caller]
fn refused(response: &TestResponse, status: u16, hostile: &str) {
    assert_eq!(
        response.status(),
        status,
        "{hostile:?}: {}",
        response.text()
    );
    assert_eq!(response.header("location"), None, "{hostile:?}");
    assert_eq!(cookies_of(response), [""; 0], "{hostile:?}");
    if hostile.len() > 2 {
        assert!(
            !response.text().contains(hostile),
            "{hostile:?} is repeated"
        );
    }
}

#[tokio::test]
async fn of_two_wishes_none_leads_elsewhere() {
    let client = client(way());
    for query in ["next=/a&next=//evil.example", "next=//evil.example&next=/a"] {
        for form in ["query?", "maybe?", "struct?name=ann&"] {
            let response = client.post(&format!("/login/{form}{query}")).send().await;
            match response.header("location") {
                Some(place) => assert_eq!(place, "/a", "{form}{query}"),
                None => assert_eq!(response.status(), 400, "{form}{query}"),
            }
        }
        let form = client
            .post("/login")
            .header("content-type", "application/x-www-form-urlencoded");
        let response = form.body(format!("name=ann&{query}")).send().await;
        assert_ne!(
            response.header("location"),
            Some("//evil.example"),
            "{query}"
        );
    }
}
