//! HTTP/2 over the port of HTTP/1.1.

use std::time::{Duration, Instant};

use http::header::HOST;
use tokio::net::TcpStream;

use crate::app::{App, start};
use crate::client::{get, http1, http2, patiently, send};

async fn connect(server: &oxy::Running) -> TcpStream {
    TcpStream::connect(server.address()).await.unwrap()
}

fn uri(server: &oxy::Running, path: &str) -> String {
    format!("{}{path}", server.url())
}

#[tokio::test]
async fn both_versions_are_served_on_one_port() {
    let server = start(App::default()).await;
    let mut sender = http2(connect(&server).await).await;
    let host = server.address();
    let answer = send(&mut sender, get(&uri(&server, "/who"))).await;
    assert_eq!(answer.text, format!("127.0.0.1 false {host} HTTP/2.0"));
    let mut request = get("/who");
    let host = host.to_string().parse().unwrap();
    request.headers_mut().insert(HOST, host);
    let answer = http1(connect(&server).await, request).await;
    assert!(answer.text.ends_with("HTTP/1.1"), "{}", answer.text);
}

#[tokio::test]
async fn bodies_go_both_ways() {
    let server = start(App::default()).await;
    let mut sender = http2(connect(&server).await).await;
    let body = "x".repeat(1024 * 1024);
    let request = http::Request::post(uri(&server, "/echo"));
    let answer = send(&mut sender, request.body(body.clone().into()).unwrap()).await;
    assert_eq!((answer.status, answer.text.len()), (200, body.len()));
    let request = http::Request::post(uri(&server, "/echo"));
    let large = "x".repeat(3 * 1024 * 1024);
    let answer = send(&mut sender, request.body(large.into()).unwrap()).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn many_requests_are_answered_at_once() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let sender = http2(connect(&server).await).await;
    let waiting: Vec<_> = (0..50)
        .map(|_| {
            let (mut sender, request) = (sender.clone(), get(&uri(&server, "/wait")));
            tokio::spawn(async move { send(&mut sender, request).await })
        })
        .collect();
    for _ in 0..50 {
        gate.entered().await;
        gate.go();
    }
    for answer in waiting {
        assert_eq!(answer.await.unwrap().text, "waited");
    }
}

#[tokio::test]
async fn a_handler_is_dropped_when_its_request_is_taken_back() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut sender = http2(connect(&server).await).await;
    let request = tokio::spawn({
        let request = get(&uri(&server, "/wait"));
        let mut sender = sender.clone();
        async move { send(&mut sender, request).await }
    });
    gate.entered().await;
    request.abort();
    gate.left().await;
    assert_eq!(
        send(&mut sender, get(&uri(&server, "/"))).await.text,
        "index"
    );
}

#[tokio::test]
async fn stopping_finishes_requests_in_flight() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut sender = http2(connect(&server).await).await;
    let mut idle = http2(connect(&server).await).await;
    patiently(idle.ready()).await.unwrap();
    let request = tokio::spawn({
        let request = get(&uri(&server, "/wait"));
        async move { send(&mut sender, request).await }
    });
    gate.entered().await;
    let stopping = tokio::spawn(server.stop());
    while !idle.is_closed() {
        tokio::task::yield_now().await;
    }
    gate.go();
    assert_eq!(request.await.unwrap().text, "waited");
    patiently(stopping).await.unwrap();
}

#[tokio::test]
async fn an_idle_connection_is_closed_and_a_busy_one_is_not() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let (mut busy, mut idle) = (
        http2(connect(&server).await).await,
        http2(connect(&server).await).await,
    );
    let begun = Instant::now();
    assert_eq!(send(&mut idle, get(&uri(&server, "/"))).await.status, 200);
    let request = tokio::spawn({
        let request = get(&uri(&server, "/wait"));
        async move { send(&mut busy, request).await }
    });
    patiently(async {
        while !idle.is_closed() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    assert!(
        begun.elapsed() >= Duration::from_millis(900),
        "{:?}",
        begun.elapsed()
    );
    gate.go();
    assert_eq!(request.await.unwrap().text, "waited");
}

#[tokio::test]
async fn a_request_names_one_host() {
    let server = start(App::default()).await;
    let mut sender = http2(connect(&server).await).await;
    let same = server.address().to_string();
    for (hosts, status) in [
        (vec![same.as_str()], 200),
        (vec!["evil.example"], 400),
        (vec![&same, &same], 400),
    ] {
        let mut request = get(&uri(&server, "/"));
        for host in &hosts {
            request.headers_mut().append(HOST, host.parse().unwrap());
        }
        assert_eq!(send(&mut sender, request).await.status, status, "{hosts:?}");
    }
}

#[tokio::test]
async fn too_many_header_fields_are_431() {
    let server = start(App::default()).await;
    let mut sender = http2(connect(&server).await).await;
    for (count, status) in [(100, 200), (101, 431)] {
        let mut request = get(&uri(&server, "/"));
        for _ in 0..count {
            request
                .headers_mut()
                .append("x-field", "value".parse().unwrap());
        }
        assert_eq!(send(&mut sender, request).await.status, status, "{count}");
    }
}

#[tokio::test]
async fn header_fields_of_more_than_64_kib_are_431() {
    let server = start(App::default()).await;
    for (kib, status) in [(60, 200), (70, 431)] {
        let mut sender = http2(connect(&server).await).await;
        let mut request = get(&uri(&server, "/"));
        let value = http::HeaderValue::try_from("x".repeat(1_024 - 32 - "x-field".len())).unwrap();
        for _ in 0..kib {
            request.headers_mut().append("x-field", value.clone());
        }
        assert_eq!(send(&mut sender, request).await.status, status, "{kib}");
    }
}

#[tokio::test]
async fn a_target_over_the_limit_is_414() {
    let server = start(App::default()).await;
    let mut sender = http2(connect(&server).await).await;
    let request = get(&uri(&server, &format!("/{}", "x".repeat(8 * 1024))));
    assert_eq!(send(&mut sender, request).await.status, 414);
}
