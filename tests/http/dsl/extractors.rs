//! Arguments that are neither path nor query values, and do not read the body.

use std::sync::atomic::Ordering;

use oxy::RouteSet;
use oxy::prelude::*;
use oxy::{App, Extract, LaunchProblem, Provides, Site};

use super::{Dsl, Greeting, Visits, clients};
use crate::support::detail;

/// A type alias is the type: the macro goes by types, not by their spelling.
type Hello = Context<Greeting>;

#[get("/extract/context", app = Dsl)]
async fn context(greeting: Context<Greeting>, app: Context<Dsl>, again: Hello) -> String {
    format!("{} {} {}", greeting.0, app.greeting.0, again.0)
}

/// What one request changes the next one sees.
#[get("/extract/visits", app = Dsl)]
async fn visits(visits: Context<Visits>) -> String {
    format!("{}", visits.0.fetch_add(1, Ordering::Relaxed) + 1)
}

#[get("/extract/head/{id}", app = Dsl)]
async fn head_parts(uri: Uri, headers: Headers, id: u8, method: Method) -> String {
    let agent = headers.get("user-agent").unwrap().to_str().unwrap();
    format!("{method} {id} {uri} {agent}")
}

#[get("/extract/cookies", app = Dsl)]
async fn cookies(cookies: Cookies) -> String {
    cookies.get("theme").unwrap_or("light").to_owned()
}

/// An extractor of this crate, for all applications.
struct Limit(u8);

impl<A: App> Extract<A> for Limit {
    type State = String;

    fn prepare(site: &Site<'_, A>) -> Result<String, LaunchProblem> {
        Ok(format!("x-{}", site.argument()))
    }

    async fn extract(header: &String, request: &mut Request) -> Result<Self, Rejection> {
        let Some(value) = request.headers().get(header) else {
            return Err(Rejection::bad_request(format!("header `{header}` is missing")).absent());
        };
        let number = value.to_str().ok().and_then(|text| text.parse().ok());
        number
            .map(Self)
            .ok_or_else(|| Rejection::new(StatusCode::CONFLICT, "header is not a number"))
    }
}

/// One that needs a context, and works in every application that has it.
struct Greeted(String);

impl<A: App + Provides<Greeting>> Extract<A> for Greeted {
    type State = Context<Greeting>;

    fn prepare(site: &Site<'_, A>) -> Result<Self::State, LaunchProblem> {
        Context::prepare(site)
    }

    async fn extract(greeting: &Self::State, request: &mut Request) -> Result<Self, Rejection> {
        Ok(Self(format!("{} {}", greeting.0, request.uri().path())))
    }
}

#[get("/extract/own", app = Dsl)]
async fn own(greeted: Greeted, limit: Limit) -> String {
    format!("{} {}", greeted.0, limit.0)
}

#[get("/extract/option", app = Dsl)]
async fn option(limit: Option<Limit>) -> String {
    format!("{:?}", limit.map(|limit| limit.0))
}

#[get("/extract/result", app = Dsl)]
async fn result(limit: Result<Limit, Rejection>) -> Result<String, Rejection> {
    match limit {
        Ok(limit) => Ok(format!("{}", limit.0)),
        Err(rejection) if rejection.is_absent() => Ok("absent".to_owned()),
        Err(rejection) => Err(rejection),
    }
}

#[route(GET, POST, "/extract/request/{word}", app = Dsl)]
async fn whole(word: String, mut request: Request) -> Result<String, Rejection> {
    let body: Text = request.extract().await?;
    let path = request.uri().path();
    Ok(format!("{} {word} {path} {}", request.method(), body.0))
}

/// Takes its arguments apart, and leaves one unnamed.
#[get("/extract/patterns", app = Dsl)]
async fn patterns(Headers(headers): Headers, _: Method) -> String {
    format!("{}", headers.contains_key("host"))
}

#[get("/extract/nothing", app = Dsl)]
async fn nothing() -> &'static str {
    "nothing"
}

pub(super) fn routes() -> Vec<&'static RouteSet<Dsl>> {
    routes![
        context, visits, head_parts, cookies, own, option, result, whole, patterns, nothing
    ]
    .to_vec()
}

#[tokio::test]
async fn contexts_are_injected_by_their_types() {
    for client in clients() {
        let response = client.get("/extract/context").send().await;
        assert_eq!(response.text(), "hello hello hello");
        for visit in ["1", "2", "3"] {
            assert_eq!(client.get("/extract/visits").send().await.text(), visit);
        }
    }
}

#[tokio::test]
async fn the_parts_of_the_head_are_arguments() {
    for client in clients() {
        let request = client
            .get("/extract/head/7?a=b")
            .header("user-agent", "tester");
        assert_eq!(
            request.send().await.text(),
            "GET 7 /extract/head/7?a=b tester"
        );
        let request = client
            .get("/extract/cookies")
            .header("cookie", "theme=dark");
        assert_eq!(request.send().await.text(), "dark");
        assert_eq!(client.get("/extract/patterns").send().await.text(), "true");
        assert_eq!(
            client.get("/extract/nothing").send().await.text(),
            "nothing"
        );
    }
}

#[tokio::test]
async fn the_whole_request_is_an_argument() {
    for client in clients() {
        let request = client.post("/extract/request/one").body("two");
        assert_eq!(
            request.send().await.text(),
            "POST one /extract/request/one two"
        );
        let request = client.get("/extract/request/one");
        assert_eq!(request.send().await.text(), "GET one /extract/request/one ");
    }
}

#[tokio::test]
async fn an_extractor_of_the_users_own_is_an_argument_like_any_other() {
    for client in clients() {
        let response = client
            .get("/extract/own")
            .header("x-limit", "9")
            .send()
            .await;
        assert_eq!(response.text(), "hello /extract/own 9");

        let response = client.get("/extract/own").send().await;
        assert_eq!(response.status(), 400);
        assert_eq!(detail(&response), "header `x-limit` is missing");

        let response = client
            .get("/extract/own")
            .header("x-limit", "many")
            .send()
            .await;
        assert_eq!(response.status(), 409);
        assert_eq!(detail(&response), "header is not a number");
    }
}

#[tokio::test]
async fn an_optional_extractor_is_none_where_absent_and_refuses_what_is_malformed() {
    let rows = [
        ("/extract/option", None, 200, "None"),
        ("/extract/option", Some("4"), 200, "Some(4)"),
        ("/extract/option", Some("x"), 409, "header is not a number"),
        ("/extract/result", None, 200, "absent"),
        ("/extract/result", Some("4"), 200, "4"),
        ("/extract/result", Some("x"), 409, "header is not a number"),
    ];
    for client in clients() {
        for (path, header, status, expected) in rows {
            let mut request = client.get(path);
            if let Some(value) = header {
                request = request.header("x-limit", value);
            }
            let response = request.send().await;
            assert_eq!(response.status(), status, "{path} {header:?}");
            let found = if status == 200 {
                response.text()
            } else {
                detail(&response)
            };
            assert_eq!(found, expected, "{path} {header:?}");
        }
    }
}
