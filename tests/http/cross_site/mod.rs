//! Requests that pages of other sites cause.

mod opened;
mod proxied;
mod refused;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use oxy::Serve;
use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};

/// How often something was reached that a refused request must not reach.
#[derive(Clone, Default)]
struct Reached(Arc<AtomicU32>);

impl Reached {
    fn note(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

#[oxy::app(named)]
struct Shop {
    reached: Reached,
}

#[route(GET, POST, PUT, PATCH, DELETE, "/item", app = Shop)]
async fn item(reached: Context<Reached>) -> &'static str {
    reached.note();
    "done"
}

#[options("/item", app = Shop)]
async fn options() -> &'static str {
    "done"
}

#[post("/assertion", app = Shop)]
async fn assertion(body: Text) -> String {
    body.0
}

#[post("/twice", app = Shop)]
#[put("/twice-too", app = Shop)]
async fn twice() {}

#[post("/renamed", app = Shop, name = "payment hook")]
async fn renamed() {}

#[post("/upload", app = Shop)]
async fn upload(body: Bytes, reached: Context<Reached>) -> String {
    reached.note();
    body.len().to_string()
}

const OWN: &str = "http://localhost";
const EVIL: &str = "https://attacker.example";

fn shop() -> (Serve<Shop>, Reached) {
    let reached = Reached::default();
    let app = Shop {
        reached: reached.clone(),
    };
    (oxy::serve(app), reached)
}

/// Sends a request with these values, where they are not empty.
async fn send(
    client: &TestClient,
    method: Method,
    path: &str,
    site: &str,
    origin: &str,
) -> TestResponse {
    let fields = [("sec-fetch-site", site), ("origin", origin)];
    let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let request = given.fold(client.request(method, path), |request, (name, value)| {
        request.header(name, value)
    });
    request.send().await
}
