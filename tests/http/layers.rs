//! Layers of an application, of routers and of routes: in which order they run, and what they see.

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};
use oxy::{Layer, Next};

use crate::support::client;

#[oxy::app(named)]
struct Layered {}

/// Writes its name down on the way in and on the way out.
fn named(name: &'static str) -> Layer {
    Layer::new(move |mut request: Request, next: Next| async move {
        let value = oxy::header::HeaderValue::from_static(name);
        request.headers_mut().append("x-in", value.clone());
        let mut response = next.run(request).await;
        response.headers_mut().append("x-out", value);
        response
    })
}

fn outer() -> Layer {
    named("outer")
}

fn inner() -> Layer {
    named("inner")
}

fn first() -> Layer {
    named("first")
}

fn second() -> Layer {
    named("second")
}

#[oxy::router("/layers", layer = outer)]
static OUTER: Router;

#[oxy::router(OUTER, "/inner", layers = [inner])]
static INNER: Router;

/// A router without layers of its own.
#[oxy::router(OUTER, "/plain")]
static PLAIN: Router;

/// The names that the request passed on its way in.
fn trail(headers: &Headers) -> String {
    let names = headers.get_all("x-in").iter();
    let names: Vec<_> = names.map(|name| name.to_str().unwrap()).collect();
    names.join(" ")
}

#[get("/layers-none", app = Layered)]
async fn none(headers: Headers) -> String {
    trail(&headers)
}

#[get("/layers-route", app = Layered, layers = [first, second])]
async fn route_only(headers: Headers) -> String {
    trail(&headers)
}

#[get(OUTER, "/direct", app = Layered)]
async fn router_only(headers: Headers) -> String {
    trail(&headers)
}

#[route(GET, PUT, INNER, "/all", app = Layered, layer = first)]
async fn all(headers: Headers) -> String {
    trail(&headers)
}

#[get(INNER, "/number/{id}", app = Layered)]
async fn number(id: u8) -> String {
    format!("{id}")
}

#[get(INNER, "/panic", app = Layered)]
async fn panics() -> String {
    panic!("within layers")
}

#[get(PLAIN, "/route", app = Layered, layer = second)]
async fn plain(headers: Headers) -> String {
    trail(&headers)
}

fn layered() -> TestClient {
    client(
        oxy::serve(Layered {})
            .layer(named("app"))
            .layer(named("more")),
    )
}

fn out(response: &TestResponse) -> String {
    let names = response.headers().get_all("x-out").iter();
    let names: Vec<_> = names.map(|name| name.to_str().unwrap()).collect();
    names.join(" ")
}

#[tokio::test]
async fn layers_run_application_then_router_then_route() {
    let client = layered();
    let rows = [
        ("/layers-none", "app more"),
        ("/layers-route", "app more first second"),
        ("/layers/direct", "app more outer"),
        ("/layers/inner/all", "app more outer inner first"),
        ("/layers/plain/route", "app more outer second"),
    ];
    for (path, names) in rows {
        // Three times, since nothing may pile up.
        for _ in 0..3 {
            let response = client.get(path).send().await;
            assert_eq!(response.text(), names, "{path}");
            let backwards: Vec<_> = names.split(' ').rev().collect();
            assert_eq!(out(&response), backwards.join(" "), "{path}");
        }
    }
}

#[tokio::test]
async fn without_layers_of_the_application_the_others_run_all_the_same() {
    let client = client(oxy::serve(Layered {}));
    let response = client.get("/layers/inner/all").send().await;
    assert_eq!(response.text(), "outer inner first");
    let response = client.get("/layers-none").send().await;
    assert_eq!(response.text(), "");
}

#[tokio::test]
async fn a_routers_layers_see_what_no_route_below_its_prefix_answers() {
    let client = layered();
    let rows = [
        ("GET", "/layers/inner/unknown", 404, "inner outer more app"),
        ("GET", "/layers/inner", 404, "inner outer more app"),
        ("GET", "/layers/inner/", 404, "inner outer more app"),
        ("POST", "/layers/inner/all", 405, "inner outer more app"),
        ("OPTIONS", "/layers/inner/all", 204, "inner outer more app"),
        ("GET", "/layers/unknown", 404, "outer more app"),
        ("DELETE", "/layers/direct", 405, "outer more app"),
        ("GET", "/layers/plain/unknown", 404, "outer more app"),
        // The prefix ends where a segment ends.
        ("GET", "/layers/innermost", 404, "outer more app"),
        ("GET", "/layersx/inner/all", 404, "more app"),
        ("GET", "/layers%2Finner/all", 404, "more app"),
        ("GET", "/", 404, "more app"),
        ("POST", "/layers-none", 405, "more app"),
    ];
    for (method, path, status, names) in rows {
        let response = client.request(method.parse().unwrap(), path).send().await;
        assert_eq!(response.status(), status, "{method} {path}");
        assert_eq!(out(&response), names, "{method} {path}");
        assert_eq!(response.header("allow").is_some(), status != 404, "{path}");
    }
}

#[tokio::test]
async fn what_a_layer_adds_to_an_error_reaches_the_client() {
    let client = layered();
    let rows = [
        ("/layers/inner/number/300", 400),
        ("/layers/inner/unknown", 404),
    ];
    for (path, status) in rows {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(out(&response), "inner outer more app", "{path}");
        let kind = response.header("content-type");
        assert_eq!(kind, Some("application/problem+json"), "{path}");
    }
    // A panic unwinds through the layers.
    let response = client.get("/layers/inner/panic").send().await;
    assert_eq!(response.status(), 500);
}

#[oxy::app(named)]
struct Tenants {}

#[oxy::router("/{tenant}", layer = first)]
static TENANT: Router;

#[oxy::router("/api", layer = second)]
static API: Router;

#[oxy::router(TENANT, "/users", layer = inner)]
static USERS: Router;

#[get(TENANT, "/", app = Tenants)]
#[get(USERS, "/", app = Tenants)]
async fn tenant(tenant: String) -> String {
    tenant
}

#[get(API, "/", app = Tenants)]
async fn api() -> &'static str {
    "api"
}

#[tokio::test]
async fn of_two_prefixes_the_more_specific_one_sees_what_is_missing() {
    let client = client(oxy::serve(Tenants {}));
    let rows = [
        ("/acme", 200, "first"),
        ("/acme/users", 200, "inner first"),
        ("/acme/unknown", 404, "first"),
        ("/acme/users/unknown", 404, "inner first"),
        ("/api", 200, "second"),
        ("/api/unknown", 404, "second"),
        ("/api/users/unknown", 404, "second"),
    ];
    for (path, status, names) in rows {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(out(&response), names, "{path}");
    }
}

#[oxy::app(named)]
struct Shared {}

#[oxy::router("/shared/{a}", layer = first)]
static ONE: Router;

#[oxy::router("/shared/{b}", layer = second)]
static OTHER: Router;

#[get(ONE, "/one", app = Shared)]
async fn one(a: String) -> String {
    a
}

#[get(OTHER, "/other", app = Shared)]
async fn other(b: String) -> String {
    b
}

#[tokio::test]
async fn the_layers_of_all_routers_with_one_prefix_see_what_is_missing() {
    let client = client(oxy::serve(Shared {}));
    let rows = [
        ("GET", "/shared/x/one", 200, "first"),
        ("GET", "/shared/x/other", 200, "second"),
        ("GET", "/shared/x/unknown", 404, "second first"),
        ("POST", "/shared/x/one", 405, "second first"),
        ("POST", "/shared/x/other", 405, "second first"),
        ("GET", "/shared", 404, ""),
    ];
    for (method, path, status, names) in rows {
        let response = client.request(method.parse().unwrap(), path).send().await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(out(&response), names, "{path}");
    }
}

#[tokio::test]
async fn head_goes_through_the_layers_of_its_route() {
    let response = layered()
        .request(Method::HEAD, "/layers/inner/all")
        .send()
        .await;
    assert_eq!(out(&response), "first inner outer more app");
}

#[tokio::test]
async fn a_fallback_stands_inside_the_layers() {
    let server =
        oxy::serve(Layered {})
            .layer(named("app"))
            .fallback(|request: Request| async move {
                let headers = Headers(request.headers().clone());
                trail(&headers)
            });
    let client = client(server);
    let response = client.get("/layers/inner/unknown").send().await;
    assert_eq!(response.text(), "app outer inner");
    assert_eq!(client.get("/unknown").send().await.text(), "app");
}
