//! F: what stays on a connection, or was never HTTP/1.1.

use super::SUBJECT;
use super::harness::{Request, server};
use super::smuggling::inner_request;

/// A body that nobody reads must not be taken for the next request.
#[test]
fn f14_unread_bodies() {
    let good = server().login();
    let inner = inner_request(&good);
    let chunk = [
        format!("{:x}\r\n", inner.len()).as_bytes(),
        &inner,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let rows = [
        ("GET", "/dashboard", SUBJECT.stranger.status),
        ("POST", "/nope", 404),
        ("PUT", "/dashboard", 405),
        ("POST", "/logout", SUBJECT.logged_out.status),
        ("OPTIONS", "/dashboard", 204),
        ("FOO", "/dashboard", 501),
    ];
    for (method, path, status) in rows {
        let outer = Request::new(method, path);
        let by_length = outer.clone().body("text/plain", &inner);
        for (framing, request) in [("length", by_length), ("chunked", outer.chunked(&chunk))] {
            let label = format!("F14 {method} {path} by {framing}");
            let next = Request::get("/behind").last().bytes();
            let responses = server().converse(&label, [request.bytes(), next].concat());
            let statuses: Vec<u16> = responses.iter().map(|response| response.status).collect();
            let in_step = statuses == [status, 404] || statuses == [status];
            assert!(
                in_step,
                "{label}: expected {status} and 404 or a close: {responses:?}"
            );
            responses
                .iter()
                .for_each(|response| response.greets_nobody(&label));
        }
    }
}

#[test]
fn f15_no_http_1_1_at_all() {
    let client_hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n";
    let rows: [(&str, &[u8]); 9] = [
        ("a TLS client hello", client_hello),
        (
            "a preface that is not that of HTTP/2",
            b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
        ),
        ("zeros", &[0; 64]),
        ("high bytes", &[0xff; 64]),
        ("text", b"hello there, how are you?\r\n\r\n"),
        (
            "a response",
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        ),
        ("SSH", b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        ("Redis", b"*1\r\n$4\r\nPING\r\n\r\n"),
        ("JSON", b"{\"jsonrpc\": \"2.0\"}\r\n\r\n"),
    ];
    for (row, bytes) in rows {
        let label = format!("F15 {row}");
        let responses = server().converse(&label, bytes);
        assert!(responses.len() <= 1, "{label}: received {responses:?}");
        for response in responses {
            let refused = [400, 501, 505].contains(&response.status);
            assert!(refused, "{label}: received {response}");
        }
    }
    server().is_alive("F15");
}

#[test]
fn f16_empty_lines_before_the_request() {
    let good = server().login();
    let request = Request::get("/dashboard").session(&good).bytes();
    for lines in ["\r\n", "\r\n\r\n"] {
        let label = format!("F16 {lines:?}");
        let mut client = server().connect();
        for round in ["first", "second"] {
            let label = format!("{label}, {round} request");
            client.try_send([lines.as_bytes(), &request].concat());
            client.receive().welcomes(&label);
        }
    }
}

/// A server that offers no other protocol goes on in this one.
#[test]
fn f17_upgrade_is_ignored() {
    let good = server().login();
    let settings = "AAMAAABkAAQAoAAAAAIAAAAA";
    let rows = [
        ("h2c", "Upgrade, HTTP2-Settings", "h2c"),
        ("websocket", "Upgrade", "websocket"),
        ("several", "Upgrade", "TLS/1.0, h2c, websocket"),
        ("unknown", "upgrade", "foo/2"),
    ];
    for (row, connection, protocol) in rows {
        let label = format!("F17 {row}");
        let request = Request::get("/dashboard")
            .session(&good)
            .header("Connection", connection)
            .header("Upgrade", protocol)
            .header("HTTP2-Settings", settings)
            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("Sec-WebSocket-Version", "13");
        let mut client = server().connect();
        client.call(&request).welcomes(&label);
        client.call(&Request::get("/nope")).has_status(&label, 404);
        client
            .call(&Request::get("/dashboard").session(&good))
            .welcomes(&label);
    }
}
