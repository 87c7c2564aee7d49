//! Which pattern wins.

use oxy::RouteSet;
use oxy::prelude::*;

use super::{Dsl, clients};

// The general patterns stand before the special ones: order must not matter.

#[get("/match/{*rest}", app = Dsl)]
async fn anything(rest: String) -> String {
    format!("anything {rest}")
}

#[get("/match/{name}", app = Dsl)]
async fn one(name: String) -> String {
    format!("one {name}")
}

#[get("/match/me", app = Dsl)]
async fn me() -> &'static str {
    "me"
}

#[get("/match/{name}/posts", app = Dsl)]
async fn posts(name: String) -> String {
    format!("posts of {name}")
}

#[get("/match/files/{*path}", app = Dsl)]
async fn files(path: String) -> String {
    format!("files {path}")
}

#[post("/match/me", app = Dsl)]
async fn change_me() -> &'static str {
    "changed"
}

#[delete("/match/{name}", app = Dsl)]
async fn remove(name: String) -> String {
    format!("removed {name}")
}

/// The same shape as `one`, under another name and another method.
#[put("/match/{title}", app = Dsl)]
async fn rename(title: String) -> String {
    format!("renamed {title}")
}

pub(super) fn routes() -> Vec<&'static RouteSet<Dsl>> {
    routes![anything, one, me, posts, files, change_me, remove, rename].to_vec()
}

#[tokio::test]
async fn the_most_specific_pattern_of_the_method_wins() {
    let rows = [
        ("GET", "/match/me", "me"),
        ("GET", "/match/Me", "one Me"),
        ("GET", "/match/ann", "one ann"),
        ("GET", "/match/ann/posts", "posts of ann"),
        ("GET", "/match/me/posts", "posts of me"),
        ("GET", "/match/ann/other", "anything ann/other"),
        ("GET", "/match/files/a/b.txt", "files a/b.txt"),
        ("GET", "/match/files", "one files"),
        ("POST", "/match/me", "changed"),
        // A literal of another method hides nothing.
        ("DELETE", "/match/me", "removed me"),
        ("PUT", "/match/me", "renamed me"),
    ];
    for client in clients() {
        for (method, path, body) in rows {
            let response = client.request(method.parse().unwrap(), path).send().await;
            assert_eq!(response.text(), body, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn allow_is_the_union_over_all_patterns_that_match() {
    for client in clients() {
        let response = client.request(Method::PATCH, "/match/me").send().await;
        assert_eq!(response.status(), 405);
        assert_eq!(
            response.header("allow"),
            Some("GET, HEAD, POST, PUT, DELETE, OPTIONS")
        );
        let response = client.request(Method::POST, "/match/ann").send().await;
        assert_eq!(
            response.header("allow"),
            Some("GET, HEAD, PUT, DELETE, OPTIONS")
        );
        let response = client.request(Method::POST, "/match/a/b").send().await;
        assert_eq!(response.header("allow"), Some("GET, HEAD, OPTIONS"));
    }
}

#[tokio::test]
async fn a_path_is_compared_as_it_stands() {
    for client in clients() {
        for path in ["/MATCH/me", "/match", "//match/me", "/methods/get/", "/"] {
            let response = client.get(path).send().await;
            assert_eq!(response.status(), 404, "{path}");
        }
    }
}
