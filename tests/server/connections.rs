//! Connections: kept, pipelined, timed out, and stopped in good order.

use std::time::Duration;

use crate::app::{App, start};
use crate::wire::{Wire, get, patiently};

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let server = start(App::default()).await;
    let mut wire = Wire::connect(server.address()).await;
    let requests: String = (0..20).map(|n| get(&format!("/number/{n}"))).collect();
    wire.send(requests).await;
    for n in 0..20 {
        assert_eq!(wire.receive().await.unwrap().body, n.to_string());
    }
}

#[tokio::test]
async fn a_connection_is_kept_after_errors() {
    let server = start(App::default()).await;
    let mut wire = Wire::connect(server.address()).await;
    for (path, status) in [
        ("/nope", 404),
        ("/number/x", 400),
        ("/echo", 405),
        ("/", 200),
    ] {
        wire.send(get(path)).await;
        assert_eq!(wire.receive().await.unwrap().status, status, "{path}");
    }
}

#[tokio::test]
async fn a_request_without_exactly_one_valid_host_is_refused() {
    let server = start(App::default()).await;
    for hosts in [
        "",
        "Host: a\r\nHost: a\r\n",
        "Host: a/b\r\n",
        "Host: a b\r\n",
        "Host: u@a\r\n",
    ] {
        let mut wire = Wire::connect(server.address()).await;
        wire.send(format!("GET / HTTP/1.1\r\n{hosts}\r\n")).await;
        assert_eq!(wire.receive().await.unwrap().status, 400, "{hosts:?}");
    }
    let mut wire = Wire::connect(server.address()).await;
    wire.send("GET / HTTP/1.0\r\n\r\n").await;
    assert_eq!(
        wire.receive().await.unwrap().status,
        200,
        "HTTP/1.0 needs no Host"
    );
}

#[tokio::test]
async fn slow_headers_and_idle_connections_are_cut() {
    let server = start(App::default()).await;
    let mut silent = Wire::connect(server.address()).await;
    let mut dripping = Wire::connect(server.address()).await;
    dripping.send("GET / HTTP/1.1\r\nHost: loc").await;
    let mut idle = Wire::connect(server.address()).await;
    idle.send(get("/")).await;
    assert_eq!(idle.receive().await.unwrap().status, 200);
    assert!(silent.is_closed().await);
    assert!(dripping.is_closed().await);
    // Still open after the limit for headers: idle has a limit of its own.
    idle.send(get("/")).await;
    assert_eq!(idle.receive().await.unwrap().status, 200);
    assert!(idle.is_closed().await);
}

/// What is asked for when a task has used up its share of the turn does not wake it: the time of an idle connection must not
/// be, nor the word to stop.
#[tokio::test]
async fn a_connection_that_has_done_much_in_one_turn_is_cut_and_stopped_all_the_same() {
    let server = start(App::default()).await;
    let mut idle = Wire::connect(server.address()).await;
    idle.send(get("/busy")).await;
    assert_eq!(idle.receive().await.unwrap().body, "busy");
    assert!(idle.is_closed().await);

    // With limits that are over when a test has lost patience.
    let server = oxy::serve(App::default()).port(0).start().await.unwrap();
    let mut kept = Wire::connect(server.address()).await;
    kept.send(get("/busy")).await;
    assert_eq!(kept.receive().await.unwrap().body, "busy");
    patiently(server.stop()).await;
    assert!(kept.is_closed().await);
}

/// What waits behind another request when its client leaves is not done for nobody.
#[tokio::test]
async fn a_request_whose_client_left_before_it_was_read_is_not_answered() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut leaving = Wire::connect(server.address()).await;
    leaving.send(get("/")).await;
    leaving.receive().await.unwrap();
    // Both are in one thread, which does nothing else meanwhile.
    leaving.send(get("/wait")).await;
    drop(leaving);
    let mut other = Wire::connect(server.address()).await;
    other.send(get("/")).await;
    assert_eq!(other.receive().await.unwrap().body, "index");
    let entered = tokio::time::timeout(Duration::ZERO, gate.entered.notified());
    assert!(entered.await.is_err(), "the handler ran for nobody");
}

/// A byte now and then is no new beginning, wherever the first one came.
#[tokio::test]
async fn a_second_head_that_drips_is_cut_as_the_first_one_is() {
    // An idle connection outlasts the test.
    let limits = oxy::Limits::new().header_timeout(Duration::from_millis(300));
    let server = oxy::serve(App::default()).limits(limits).port(0);
    let server = server.start().await.unwrap();
    for (with_the_first, later) in [("", "GET"), ("GET / HTTP/1.1\r\nHost: loc", "a")] {
        let mut wire = Wire::connect(server.address()).await;
        wire.send(get("/") + with_the_first).await;
        assert_eq!(wire.receive().await.unwrap().status, 200);
        wire.send(later).await;
        let dripping = async {
            while wire.takes(b"l").await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let cut = tokio::time::timeout(Duration::from_secs(10), dripping).await;
        assert!(cut.is_ok(), "it drips for ever behind {with_the_first:?}");
    }
}

#[tokio::test]
async fn stopping_finishes_requests_in_flight_and_closes_idle_connections() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let address = server.address();
    let mut idle = Wire::connect(address).await;
    idle.send(get("/")).await;
    idle.receive().await.unwrap();
    let mut busy = Wire::connect(address).await;
    busy.send(get("/wait")).await;
    gate.entered.notified().await;

    let stopping = tokio::spawn(server.stop());
    assert!(idle.is_closed().await);
    assert!(
        tokio::net::TcpStream::connect(address).await.is_err(),
        "the listener is closed"
    );
    gate.go.notify_one();
    let answer = busy.receive().await.unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (200, "waited"));
    assert!(busy.is_closed().await);
    stopping.await.unwrap();
}

#[tokio::test]
async fn a_handler_is_dropped_when_its_client_is_gone() {
    let app = App::default();
    let gate = app.gate.clone();
    let server = start(app).await;
    let mut wire = Wire::connect(server.address()).await;
    wire.send(get("/wait")).await;
    gate.entered.notified().await;
    drop(wire);
    let left = tokio::time::timeout(Duration::from_secs(10), gate.left.notified());
    left.await.expect("the handler goes on for nobody");
}

#[tokio::test]
async fn requests_that_outlast_the_time_to_drain_are_cut() {
    let app = App::default();
    let gate = app.gate.clone();
    let limits = oxy::Limits::new().drain(Duration::from_millis(100));
    let server = oxy::serve(app)
        .limits(limits)
        .port(0)
        .start()
        .await
        .unwrap();
    let mut busy = Wire::connect(server.address()).await;
    busy.send(get("/wait")).await;
    gate.entered.notified().await;
    server.stop().await;
    assert!(busy.is_closed().await);
}

#[tokio::test]
async fn who_has_just_come_when_the_server_stops_is_heard_and_who_says_nothing_is_not() {
    // With as long for headers as a test waits for anything.
    let server = oxy::serve(App::default()).port(0).start().await.unwrap();
    let mut silent = Wire::connect(server.address()).await;
    let mut old = Wire::connect(server.address()).await;
    // Longer than a connection is new.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut new = Wire::connect(server.address()).await;
    let stopping = tokio::spawn(server.stop());
    tokio::time::sleep(Duration::from_millis(20)).await;
    new.send(get("/")).await;
    old.send(get("/")).await;
    assert_eq!(new.receive().await.unwrap().body, "index");
    assert!(silent.is_closed().await && old.is_closed().await);
    stopping.await.unwrap();
}
