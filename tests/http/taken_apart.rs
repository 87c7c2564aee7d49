//! Layers that take requests and responses apart, and still neither break routing nor lose a cookie.

use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::{TestClient, seal};
use oxy::{Clock, Layer, ManualClock, Next};

#[oxy::app(named)]
struct Apart {}

fn rebuilds() -> Layer {
    Layer::new(async |request: Request, next: Next| {
        let (mut head, body) = request.into_http().into_parts();
        head.uri = Uri::from_static("/elsewhere");
        let response = next
            .run(Request::new(http::Request::from_parts(head, body)))
            .await;
        response.with_body("changed").header("x-layer", "seen")
    })
}

#[get("/who/{id}", app = Apart)]
async fn who(id: u32, cookies: Cookies) -> Response {
    let who = cookies.get_encrypted("who").unwrap_or_default();
    text(format!("{id} {who}"))
        .header("x-who", who)
        .set_cookie(Cookie::new("last", id))
}

#[get("/layered/{id}", app = Apart, layer = rebuilds)]
async fn layered(id: u32, cookies: Cookies, request: Request) -> Result<Response, Rejection> {
    assert_eq!(id, request.param::<u32>("id")?);
    let who = cookies.get_encrypted("who").unwrap_or_default();
    Ok(text("").header("x-who", format!("{id}{who}")))
}

fn client(layered: bool) -> TestClient {
    let key = SecretKey::new("a secret of at least thirty-two bytes").unwrap();
    let server = oxy::serve(Apart {}).secret_key(key.clone());
    let server = if layered {
        server.layer(rebuilds())
    } else {
        server
    };
    let client = TestClient::new(server).unwrap();
    let now = ManualClock::new().now();
    client.set_cookie(
        "who",
        &seal(&key, "who", "ann", Duration::from_secs(60), now).unwrap(),
    );
    client
}

#[tokio::test]
async fn a_rebuilt_request_keeps_its_route_its_parameters_and_its_cookies() {
    let response = client(true).get("/who/7").send().await;
    assert_eq!(response.header("x-who"), Some("ann"));
    assert_eq!(response.text(), "changed");
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(
        response.set_cookies().len(),
        1,
        "a new body keeps the cookies"
    );
}

#[tokio::test]
async fn a_layer_of_a_route_alone_shares_the_cookies_too() {
    let response = client(false).get("/layered/7").send().await;
    assert_eq!(response.header("x-who"), Some("7ann"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn misses_and_refused_bodies_pass_the_layers() {
    let client = client(true);
    let large = "x".repeat(70 * 1024);
    for (response, status) in [
        (client.post("/who/7").send().await, 405),
        (client.get("/nothing").send().await, 404),
        (client.get("/who/7").body(large).send().await, 413),
        (client.get("/who/x").send().await, 400),
    ] {
        assert_eq!(response.status(), status);
        assert_eq!(response.header("x-layer"), Some("seen"), "{status}");
    }
}

#[tokio::test]
async fn extensions_that_a_layer_clears_are_its_own() {
    let clears = Layer::new(async |mut request: Request, next: Next| {
        request.extensions_mut().clear();
        next.run(request).await
    });
    let client = TestClient::new(
        oxy::serve(Apart {})
            .secret_key(SecretKey::random())
            .layer(clears),
    )
    .unwrap();
    assert_eq!(client.get("/who/7").send().await.status(), 200);
}

#[test]
fn handlers_and_their_cookies_can_be_unit_tested() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let cookies = Cookies::new("theme=dark", SecretKey::random());
    let response = runtime.block_on(who(7, cookies));
    let cookie = response.cookies().next().unwrap();
    assert_eq!((cookie.name(), cookie.value()), ("last", "7"));
}

#[test]
fn defaults_that_no_cookie_can_have_are_in_the_report() {
    let server = oxy::serve(Apart {}).secret_key(SecretKey::random());
    let report = server
        .cookies(CookieDefaults::new().path("api"))
        .check()
        .unwrap_err();
    assert!(
        report.to_string().contains("defaults of cookies") && report.to_string().contains("api"),
        "{report}"
    );
}
