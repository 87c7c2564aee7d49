//! What is said of a request that no route answers: the nearest routes, and why each of them did not.

mod site;

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};
use oxy::{Failure, Layer, Next, Serve};

use crate::golden;
use crate::support::Log;
use site::{Site, site};

/// A request for each reason: its method, its target, and the reason.
const REQUESTS: &[(&str, &str, &str)] = &[
    ("DELETE", "/users/7", "the method"),
    (
        "PUT",
        "/users/seven",
        "the method, and a parameter that does not parse",
    ),
    ("GET", "/user/7", "a misspelt segment"),
    (
        "GET",
        "/users/7/post/hello",
        "a misspelt segment in the middle",
    ),
    (
        "GET",
        "/user/seven",
        "a misspelt segment, and a parameter that does not parse",
    ),
    (
        "POST",
        "/user",
        "a misspelt segment, where another method is farther",
    ),
    ("GET", "/Users/7", "another letter case"),
    ("GET", "/users/", "a slash too many at the end"),
    ("GET", "/archive", "a slash too few at the end"),
    ("GET", "/Archive", "two reasons at once"),
    ("GET", "/users/7/posts", "a missing segment"),
    ("GET", "/users/7/hello", "a missing literal segment"),
    ("GET", "/files", "nothing left for a catch-all"),
    ("GET", "/files/", "nothing left for a catch-all but a slash"),
    ("GET", "/users/7/posts/hello/world", "a segment too many"),
    ("GET", "/v1/users", "a segment too many at the beginning"),
    ("GET", "/users//posts/hello", "an empty segment"),
    ("GET", "/orders/3", "the prefix of a router is missing"),
    (
        "GET",
        "/status",
        "the prefix of a mounted application is missing",
    ),
    ("GET", "/users/seven", "a parameter that does not parse"),
    ("GET", "/users/%zz", "a parameter that cannot be decoded"),
    ("GET", "/made/x", "a parameter of a route made at run time"),
    (
        "GET",
        "/shops/%3Cb%3E/sales",
        "a parameter of a router's prefix, with what is to be escaped",
    ),
    ("GET", "/no/such/thing/at/all", "nothing is near"),
    ("GET", "/xyz", "nothing is near, and all are of one length"),
    (
        "GET",
        "/user/7?token=secret-of-a-query",
        "a query, which is told to nobody",
    ),
    ("GET", "/us\u{e9}rs/\"&'", "what is to be escaped"),
];

async fn send(client: &TestClient, (method, target): (&str, &str), accept: &str) -> TestResponse {
    let request = client.request(method.parse().unwrap(), target);
    request.header("accept", accept).send().await
}

/// All answers, each under its request.
async fn answers(server: Serve<Site>, accept: &str, body: fn(&TestResponse) -> String) -> String {
    let client = TestClient::new(server).unwrap();
    let mut all = String::new();
    for (method, target, reason) in REQUESTS {
        let response = send(&client, (method, target), accept).await;
        let (status, body) = (response.status(), body(&response));
        all += &format!("# {method} {target}: {reason}\n{status}\n{body}\n\n");
    }
    all
}

fn json(response: &TestResponse) -> String {
    let body: serde_json::Value = response.json().unwrap();
    serde_json::to_string_pretty(&body).unwrap()
}

fn html(response: &TestResponse) -> String {
    response.text().replace("<li>", "\n<li>")
}

#[tokio::test]
async fn problem_json_names_the_nearest_routes_and_why_each_did_not_answer() {
    let found = answers(site().explain_misses(true), "application/json", json).await;
    golden::check("http/misses/json.txt", &found);
}

#[tokio::test]
async fn html_names_them_too() {
    let found = answers(site().explain_misses(true), "text/html", html).await;
    golden::check("http/misses/html.txt", &found);
}

#[tokio::test]
async fn the_log_has_them_in_one_line_each() {
    let (log, _guard) = Log::capture();
    answers(site().explain_misses(true), "text/html", html).await;
    let lines = log.of("DEBUG oxy::explain");
    assert_eq!(lines.len(), REQUESTS.len(), "{lines:#?}");
    golden::check("http/misses/log.txt", &(lines.join("\n") + "\n"));
}

#[tokio::test]
async fn without_it_nothing_is_said() {
    let (log, _guard) = Log::capture();
    let json = answers(site().explain_misses(false), "application/json", |it| {
        it.text()
    })
    .await;
    golden::check("http/misses/off.json.txt", &json);
    let html = answers(site().explain_misses(false), "text/html", |it| it.text()).await;
    golden::check("http/misses/off.html.txt", &html);
    assert_eq!(log.of("DEBUG oxy::explain"), Vec::<String>::new());
}

#[tokio::test]
async fn it_is_on_in_debug_builds_and_off_in_release_builds_unless_told_otherwise() {
    let client = TestClient::new(site()).unwrap();
    let response = send(&client, ("GET", "/user/7"), "*/*").await;
    let explains = response.text().contains("nearest_routes");
    assert_eq!(explains, cfg!(debug_assertions), "{}", response.text());
}

#[tokio::test]
async fn nothing_of_it_tells_the_query() {
    let (log, _guard) = Log::capture();
    let client = TestClient::new(site().explain_misses(true)).unwrap();
    for target in ["/user/7", "/users/seven", "/nowhere"] {
        for accept in ["application/json", "text/html"] {
            let target = format!("{target}?token=secret-of-a-query");
            let body = send(&client, ("GET", &target), accept).await.text();
            assert!(body.contains("tests/http/misses/site.rs:"), "{body}");
            assert!(!body.contains("secret"), "{body}");
        }
    }
    let told = log.lines().join("\n");
    assert!(
        told.contains("/user/7") && !told.contains("secret"),
        "{told}"
    );
}

#[tokio::test]
async fn a_long_request_is_cut_short() {
    let client = TestClient::new(site().explain_misses(true)).unwrap();
    let (log, _guard) = Log::capture();
    let target = format!("/users/{}", "x/".repeat(2000) + &"y".repeat(4000));
    for target in [&target, &format!("/{}", "z".repeat(8000))] {
        let response = send(&client, ("GET", target), "*/*").await;
        assert_eq!(response.status(), 404);
        assert!(response.text().len() < 2000, "{}", response.text());
    }
    for line in log.of("DEBUG oxy::explain") {
        assert!(line.len() < 1500, "{line}");
    }
}

#[tokio::test]
async fn what_is_derived_is_no_miss() {
    let client = TestClient::new(site().explain_misses(true)).unwrap();
    let (log, _guard) = Log::capture();
    assert_eq!(
        send(&client, ("OPTIONS", "/users"), "*/*").await.status(),
        204
    );
    assert_eq!(send(&client, ("HEAD", "/users"), "*/*").await.status(), 200);
    assert_eq!(log.of("DEBUG oxy::explain"), Vec::<String>::new());
    let response = send(&client, ("HEAD", "/user"), "*/*").await;
    assert_eq!((response.status().as_u16(), &*response.text()), (404, ""));
}

#[tokio::test]
async fn a_handlers_own_errors_are_not_explained() {
    let client = TestClient::new(site().explain_misses(true)).unwrap();
    for (target, body) in [
        (
            "/users/8",
            r#"{"detail":"eight is not taken","status":400,"title":"Bad Request"}"#,
        ),
        (
            "/users/9",
            r#"{"detail":"there is no such user","status":404,"title":"Not Found"}"#,
        ),
    ] {
        assert_eq!(send(&client, ("GET", target), "*/*").await.text(), body);
    }
}

fn own_page(failure: &Failure<'_>) -> Response {
    let nearest = failure.nearest_routes().iter();
    let nearest: Vec<_> = nearest
        .map(|route| format!("{} ({})", route.path, route.handler))
        .collect();
    text(format!("own page: {}", nearest.join(", ")))
}

/// It stands as it was sent, so that nothing in it is decoded a second time, or taken for markup or for a line of its own.
#[tokio::test]
async fn a_refused_parameter_is_told_as_it_was_sent_wherever_it_stands() {
    let client = TestClient::new(site().explain_misses(true)).unwrap();
    for (before, behind) in [("/users/", ""), ("/made/", ""), ("/shops/", "/sales")] {
        for sent in ["%3Cb%3E", "%0Aline", "%252e%252e"] {
            let target = format!("{before}{sent}{behind}");
            let response = send(&client, ("GET", &target), "application/json").await;
            let body = json(&response);
            assert!(
                body.contains(&format!("`{sent}` is not a valid `u")),
                "{body}"
            );
            assert!(!body.contains("path above"), "{body}");
        }
    }
}

#[tokio::test]
async fn an_own_page_is_kept_and_may_show_them() {
    for (explains, body) in [
        (true, "own page: /users/{id} (show)"),
        (false, "own page: "),
    ] {
        let server = site().explain_misses(explains).on_error(own_page);
        let client = TestClient::new(server).unwrap();
        for target in ["/user/7", "/users/seven"] {
            assert_eq!(send(&client, ("GET", target), "*/*").await.text(), body);
        }
    }
}

#[tokio::test]
async fn an_own_fallback_keeps_its_answer_and_the_log_tells_them() {
    let (log, _guard) = Log::capture();
    let server = site().fallback(async |_: Request| (StatusCode::NOT_FOUND, "own fallback"));
    let client = TestClient::new(server.explain_misses(true)).unwrap();
    assert_eq!(
        send(&client, ("GET", "/user/7"), "*/*").await.text(),
        "own fallback"
    );
    let lines = log.of("DEBUG oxy::explain");
    assert!(
        lines.len() == 1 && lines[0].contains("/users/{id}"),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_layer_sees_nothing_of_it_and_its_own_refusal_is_not_explained() {
    let mut seen = Vec::new();
    for explains in [true, false] {
        let (log, _guard) = Log::capture();
        let watching = Layer::new(async |request: Request, next: Next| {
            let is_closed = request.uri().path() == "/closed";
            let before = format!("{request:?} {:?}", request.headers());
            let response = next.run(request).await;
            tracing::info!("{before} {response:?}");
            if is_closed {
                return Error::forbidden("closed").into_response();
            }
            response
        });
        let server = site().layer(watching).explain_misses(explains);
        let client = TestClient::new(server).unwrap();
        send(&client, ("GET", "/user/7"), "*/*").await;
        send(&client, ("GET", "/users/seven"), "*/*").await;
        let refused = send(&client, ("GET", "/closed"), "*/*").await;
        assert_eq!(
            refused.text(),
            r#"{"detail":"closed","status":403,"title":"Forbidden"}"#
        );
        seen.push(log.of("INFO"));
    }
    assert_eq!(seen[0].len(), 3);
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn a_refused_parameter_is_explained_through_layers_too() {
    let passing = Layer::new(async |request: Request, next: Next| next.run(request).await);
    let server = site()
        .layer(passing)
        .explain_misses(true)
        .on_error(own_page);
    let client = TestClient::new(server).unwrap();
    for (target, body) in [
        ("/users/seven", "own page: /users/{id} (show)"),
        ("/made/x", "own page: /made/{number} (closure)"),
    ] {
        assert_eq!(send(&client, ("GET", target), "*/*").await.text(), body);
    }
}
