//! Method macros, HEAD, OPTIONS and 405.

use oxy::RouteSet;
use oxy::prelude::*;

use super::{Dsl, clients};

#[get("/methods/get", app = Dsl)]
async fn by_get() -> &'static str {
    "get"
}

#[post("/methods/post", app = Dsl)]
async fn by_post() -> &'static str {
    "post"
}

#[put("/methods/put", app = Dsl)]
async fn by_put() -> &'static str {
    "put"
}

#[patch("/methods/patch", app = Dsl)]
async fn by_patch() -> &'static str {
    "patch"
}

#[delete("/methods/delete", app = Dsl)]
async fn by_delete() -> &'static str {
    "delete"
}

#[head("/methods/head", app = Dsl)]
async fn by_head() -> Response {
    text("never sent").header("x-head", "own")
}

#[get("/methods/head", app = Dsl)]
async fn beside_head() -> &'static str {
    "get beside head"
}

#[options("/methods/options", app = Dsl)]
async fn by_options() -> Response {
    text("own options").header("allow", "OPTIONS, BREW")
}

#[route(GET, POST, "/methods/both", app = Dsl, name = "either", tag = "several")]
async fn both(method: Method) -> String {
    format!("both by {method}")
}

#[get("/methods/first", app = Dsl)]
#[put("/methods/second", app = Dsl)]
#[delete("/methods/second", app = Dsl)]
async fn several(method: Method, uri: Uri) -> String {
    format!("{method} {}", uri.path())
}

/// One path, two functions.
#[get("/methods/shared", app = Dsl)]
async fn shared_get() -> &'static str {
    "shared get"
}

#[post("/methods/shared", app = Dsl)]
async fn shared_post() -> &'static str {
    "shared post"
}

/// A function that waits for nothing need not be async.
#[get("/methods/plain", app = Dsl)]
fn plain() -> &'static str {
    "plain"
}

#[get("/methods/typed", app = Dsl)]
async fn typed() -> Response {
    html("<p>four</p>").header("x-own", "1")
}

pub(super) fn routes() -> Vec<&'static RouteSet<Dsl>> {
    routes![
        by_get,
        by_post,
        by_put,
        by_patch,
        by_delete,
        by_head,
        beside_head,
        by_options,
        both,
        several,
        shared_get,
        shared_post,
        plain,
        typed
    ]
    .to_vec()
}

#[tokio::test]
async fn every_method_macro_routes_its_method() {
    let rows = [
        ("GET", "/methods/get", "get"),
        ("POST", "/methods/post", "post"),
        ("PUT", "/methods/put", "put"),
        ("PATCH", "/methods/patch", "patch"),
        ("DELETE", "/methods/delete", "delete"),
        ("OPTIONS", "/methods/options", "own options"),
        ("GET", "/methods/both", "both by GET"),
        ("POST", "/methods/both", "both by POST"),
        ("GET", "/methods/first", "GET /methods/first"),
        ("PUT", "/methods/second", "PUT /methods/second"),
        ("DELETE", "/methods/second", "DELETE /methods/second"),
        ("GET", "/methods/shared", "shared get"),
        ("POST", "/methods/shared", "shared post"),
        ("GET", "/methods/plain", "plain"),
    ];
    for client in clients() {
        for (method, path, body) in rows {
            let response = client.request(method.parse().unwrap(), path).send().await;
            assert_eq!(response.status(), 200, "{method} {path}");
            assert_eq!(response.text(), body, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    for client in clients() {
        let get = client.get("/methods/typed").send().await;
        let head = client.request(Method::HEAD, "/methods/typed").send().await;
        assert_eq!(head.status(), get.status());
        assert_eq!(head.text(), "");
        assert_eq!(head.header("content-length"), Some("11"));
        for name in ["content-type", "x-own", "x-content-type-options"] {
            assert_eq!(head.header(name), get.header(name), "{name}");
        }
        // Of an error, too.
        let head = client.request(Method::HEAD, "/methods/none").send().await;
        assert_eq!(
            (head.status().as_u16(), head.text().as_str()),
            (404, ""),
            "HEAD of an unknown path"
        );
    }
}

#[tokio::test]
async fn a_head_route_goes_before_the_fallback_to_get() {
    for client in clients() {
        let head = client.request(Method::HEAD, "/methods/head").send().await;
        assert_eq!(
            (head.header("x-head"), head.text().as_str()),
            (Some("own"), "")
        );
        let get = client.get("/methods/head").send().await;
        assert_eq!(
            (get.header("x-head"), get.text().as_str()),
            (None, "get beside head")
        );
    }
}

#[tokio::test]
async fn another_method_is_405_with_the_methods_that_the_path_has() {
    let rows = [
        ("POST", "/methods/get", "GET, HEAD, OPTIONS"),
        ("GET", "/methods/post", "POST, OPTIONS"),
        ("HEAD", "/methods/post", "POST, OPTIONS"),
        ("PUT", "/methods/both", "GET, HEAD, POST, OPTIONS"),
        ("PUT", "/methods/shared", "GET, HEAD, POST, OPTIONS"),
        ("GET", "/methods/second", "PUT, DELETE, OPTIONS"),
        ("GET", "/methods/options", "OPTIONS"),
    ];
    for client in clients() {
        for (method, path, allow) in rows {
            let response = client.request(method.parse().unwrap(), path).send().await;
            assert_eq!(response.status(), 405, "{method} {path}");
            assert_eq!(response.header("allow"), Some(allow), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn options_is_derived_unless_a_route_has_it() {
    let rows = [
        ("/methods/get", 204, Some("GET, HEAD, OPTIONS")),
        ("/methods/both", 204, Some("GET, HEAD, POST, OPTIONS")),
        ("/methods/options", 200, Some("OPTIONS, BREW")),
        ("/methods/none", 404, None),
    ];
    for client in clients() {
        for (path, status, allow) in rows {
            let response = client.request(Method::OPTIONS, path).send().await;
            assert_eq!(response.status(), status, "{path}");
            assert_eq!(response.header("allow"), allow, "{path}");
        }
    }
}

#[tokio::test]
async fn a_method_that_no_route_can_have_is_501() {
    for client in clients() {
        for method in ["TRACE", "PROPFIND", "get"] {
            let response = client
                .request(method.parse().unwrap(), "/methods/get")
                .send()
                .await;
            assert_eq!(response.status(), 501, "{method}");
        }
    }
}
