//! The layers of tower-http, each around the application.

use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use oxy::Body;
use oxy::testing::TestClient;
use tower::limit::ConcurrencyLimitLayer;
use tower_http::classify::ServerErrorsFailureClass;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::app::served;

#[tokio::test]
async fn trace_sees_requests_and_failures() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let (answered, failed) = (Arc::clone(&seen), Arc::clone(&seen));
    let layer = TraceLayer::new_for_http()
        .on_response(
            move |response: &http::Response<_>, _: Duration, _: &tracing::Span| {
                let _: &http::Response<Body> = response;
                answered.lock().unwrap().push(response.status().to_string());
            },
        )
        .on_failure(
            move |class: ServerErrorsFailureClass, _: Duration, _: &tracing::Span| {
                failed.lock().unwrap().push(class.to_string());
            },
        );
    let client = TestClient::new(served().layer(layer)).unwrap();
    for path in ["/", "/fails", "/nowhere"] {
        client.get(path).send().await;
    }
    let seen = seen.lock().unwrap();
    let expected = [
        "200 OK",
        "500 Internal Server Error",
        "Status code: 500 Internal Server Error",
        "404 Not Found",
    ];
    assert_eq!(*seen, expected);
}

#[tokio::test]
async fn cors_answers_the_browser_before_and_after() {
    let origin = HeaderValue::from_static("https://partner.example");
    let layer = CorsLayer::new()
        .allow_origin(origin.clone())
        .allow_methods([Method::POST]);
    let server = served()
        .layer(layer)
        .trust_origin("https://partner.example");
    let client = TestClient::new(server).unwrap();
    let preflight = client
        .options("/echo")
        .header("origin", &origin)
        .header("access-control-request-method", "POST")
        .send()
        .await;
    assert_eq!(preflight.status(), StatusCode::OK);
    assert_eq!(preflight.headers()["access-control-allow-methods"], "POST");
    let answer = client.get("/").header("origin", &origin).send().await;
    assert_eq!(answer.headers()["access-control-allow-origin"], origin);
    assert_eq!(answer.text(), "index");
}

#[tokio::test]
async fn compression_packs_bodies_and_leaves_pages_of_errors() {
    let client = TestClient::new(served().layer(CompressionLayer::new())).unwrap();
    let packed = client
        .get("/long")
        .header("accept-encoding", "gzip")
        .send()
        .await;
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert!(packed.bytes().len() < 1_000);
    let mut text = String::new();
    let mut decoder = flate2::read::GzDecoder::new(packed.bytes().as_ref());
    decoder.read_to_string(&mut text).unwrap();
    assert_eq!(text, "long ".repeat(1_000));
    let plain = client.get("/long").send().await;
    assert_eq!(plain.text().len(), 5_000);
    let failed = client
        .get("/fails")
        .header("accept-encoding", "gzip")
        .send()
        .await;
    assert!(!failed.headers().contains_key("content-encoding"));
    assert!(
        failed.text().contains("\"status\":500"),
        "{}",
        failed.text()
    );
}

#[tokio::test(start_paused = true)]
async fn timeout_ends_what_takes_too_long() {
    let layer = TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(5));
    let client = TestClient::new(served().layer(layer)).unwrap();
    assert_eq!(
        client.get("/slow").send().await.status(),
        StatusCode::GATEWAY_TIMEOUT
    );
    assert_eq!(client.get("/").send().await.status(), StatusCode::OK);
}

#[tokio::test]
async fn headers_are_set_on_all_answers() {
    let policy = HeaderValue::from_static("camera=()");
    let name = HeaderName::from_static("permissions-policy");
    let layer = SetResponseHeaderLayer::overriding(name, policy);
    let client = TestClient::new(served().layer(layer)).unwrap();
    for path in ["/", "/nowhere", "/panics"] {
        let answer = client.get(path).send().await;
        assert_eq!(
            answer.headers()["permissions-policy"],
            "camera=()",
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_id_is_given_to_the_handler_and_to_the_client() {
    let name = HeaderName::from_static("x-request-id");
    let server = served()
        .layer(SetRequestIdLayer::new(name.clone(), MakeRequestUuid))
        .layer(PropagateRequestIdLayer::new(name));
    let client = TestClient::new(server).unwrap();
    let answer = client.get("/id").send().await;
    assert_eq!(answer.headers()["x-request-id"], answer.text());
    let answer = client
        .get("/id")
        .header("x-request-id", "mine")
        .send()
        .await;
    assert_eq!(answer.text(), "mine");
}

#[tokio::test]
async fn an_error_of_a_layer_is_a_500_and_a_limit_is_shared() {
    let layer = tower::util::MapErrLayer::new(|error: std::convert::Infallible| match error {});
    let failing = tower::layer::layer_fn(|_| {
        tower::service_fn(async |_: Request<Body>| {
            Err::<http::Response<Body>, _>(std::io::Error::other("the secret cause"))
        })
    });
    let server = served().layer(ConcurrencyLimitLayer::new(1)).layer(layer);
    let client = TestClient::new(server).unwrap();
    assert_eq!(client.get("/").send().await.text(), "index");
    let client = TestClient::new(served().layer(failing)).unwrap();
    let answer = client.get("/").send().await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.text().contains("secret"), "{}", answer.text());
}
