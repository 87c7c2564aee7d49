//! Bodies that are too large, too slow or cut short, and handlers that panic.

use oxy::prelude::*;
use oxy::{Layer, Next};

use crate::app::{App, start};
use crate::wire::{Wire, get};

#[tokio::test]
async fn a_panic_is_a_500_without_details_and_the_connection_stays() {
    let server = start(App::default()).await;
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get("/panic")).await;
    let answer = wire.receive().await.unwrap();
    assert_eq!(answer.status, 500);
    assert!(
        !answer.body.contains("s3cret") && answer.body.contains("request_id"),
        "{}",
        answer.body
    );
    wire.send(get("/")).await;
    assert_eq!(wire.receive().await.unwrap().body, "index");
}

#[tokio::test]
async fn a_panic_before_the_first_await_is_a_500_too() {
    let server = oxy::serve(App::default())
        .route(
            Method::GET,
            "/early",
            |_: Request| -> std::future::Ready<&'static str> { panic!("at once") },
        )
        .layer(Layer::new(|request: Request, next: Next| {
            assert!(request.uri().path() != "/layer", "in a layer");
            next.run(request)
        }));
    let server = server.port(0).start().await.unwrap();
    let mut wire = Wire::connect(server.address()).await;
    for path in ["/early", "/layer"] {
        wire.send(get(path)).await;
        assert_eq!(wire.receive().await.unwrap().status, 500, "{path}");
    }
    wire.send(get("/")).await;
    assert_eq!(wire.receive().await.unwrap().body, "index");
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_that_the_client_can_read() {
    let server = start(App::default()).await;
    let size = 16 * 1024 * 1024;
    let zeros = vec![b'0'; size];
    for path in ["/echo", "/ignore"] {
        let mut wire = Wire::connect(server.address()).await;
        wire.send(format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n"
        ))
        .await;
        wire.send(&zeros).await;
        assert_eq!(
            wire.receive().await.map(|answer| answer.status),
            Some(413),
            "{path} with a length"
        );

        let mut wire = Wire::connect(server.address()).await;
        wire.send(format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        ))
        .await;
        for piece in zeros.chunks(64 * 1024) {
            wire.send(format!("{:x}\r\n", piece.len())).await;
            wire.send(piece).await;
            wire.send("\r\n").await;
        }
        wire.send("0\r\n\r\n").await;
        assert_eq!(
            wire.receive().await.map(|answer| answer.status),
            Some(413),
            "{path} in chunks"
        );
    }
}

#[tokio::test]
async fn an_announced_body_over_the_limit_is_refused_before_it_is_sent() {
    let server = start(App::default()).await;
    let mut wire = Wire::connect(server.address()).await;
    wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 16777216\r\n\r\n").await;
    assert_eq!(wire.receive().await.unwrap().status, 413);
}

#[tokio::test]
async fn a_body_that_stops_arriving_is_408() {
    let server = start(App::default()).await;
    for path in ["/echo", "/ignore"] {
        let mut wire = Wire::connect(server.address()).await;
        wire.send(format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf"
        ))
        .await;
        assert_eq!(wire.receive().await.unwrap().status, 408, "{path}");
    }
}

#[tokio::test]
async fn a_body_that_nobody_asked_for_leaves_the_connection_in_step() {
    let server = start(App::default()).await;
    let mut wire = Wire::connect(server.address()).await;
    let smuggled = get("/number/7");
    let length = smuggled.len();
    wire.send(format!(
        "POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{smuggled}"
    ))
    .await;
    wire.send(get("/")).await;
    assert_eq!(wire.receive().await.unwrap().body, "ignored");
    assert_eq!(wire.receive().await.unwrap().body, "index");
}

#[tokio::test]
async fn a_target_over_the_limit_is_414() {
    let server = start(App::default()).await;
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get(&format!("/{}", "a".repeat(9000)))).await;
    assert_eq!(wire.receive().await.unwrap().status, 414);
}

#[tokio::test]
async fn too_many_or_too_large_headers_are_431() {
    let server = start(App::default()).await;
    let fields = |count| -> String { (0..count).map(|n| format!("x-{n}: 1\r\n")).collect() };
    // With `Host` a hundred, the most by default.
    let mut wire = Wire::connect(server.address()).await;
    wire.send(format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", fields(99)))
        .await;
    assert_eq!(wire.receive().await.unwrap().status, 200);
    let many = fields(100);
    let large = format!("x: {}\r\n", "a".repeat(70 * 1024));
    for headers in [many, large] {
        let mut wire = Wire::connect(server.address()).await;
        wire.send(format!("GET / HTTP/1.1\r\nHost: a\r\n{headers}\r\n"))
            .await;
        assert_eq!(wire.receive().await.unwrap().status, 431);
    }
}

#[tokio::test]
async fn as_many_headers_are_taken_as_is_said() {
    for (most, above) in [(3, 4), (150, 151)] {
        let limits = oxy::Limits::new().headers(most);
        let server = oxy::serve(App::default()).limits(limits).port(0);
        let server = server.start().await.unwrap();
        for (count, status) in [(most, 200), (above, 431)] {
            // `Host` is one of them.
            let fields: String = (1..count).map(|n| format!("x-{n}: 1\r\n")).collect();
            let mut wire = Wire::connect(server.address()).await;
            wire.send(format!("GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n"))
                .await;
            let found = wire.receive().await.unwrap().status;
            assert_eq!(found, status, "{count} of {most}");
        }
    }
}

#[tokio::test]
async fn a_body_that_goes_on_after_its_refusal_is_not_received_for_ever() {
    let server = start(App::default()).await;
    let mut wire = Wire::connect(server.address()).await;
    wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000\r\n\r\n")
        .await;
    let zeros = vec![b'0'; 1024 * 1024];
    let mut sent = 0;
    while sent < 200 && wire.takes(&zeros).await {
        sent += 1;
    }
    // 32 MiB, and what the buffers of the system keep.
    assert!(sent < 64, "{sent} MiB were taken");
}
