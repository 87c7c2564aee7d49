//! Layers that hold something, refuse requests and hand things on: one instance per place.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use oxy::prelude::*;
use oxy::{Layer, Next};

use crate::support::{client, detail};

/// Counts the requests that pass it.
fn counting() -> Layer {
    let count = Arc::new(AtomicU32::new(0));
    Layer::new(move |request: Request, next: Next| {
        let count = count.fetch_add(1, Ordering::Relaxed) + 1;
        async move {
            let response = next.run(request).await;
            response.header("x-count", count.to_string())
        }
    })
}

#[oxy::app(named)]
struct Counted {}

#[oxy::router("/one", layer = counting)]
static ONE: Router;

#[oxy::router("/two", layer = counting)]
static TWO: Router;

#[get(ONE, "/a", app = Counted)]
#[get(ONE, "/b", app = Counted)]
#[get(TWO, "/a", app = Counted)]
#[get("/alone", app = Counted, layer = counting)]
#[get("/other", app = Counted, layer = counting)]
async fn counted() {}

#[tokio::test]
async fn there_is_one_instance_of_a_layer_per_place() {
    let launched = client(oxy::serve(Counted {}));
    let rows = [
        ("/one/a", "1"),
        ("/one/b", "2"),
        ("/two/a", "1"),
        ("/one/unknown", "3"),
        ("/alone", "1"),
        ("/other", "1"),
        ("/one/a", "4"),
        ("/alone", "2"),
        ("/two/unknown/too", "2"),
    ];
    for (path, count) in rows {
        let response = launched.get(path).send().await;
        assert_eq!(response.header("x-count"), Some(count), "{path}");
    }
    let again = client(oxy::serve(Counted {}));
    let response = again.get("/one/a").send().await;
    assert_eq!(response.header("x-count"), Some("1"), "a launch of its own");
}

#[tokio::test]
async fn a_layer_of_the_application_counts_everything() {
    let client = client(oxy::serve(Guarded {}).layer(counting()));
    let paths = ["/cave/treasure", "/open", "/unknown", "/open"];
    for (index, path) in paths.iter().enumerate() {
        let response = client.get(path).send().await;
        let count = (index + 1).to_string();
        assert_eq!(response.header("x-count"), Some(count.as_str()), "{path}");
    }
}

/// Lets those in who have the word, and hands on who they are.
fn guarded() -> Layer {
    Layer::new(async |mut request: Request, next: Next| {
        if request
            .headers()
            .get("x-word")
            .is_none_or(|word| word != "sesame")
        {
            return Error::unauthorized("say the word").into_response();
        }
        request.extensions_mut().insert("Ali");
        next.run(request).await
    })
}

#[oxy::app(named)]
struct Guarded {}

#[oxy::router("/cave", layer = guarded)]
static CAVE: Router;

#[get("/open", app = Guarded)]
async fn open() -> &'static str {
    "open"
}

#[post(CAVE, "/treasure", app = Guarded)]
async fn treasure(mut request: Request) -> Result<String, Rejection> {
    let body: Text = request.extract().await?;
    let who = request.extensions().get::<&str>().copied();
    Ok(format!("{} for {}", body.0, who.unwrap_or("nobody")))
}

#[tokio::test]
async fn a_layer_may_answer_itself_and_hand_things_on() {
    let client = client(oxy::serve(Guarded {}));
    for path in ["/cave/treasure", "/cave/unknown"] {
        let response = client.post(path).body("gold").send().await;
        assert_eq!(response.status(), 401, "{path}");
        assert!(response.header("www-authenticate").is_some());
        assert_eq!(detail(&response), "say the word");
    }
    let request = client.post("/cave/treasure").header("x-word", "sesame");
    assert_eq!(request.body("gold").send().await.text(), "gold for Ali");
}
