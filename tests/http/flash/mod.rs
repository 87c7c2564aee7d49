//! Flash messages: shown once, by the page that comes after a redirect.

mod cookie;

use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};
use oxy::{Layer, Next, Serve};

use crate::support::{attributes, client, only_line, pair, value};

const COOKIE: &str = "__Host-flash";
const LIFETIME: Duration = Duration::from_secs(5 * 60);

#[oxy::app(named)]
struct Notes {}

/// Ends with the answer `status` after it has been through.
fn refused_afterwards() -> Layer {
    Layer::new(async |request: Request, next: Next| {
        let status: StatusCode = match request.uri().query() {
            Some("status=400") => StatusCode::BAD_REQUEST,
            Some(_) => StatusCode::SERVICE_UNAVAILABLE,
            None => StatusCode::OK,
        };
        next.run(request).await.status(status)
    })
}

#[post("/save", app = Notes)]
async fn save(#[default("Saved".to_owned())] text: String) -> Redirect {
    Redirect::to("/show").flash(Flash::success(text))
}

#[post("/save-all", app = Notes)]
async fn save_all() -> Response {
    Redirect::to("/show")
        .flash(Flash::info("one"))
        .flash(Flash::warning("two"))
        .into_response()
        .flash(Flash::error("three"))
        .flash(Flash::new(FlashLevel::Success, "\"vier\"; ü\n"))
}

#[get("/show", app = Notes, layer = refused_afterwards)]
async fn show(flashes: Flashes) -> String {
    let rows = flashes
        .iter()
        .map(|flash| format!("{}:{}", flash.level(), flash.text()));
    rows.collect::<Vec<_>>().join("|")
}

#[get("/owned", app = Notes)]
async fn owned(flashes: Flashes) -> String {
    let texts = flashes.into_iter().map(|flash| flash.text().to_owned());
    texts.collect()
}

/// Takes them and does not look at them.
#[get("/asks", app = Notes)]
async fn asks(flashes: Flashes) -> String {
    flashes.is_empty().to_string()
}

#[get("/other", app = Notes)]
async fn other(cookies: Cookies) -> String {
    cookies.iter().count().to_string()
}

#[get("/fails", app = Notes)]
async fn fails(flashes: Flashes) -> Result<String, Error> {
    let texts: String = flashes.iter().map(Flash::text).collect();
    Err(Error::internal(format!("no page for {}", texts.len())))
}

#[get("/panics", app = Notes)]
async fn panics(flashes: Flashes) -> String {
    assert_eq!(flashes.iter().count(), 0, "the page cannot do this");
    String::new()
}

/// The message is taken before the argument that is refused.
#[get("/never/{id}", app = Notes)]
async fn never(flashes: Flashes, id: u32) -> String {
    format!("{flashes:?} {id}")
}

#[get("/answers", app = Notes)]
async fn answers(flashes: Flashes) -> Response {
    text(flashes.iter().map(Flash::text).collect::<String>()).flash(Flash::info("new"))
}

#[get("/twice", app = Notes)]
async fn twice(flashes: Flashes, again: Option<Flashes>) -> String {
    let again = again.unwrap_or_default();
    flashes.iter().chain(&again).map(Flash::text).collect()
}

fn notes() -> Serve<Notes> {
    oxy::serve(Notes {})
}

async fn saved(client: &TestClient) -> String {
    let response = client.post("/save").send().await;
    assert_eq!(response.status(), 303);
    only_line(&response)
}

async fn shown(client: &TestClient) -> String {
    client.get("/show").send().await.text()
}

fn removes(response: &TestResponse) -> bool {
    let lines = response.set_cookies();
    assert!(lines.len() < 2, "{lines:?}");
    lines
        .iter()
        .any(|line| line.starts_with("__Host-flash=;") && line.contains("Max-Age=0"))
}

#[tokio::test]
async fn a_message_is_shown_once_after_the_redirect() {
    let client = client(notes());
    assert_eq!(shown(&client).await, "");
    let line = saved(&client).await;
    assert_eq!(
        attributes(&line),
        [
            "HttpOnly",
            "Max-Age=300",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ]
    );
    let response = client.get("/show").send().await;
    assert_eq!(response.text(), "success:Saved");
    let removal = only_line(&response);
    assert_eq!(pair(&removal), "__Host-flash=");
    let kept = ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"];
    assert!(
        kept.iter().all(|part| attributes(&removal).contains(part)),
        "{removal}"
    );
    assert_eq!(client.cookie(COOKIE), None);

    let response = client.get("/show").send().await;
    assert_eq!(response.text(), "");
    assert!(response.set_cookies().is_empty());
}

#[tokio::test]
async fn several_messages_keep_their_order_and_their_text() {
    let client = client(notes());
    client.post("/save-all").send().await;
    let all = "info:one|warning:two|error:three|success:\"vier\"; ü\n";
    assert_eq!(shown(&client).await, all);
    assert_eq!(shown(&client).await, "");
}

#[tokio::test]
async fn a_page_that_does_not_look_at_them_leaves_them() {
    let client = client(notes());
    saved(&client).await;
    for (path, expected) in [("/other", "1"), ("/asks", "false"), ("/asks", "false")] {
        let response = client.get(path).send().await;
        assert_eq!(response.text(), expected, "{path}");
        assert!(response.set_cookies().is_empty(), "{path}");
    }
    assert_eq!(client.get("/never/x").send().await.status(), 400);
    assert_eq!(client.get("/unknown").send().await.status(), 404);
    assert_eq!(shown(&client).await, "success:Saved");
    assert_eq!(client.get("/asks").send().await.text(), "true");
}

#[tokio::test]
async fn a_response_that_fails_keeps_them_for_the_next_try() {
    let client = client(notes());
    saved(&client).await;
    for (path, status) in [("/fails", 500), ("/panics", 500), ("/show?status=503", 503)] {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), status, "{path}");
        assert!(response.set_cookies().is_empty(), "{path}");
        assert!(client.cookie(COOKIE).is_some(), "{path}");
    }
    // A page of its own for a client's mistake has shown them.
    let response = client.get("/show?status=400").send().await;
    assert_eq!(response.text(), "success:Saved");
    assert!(removes(&response));
}

#[tokio::test]
async fn new_messages_replace_the_old_ones() {
    let client = client(notes());
    saved(&client).await;
    let response = client.get("/answers").send().await;
    assert_eq!(response.text(), "Saved");
    assert!(!removes(&response));
    assert_eq!(shown(&client).await, "info:new");

    // Also those that nobody has looked at.
    saved(&client).await;
    client.post("/save?text=Again").send().await;
    assert_eq!(shown(&client).await, "success:Again");
}

#[tokio::test]
async fn every_way_through_them_shows_them() {
    let client = client(notes());
    for (path, expected) in [("/owned", "Saved"), ("/twice", "SavedSaved")] {
        saved(&client).await;
        let response = client.get(path).send().await;
        assert_eq!(response.text(), expected, "{path}");
        assert!(removes(&response), "{path}");
    }
}

#[tokio::test]
async fn a_response_that_depends_on_them_is_kept_by_no_cache() {
    let client = client(notes());
    let set = client.post("/save").send().await;
    let read = client.get("/show").send().await;
    let none = client.get("/show").send().await;
    for response in [set, read, none] {
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_eq!(response.header("vary"), Some("Cookie"));
    }
}

#[tokio::test]
async fn head_is_answered_as_get_is() {
    let client = client(notes());
    let line = saved(&client).await;
    let get = client.get("/show").send().await;
    client.set_cookie(COOKIE, value(&line));
    let head = client.head("/show").send().await;
    assert_eq!(head.text(), "");
    assert_eq!(head.set_cookies(), get.set_cookies());
    assert_eq!(client.cookie(COOKIE), None);
}

#[tokio::test]
async fn a_handler_is_called_with_messages_of_a_test() {
    let flashes = Flashes::new([Flash::warning("hot"), Flash::info("cold")]);
    assert_eq!(show(flashes.clone()).await, "warning:hot|info:cold");
    assert_eq!(asks(flashes).await, "false");
    assert_eq!(asks(Flashes::default()).await, "true");
    let response = save_all().await;
    let levels: Vec<_> = response.flashes().iter().map(Flash::level).collect();
    assert_eq!(levels[2..], [FlashLevel::Error, FlashLevel::Success]);
}

#[tokio::test]
async fn an_error_page_carries_the_messages_of_layers() {
    fn framed() -> Layer {
        Layer::new(async |request: Request, next: Next| {
            let response = next.run(request).await;
            response.flash(Flash::info("of the layer"))
        })
    }
    let client = client(notes().layer(framed()));
    assert_eq!(client.get("/fails").send().await.status(), 500);
    assert_eq!(shown(&client).await, "info:of the layer");
}
