//! Which requests are refused, how early, and what is said about it.

use oxy::prelude::*;
use oxy::{Layer, Next};

use super::{EVIL, OWN, Reached, send, shop};
use crate::support::{Log, Socket, client, detail};

/// The cases of X01 to X06 that are the same for all methods that may change something.
const ROWS: &[(&str, &str, u16)] = &[
    ("same-origin", "", 200),
    ("none", "", 200),
    ("same-origin", OWN, 200),
    ("", "", 200),
    ("", OWN, 200),
    ("cross-site", "", 403),
    ("cross-site", EVIL, 403),
    ("cross-site", OWN, 403),
    ("same-site", "", 403),
    ("something-new", "", 403),
    ("", EVIL, 403),
    ("", "http://localhost:8080", 403),
    ("", "null", 403),
];

#[tokio::test]
async fn x01_to_x04_what_another_site_caused_is_refused_before_the_handler() {
    let (server, reached) = shop();
    let client = client(server);
    let (mut passed, mut refused) = (0, 0);
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for (site, origin, status) in ROWS {
            let row = format!("{method} {site:?} {origin:?}");
            let response = send(&client, method.clone(), "/item", site, origin).await;
            assert_eq!(response.status(), *status, "{row}");
            passed += u32::from(*status == 200);
            refused += u64::from(*status == 403);
            assert_eq!(reached.count(), passed, "{row}: the handler");
            assert_eq!(client.refused_cross_site(), refused, "{row}: the count");
        }
    }
}

#[tokio::test]
async fn x05_methods_that_change_nothing_pass() {
    let (server, _) = shop();
    let client = client(server);
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        for (site, origin, _) in ROWS {
            let row = format!("{method} {site:?} {origin:?}");
            let response = send(&client, method.clone(), "/item", site, origin).await;
            assert_eq!(response.status(), 200, "{row}");
        }
    }
    assert_eq!(client.refused_cross_site(), 0);
}

#[tokio::test]
async fn the_refusal_says_what_to_do_in_json_and_in_html() {
    let (server, _) = shop();
    let client = client(server);
    let response = send(&client, Method::POST, "/item", "cross-site", EVIL).await;
    let text = detail(&response);
    for part in [
        "came from another site",
        ".trust_origin(..)",
        ".allow_cross_site(..)",
    ] {
        assert!(text.contains(part), "{text}");
    }
    let request = client.post("/item").header("accept", "text/html");
    let page = request.header("origin", EVIL).send().await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(page.text().contains("came from another site"));
    assert!(!page.text().contains("attacker"), "{}", page.text());
}

#[tokio::test]
async fn c_u11_a_cache_is_told_what_the_refusal_depends_on() {
    let (server, _) = shop();
    let client = client(server.on_error(|failure| text(failure.status().to_string())));
    let response = send(&client, Method::POST, "/item", "cross-site", "").await;
    let vary: Vec<_> = response.headers().get_all("vary").iter().collect();
    assert_eq!(vary, ["Accept", "Sec-Fetch-Site, Origin"]);
    assert_eq!(
        response.text(),
        "403 Forbidden",
        "the page of the application"
    );
    let response = send(&client, Method::POST, "/item", "same-origin", "").await;
    assert_eq!(response.header("vary"), None);
}

#[tokio::test]
async fn the_log_has_the_reason_and_nothing_that_was_sent() {
    let (server, _) = shop();
    let client = client(server);
    let (log, _guard) = Log::capture();
    send(&client, Method::POST, "/item", "cross-site", EVIL).await;
    send(&client, Method::DELETE, "/item", "", EVIL).await;
    send(&client, Method::DELETE, "/nowhere", "a-new-word", "").await;
    let lines = log.lines();
    let found = |parts: [&str; 2]| {
        let fits = |line: &&String| parts.iter().all(|part| line.contains(part));
        lines.iter().filter(fits).count()
    };
    let message = "a request came from another site";
    assert_eq!(found([message, "route=/item"]), 2, "{lines:#?}");
    assert_eq!(found([message, "route=none"]), 1, "{lines:#?}");
    assert_eq!(found([message, "DEBUG"]), 3, "{lines:#?}");
    assert_eq!(found([message, "`Sec-Fetch-Site` is neither"]), 2);
    assert_eq!(found([message, "`Sec-Fetch-Site` is missing"]), 1);
    assert_eq!(found(["attacker", ""]) + found(["a-new-word", ""]), 0);
}

#[tokio::test]
async fn no_layer_and_no_fallback_sees_a_refused_request() {
    let (server, reached) = shop();
    let seen = Reached::default();
    let (by_layer, by_fallback) = (seen.clone(), seen.clone());
    let server = server.layer(Layer::new(move |request: Request, next: Next| {
        by_layer.note();
        next.run(request)
    }));
    let client = client(server.fallback(move |_: Request| {
        by_fallback.note();
        async { "a fallback" }
    }));
    for path in ["/item", "/nowhere", "/assertion"] {
        let response = send(&client, Method::POST, path, "cross-site", "").await;
        assert_eq!(response.status(), 403, "{path}");
    }
    assert_eq!(seen.count() + reached.count(), 0);
    let response = send(&client, Method::POST, "/nowhere", "", "").await;
    assert_eq!(response.text(), "a fallback");
    assert_eq!(seen.count(), 2, "layer and fallback");
}

#[tokio::test]
async fn what_no_route_answers_is_refused_only_when_another_site_caused_it() {
    let (server, _) = shop();
    let client = client(server);
    for (path, method, status) in [
        ("/nowhere", Method::POST, 404),
        ("/assertion", Method::DELETE, 405),
    ] {
        let response = send(&client, method.clone(), path, "same-origin", "").await;
        assert_eq!(response.status(), status, "{path}");
        let response = send(&client, method, path, "cross-site", "").await;
        assert_eq!(response.status(), 403, "{path}");
    }
    let response = send(&client, Method::GET, "/nowhere", "cross-site", "").await;
    assert_eq!(response.status(), 404);
}

#[tokio::test]
async fn the_body_of_a_refused_request_is_skipped_on_a_connection_that_stays() {
    let (server, reached) = shop();
    let running = server.port(0).start().await.unwrap();
    let mut socket = Socket::open(running.address()).await;
    let cross_site = [("Sec-Fetch-Site", "cross-site")];
    for size in [0, 1, 60_000] {
        let body = vec![b'x'; size];
        let refused = socket.send("POST", "/upload", &cross_site, &body).await;
        assert_eq!(refused.status, 403, "{size}: {}", refused.body);
        assert_eq!(refused.header("connection"), None, "{size}");
        let served = socket.send("POST", "/upload", &[], &body).await;
        assert_eq!(served.body, size.to_string());
    }
    assert_eq!(reached.count(), 3);
    assert_eq!(running.refused_cross_site(), 3);
    // What is too large to be skipped is refused just the same.
    let large = vec![b'x'; 100_000];
    let refused = socket.send("POST", "/upload", &cross_site, &large).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    drop(socket);
    running.stop().await;
}
