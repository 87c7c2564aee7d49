//! The application within another server.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;

use http::header::{COOKIE, SET_COOKIE};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use oxy::Body;
use tower::{Service, ServiceExt};

use crate::app::served;

async fn text(response: http::Response<Body>) -> String {
    let body = response.into_body().collect().await.unwrap();
    String::from_utf8(body.to_bytes().to_vec()).unwrap()
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn it_answers_without_a_socket() {
    let service = served().into_service().await.unwrap();
    let answer = service.clone().oneshot(get("/")).await.unwrap();
    assert_eq!(text(answer).await, "index");
    let login = Request::post("/login").body(Body::empty()).unwrap();
    let answer = service.clone().oneshot(login).await.unwrap();
    let line = answer.headers()[SET_COOKIE].to_str().unwrap();
    let pair = line.split(';').next().unwrap().to_owned();
    let mut request = get("/dashboard");
    request.headers_mut().insert(COOKIE, pair.parse().unwrap());
    let answer = service.clone().oneshot(request).await.unwrap();
    assert_eq!(text(answer).await, "hello Ann");
    let answer = service.oneshot(get("/dashboard")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_other_server_says_where_a_client_is() {
    let mut service = served().into_service().await.unwrap();
    let mut request = get("/who/Ann");
    let address: SocketAddr = "203.0.113.9:5000".parse().unwrap();
    request.extensions_mut().insert(address);
    let answer = service.call(request).await.unwrap();
    assert_eq!(text(answer).await, "Ann from Some(203.0.113.9)");
}

#[tokio::test]
async fn who_comes_from_nowhere_is_not_a_proxy_that_is_trusted() {
    let trusting = served().trust_x_forwarded(["127.0.0.1"]);
    let service = trusting.into_service().await.unwrap();
    let request = Request::get("/who/Ann").header("x-forwarded-for", "203.0.113.1");
    let request = request.body(Body::empty()).unwrap();
    let answer = service.oneshot(request).await.unwrap();
    assert_eq!(text(answer).await, "Ann from None");
}

/// Asks a server over a connection of its own; gives the status and the body.
async fn ask(address: SocketAddr, mut request: Request<Body>) -> (u16, String) {
    let asked = async {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let io = hyper_util::rt::TokioIo::new(stream);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
        tokio::spawn(connection);
        let host = "localhost".parse().unwrap();
        request.headers_mut().insert("host", host);
        let answer = sender.send_request(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    let patience = std::time::Duration::from_secs(60);
    tokio::time::timeout(patience, asked).await.unwrap()
}

#[tokio::test]
async fn axum_nests_it() {
    let service = served().into_service().await.unwrap();
    let own = axum::routing::get(async || "axum's own");
    let router = axum::Router::new()
        .route("/own", own)
        .nest_service("/shop", service.clone())
        .fallback_service(service);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    for (path, status, expected) in [
        ("/own", 200, "axum's own"),
        ("/shop/who/Ann", 200, "Ann from None"),
        ("/who/Bob", 200, "Bob from None"),
        ("/shop/fails", 500, "\"status\":500"),
        ("/nowhere", 404, "\"status\":404"),
    ] {
        let (found, text) = ask(address, get(path)).await;
        assert_eq!(found, status, "{path}");
        assert!(text.contains(expected), "{path}: {text}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_it_is_a_report() {
    let report = served().host("a:b").into_service().await.unwrap_err();
    assert!(
        report
            .to_string()
            .contains("neither a host name nor an address"),
        "{report}"
    );
}

#[tokio::test]
async fn what_belongs_to_connections_is_a_problem() {
    type Say = fn(oxy::Serve<crate::app::App>) -> oxy::Serve<crate::app::App>;
    let cases: [Say; 4] = [
        |server| server.port(8080),
        |server| server.tls("certificate.pem", "key.pem"),
        |server| server.unix_socket("app.sock"),
        |server| server.socket_activation(),
    ];
    for say in cases {
        let report = say(served()).into_service().await.unwrap_err().to_string();
        assert!(
            report.contains("the program's own server has them"),
            "{report}"
        );
        assert!(report.contains("embedded.rs:"), "{report}");
    }
}

#[oxy::app(named)]
struct Outer {}

#[oxy::get("/own/{name}", app = Outer)]
async fn outer_own(name: String) -> String {
    format!("outer {name}")
}

#[tokio::test]
async fn an_application_around_it_may_be_one_of_ours() {
    let inner = served()
        .layer(crate::app::in_app())
        .into_service()
        .await
        .unwrap();
    let outer = oxy::serve(Outer {})
        .layer(crate::app::in_app())
        .mount_service("/api", inner);
    let client = oxy::testing::TestClient::new(outer).unwrap();
    assert_eq!(client.get("/own/x").send().await.text(), "outer x");
    assert_eq!(
        client.get("/api/who/Ann").send().await.text(),
        "Ann from None"
    );
    assert_eq!(
        client.get("/api/api/ordered").send().await.text(),
        "ordered"
    );
    assert_eq!(client.get("/api/nowhere").send().await.status(), 404);
}

#[tokio::test]
async fn its_hooks_run_at_its_start_and_its_tasks_until_nobody_has_it() {
    let (says, mut said) = tokio::sync::mpsc::unbounded_channel();
    let (starts, ends) = (says.clone(), says);
    let server = served()
        .on_start(async move |_| {
            starts.send("start").unwrap();
            Ok(())
        })
        .background(async move |_, mut stopping| {
            ends.send("task").unwrap();
            stopping.wait().await;
            // It has its time to end.
            tokio::task::yield_now().await;
            ends.send("task ended").unwrap();
        });
    let service = server.into_service().await.unwrap();
    assert_eq!(said.try_recv().unwrap(), "start");
    assert_eq!(said.recv().await.unwrap(), "task");
    let other = service.clone();
    drop(service);
    let answer = other.clone().oneshot(get("/")).await.unwrap();
    assert_eq!(text(answer).await, "index");
    assert!(said.try_recv().is_err(), "it ended while it was in use");
    drop(other);
    assert_eq!(said.recv().await, Some("task ended"));
}

#[tokio::test]
async fn what_ours_around_it_knows_of_a_client_it_knows_too() {
    let inner = served().into_service().await.unwrap();
    let outer = oxy::serve(Outer {}).mount_service("/api", inner);
    let mut outer = outer.into_service().await.unwrap();
    let mut request = get("/api/who/Ann");
    let address: SocketAddr = "203.0.113.9:5000".parse().unwrap();
    request.extensions_mut().insert(address);
    let answer = outer.call(request).await.unwrap();
    assert_eq!(text(answer).await, "Ann from Some(203.0.113.9)");
}

/// As `Serve::into_service` shows it.
async fn with_address(
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    mut request: axum::extract::Request,
) -> axum::extract::Request {
    request.extensions_mut().insert(address);
    request
}

#[tokio::test]
async fn axum_hands_the_address_on_by_which_clients_are_counted_and_proxies_trusted() {
    let trusting = served().trust_x_forwarded(["127.0.0.1"]);
    let service = trusting.into_service().await.unwrap();
    let router = axum::Router::new()
        .nest_service("/shop", service)
        .layer(axum::middleware::map_request(with_address));
    let make = router.into_make_service_with_connect_info::<SocketAddr>();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, make).await });

    let (_, who) = ask(address, get("/shop/who/Ann")).await;
    assert_eq!(who, "Ann from Some(127.0.0.1)");
    let rows = [
        ("203.0.113.1", 200),
        ("203.0.113.1", 200),
        ("203.0.113.1", 429),
        ("203.0.113.2", 200),
    ];
    for (client, status) in rows {
        let request = |path| {
            let request = Request::get(path).header("x-forwarded-for", client);
            request.body(Body::empty()).unwrap()
        };
        let (_, who) = ask(address, request("/shop/who/Ann")).await;
        assert_eq!(who, format!("Ann from Some({client})"));
        let (found, text) = ask(address, request("/shop/limited")).await;
        assert_eq!(found, status, "{client}: {text}");
    }
}
