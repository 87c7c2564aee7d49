//! Routes whose paths are made at run time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use oxy::prelude::*;
use oxy::{Layer, Next, Serve};

use crate::support::{client, detail, only_line, report};

#[oxy::app(named)]
struct Made {
    hits: Hits,
}

#[derive(Default)]
struct Hits(AtomicU32);

fn server() -> Serve<Made> {
    oxy::serve(Made {
        hits: Hits::default(),
    })
}

#[derive(serde::Deserialize)]
struct Note {
    text: String,
}

async fn page(request: Request) -> Result<String, Rejection> {
    let number: u32 = request.param("number")?;
    Ok(format!("{} {number}", request.uri().path()))
}

#[tokio::test]
async fn a_route_may_be_made_at_run_time() {
    let languages = ["en", "de"];
    let server = languages.iter().fold(server(), |server, language| {
        server.route(Method::GET, format!("/{language}/{{number}}"), page)
    });
    let client = client(server);
    assert_eq!(client.get("/en/7").send().await.text(), "/en/7 7");
    assert_eq!(client.get("/de/8").send().await.text(), "/de/8 8");
    assert_eq!(client.get("/fr/8").send().await.status(), 404);
    let response = client.get("/en/x").send().await;
    assert_eq!(response.status(), 400);
    assert_eq!(
        detail(&response),
        "path parameter `number` is not a valid u32"
    );
    let response = client.post("/en/7").send().await;
    assert_eq!(response.header("allow"), Some("GET, HEAD, OPTIONS"));
}

#[tokio::test]
async fn such_a_route_has_several_methods_a_rest_and_the_application() {
    let client = client(server().route(
        [Method::PUT, Method::POST],
        "/files/{*path}",
        |request: Request, app: Arc<Made>| async move {
            let hits = app.hits.0.fetch_add(1, Ordering::Relaxed) + 1;
            let path: String = request.param("path")?;
            Ok::<_, Rejection>(format!("{} {path} {hits}", request.method()))
        },
    ));
    let response = client.request(Method::PUT, "/files/a/b%20c").send().await;
    assert_eq!(response.text(), "PUT a/b c 1");
    let response = client.post("/files/d").send().await;
    assert_eq!(response.text(), "POST d 2");
}

#[tokio::test]
async fn everything_that_is_an_argument_can_be_extracted() {
    let client = client(server().route(
        Method::POST,
        "/notes",
        |mut request: Request, app: Arc<Made>| async move {
            let hits: Context<Hits> = request.extract_from(&app).await?;
            let cookies: Cookies = request.extract().await?;
            let user = cookies.get_encrypted("user").unwrap_or_default();
            let note: Json<Note> = request.extract().await?;
            let hits = hits.0.load(Ordering::Relaxed);
            Ok::<_, Rejection>(
                text(format!("{user} {} {hits}", note.text))
                    .set_cookie(Cookie::new("user", "ann").encrypted()),
            )
        },
    ));
    let note = serde_json::json!({ "text": "hi" });
    let response = client.post("/notes").json(&note).send().await;
    assert_eq!(response.text(), " hi 0");
    only_line(&response);
    let response = client.post("/notes").json(&note).send().await;
    assert_eq!(response.text(), "ann hi 0");
    assert_eq!(response.header("vary"), Some("Cookie"));
    let response = client.post("/notes").json(&1).send().await;
    assert_eq!(response.status(), 422);
    let response = client.post("/notes").body("x").send().await;
    assert_eq!(response.status(), 415);
}

#[tokio::test]
async fn an_unknown_parameter_is_a_mistake_of_the_program() {
    let client = client(
        server().route(Method::GET, "/a/{b}", async |request: Request| {
            request.param::<String>("c")
        }),
    );
    let response = client.get("/a/1").send().await;
    assert_eq!(response.status(), 500);
    assert_eq!(detail(&response), "");
}

#[tokio::test]
async fn layers_of_the_application_stand_around_routes_made_at_run_time() {
    let stamp =
        Layer::new(async |request: Request, next: Next| next.run(request).await.header("x", "1"));
    let client = client(server().layer(stamp).route(Method::GET, "/{number}", page));
    let response = client.get("/5").send().await;
    assert_eq!(response.text(), "/5 5");
    assert_eq!(response.header("x"), Some("1"));
}

#[test]
fn routes_made_at_run_time_are_checked_at_launch_like_the_others() {
    let report = report(
        server()
            .route(Method::GET, "no-slash", page)
            .route(Method::GET, "/a/{b", page)
            .route(Method::GET, "/{*rest}/x", page)
            .route(Method::GET, "/same/{a}", page)
            .route([Method::PUT, Method::GET], "/same/{b}", page)
            .route(Method::CONNECT, "/tunnel", page),
    );
    let text = report.to_string();
    for expected in [
        "route path \"no-slash\" must start with `/`",
        "help: write \"/no-slash\"",
        "segment \"{b\" of \"/a/{b\" mixes text and a parameter",
        "catch-all `{*rest}` in \"/{*rest}/x\" must be the last segment",
        "two handlers for GET /same/{}",
        "the route /tunnel has no method",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
    assert_eq!(report.problems().len(), 5, "{text}");
    for problem in report.problems() {
        for location in problem.locations() {
            assert!(location.file.ends_with("run_time.rs"), "{text}");
        }
        assert!(!problem.locations().is_empty(), "{text}");
    }
}

#[test]
fn a_route_made_at_run_time_is_in_the_table() {
    let table = server()
        .route([Method::GET, Method::PUT], "/x/{y}", page)
        .check()
        .unwrap();
    let route = &table.routes()[0];
    assert_eq!(route.path, "/x/{y}");
    assert_eq!(route.methods.to_string(), "GET, PUT");
    assert!(route.location.file.ends_with("run_time.rs"));
}

#[test]
fn a_parameter_as_elsewhere_is_text_that_is_warned_of() {
    let table = server()
        .route(Method::GET, "/pages/:id", page)
        .route(Method::GET, "/files/*rest", page)
        .route(Method::GET, "/at/12:30", page)
        .check()
        .unwrap();
    let warnings = table.warnings().iter().map(ToString::to_string);
    let text = warnings.collect::<Vec<_>>().join("\n");
    assert_eq!(table.warnings().len(), 2, "{text}");
    for expected in [
        "`:id` in \"/pages/:id\" is text",
        "help: a parameter is written `{id}`",
        "`*rest` in \"/files/*rest\" is text",
        "help: a parameter is written `{*rest}`",
        "run_time.rs:",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
}
