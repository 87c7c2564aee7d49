//! Cookies as they go over the wire.

mod attributes;
mod caching;
mod merging;
mod reading;
mod refused;
mod removal;
mod ring;
mod sealing;

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};
use oxy::{MethodSet, Serve};

use crate::support::client;

#[oxy::app(named)]
pub(crate) struct Crumbs {}

#[get("/set", app = Crumbs)]
async fn set(name: String, value: String) -> Response {
    text("set").set_cookie(Cookie::new(name, value))
}

#[get("/set-sealed", app = Crumbs)]
async fn set_sealed(name: String, value: String, #[default(3600)] seconds: u64) -> Response {
    let lifetime = std::time::Duration::from_secs(seconds);
    text("set").set_cookie(Cookie::new(name, value).encrypted().max_age(lifetime))
}

#[get("/get", app = Crumbs)]
async fn get(name: String, cookies: Cookies) -> Option<String> {
    cookies.get(&name).map(str::to_owned)
}

#[get("/get-sealed", app = Crumbs)]
async fn get_sealed(name: String, cookies: Cookies) -> Option<String> {
    cookies.get_encrypted(&name)
}

#[get("/all", app = Crumbs)]
async fn all(name: String, cookies: Cookies) -> String {
    cookies.all(&name).collect::<Vec<_>>().join("|")
}

#[get("/pairs", app = Crumbs)]
async fn pairs(cookies: Cookies) -> String {
    let pairs = cookies
        .iter()
        .map(|(name, value)| format!("{name}:{value}"));
    pairs.collect::<Vec<_>>().join("|")
}

pub(crate) fn crumbs() -> Serve<Crumbs> {
    oxy::serve(Crumbs {})
}

/// What a client gets that asks `path` with these `Cookie` lines, and no others.
async fn ask(client: &TestClient, path: &str, lines: &[&str]) -> TestResponse {
    let mut request = client.get(path);
    for line in lines {
        request = request.header("cookie", line);
    }
    request.send().await
}

/// What a client gets from a handler that sets these cookies.
async fn baked(server: Serve<Crumbs>, cookies: &[Cookie]) -> TestResponse {
    let cookies = cookies.to_vec();
    answered(server, move || {
        cookies
            .iter()
            .cloned()
            .fold(text("baked"), Response::set_cookie)
    })
    .await
}

/// What a client gets from a handler that answers so.
async fn answered<F>(server: Serve<Crumbs>, answer: F) -> TestResponse
where
    F: Fn() -> Response + Send + Sync + 'static,
{
    let server = server.route(MethodSet::GET, "/answered", move |_: Request| {
        let response = answer();
        async { response }
    });
    client(server).get("/answered").send().await
}
