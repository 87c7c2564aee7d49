//! F: two requests where a proxy in front sees one, by line ends and chunks.

use super::SUBJECT;
use super::harness::{Outcome, Request, filled, pair, server};
use super::smuggling::{BAD_REQUEST, Outer, inner_request, never_smuggles};

const BAD_CHUNK: Outer = Outer::Refuse(&[400, 413, 431]);

/// A login whose chunked body starts so, followed by another request.
fn chunked_login(body: &[u8], good: &str) -> Vec<u8> {
    let body = [body, &inner_request(good)].concat();
    Request::chunked_login(body).bytes()
}

#[test]
fn f10_chunk_sizes() {
    let good = server().login();
    let bodies: [&[u8]; 20] = [
        b"-1\r\nx\r\n0\r\n\r\n",
        b"-0\r\n\r\n",
        b"+1\r\nx\r\n0\r\n\r\n",
        b"0x1\r\nx\r\n0\r\n\r\n",
        b"\r\n\r\n0\r\n\r\n",
        b" 1\r\nx\r\n0\r\n\r\n",
        b"1 1\r\nx\r\n0\r\n\r\n",
        b"g\r\nx\r\n0\r\n\r\n",
        b"1_0\r\nx\r\n0\r\n\r\n",
        b"1,\r\nx\r\n0\r\n\r\n",
        b"1.0\r\nx\r\n0\r\n\r\n",
        b"\"1\"\r\nx\r\n0\r\n\r\n",
        b"\xd9\xa1\r\nx\r\n0\r\n\r\n",
        b"1\x00\r\nx\r\n0\r\n\r\n",
        b"10000000000000001\r\nx\r\n0\r\n\r\n",
        b"FFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n",
        b"1\rx\r\n0\r\n\r\n",
        b"1\r\nxy\r\n0\r\n\r\n",
        b"2\r\nxy0\r\n\r\n",
        b"1\r\nx\r\r\n0\r\n\r\n",
    ];
    for body in bodies {
        let label = format!("F10 {}", body.escape_ascii());
        never_smuggles(&label, BAD_CHUNK, chunked_login(body, &good));
    }
}

#[test]
fn f11_bare_line_feeds() {
    let good = server().login();
    let in_chunks: [&[u8]; 6] = [
        b"1\nx\r\n0\r\n\r\n",
        b"1\r\nx\n0\r\n\r\n",
        b"1\nx\n0\n\n",
        b"1\r\nx\r\n0\n\r\n",
        b"1;a\nx\r\n0\r\n\r\n",
        b"1;a\n0\r\n\r\n",
    ];
    for body in in_chunks {
        let label = format!("F11 {}", body.escape_ascii());
        never_smuggles(&label, BAD_CHUNK, chunked_login(body, &good));
    }
    // RFC 9112 2.2 allows a server to take LF for the end of a header line. A proxy may not, so it is refused.
    for end in ["\n", "\r\n"] {
        for last in ["\n", "\r\n"] {
            let label = format!("F11 line end {end:?}, last {last:?}");
            let lines = [
                "GET /dashboard HTTP/1.1",
                "Host: 127.0.0.1",
                "Connection: close",
            ];
            let head = lines.join(end);
            let bytes = format!("{head}{end}Cookie: {}{end}{last}", pair(&good));
            let responses = server().converse(&label, bytes);
            let statuses: Vec<u16> = responses.iter().map(|response| response.status).collect();
            let is_standard = (end, last) == ("\r\n", "\r\n");
            let expected = if is_standard { 200 } else { 400 };
            assert_eq!(statuses, [expected], "{label}: received {responses:?}");
        }
    }
    let inner = inner_request(&good);
    let hidden = [
        b"Content-Length: 5\rX: y\nTransfer-Encoding: chunked\r\n\r\n",
        &inner[..],
    ]
    .concat();
    let bytes = [b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n", &hidden[..]].concat();
    never_smuggles("F11 a bare CR beside a bare LF", BAD_REQUEST, bytes);
}

/// Trailers come after the decision was made: they never count as headers.
#[test]
fn f12_trailers_are_no_headers() {
    let good = server().login();
    for trailer in [
        "Cookie: NAME=GOOD",
        "cookie: NAME=GOOD\r\nX-A: b",
        "X-A: b\r\nCookie: NAME=GOOD",
    ] {
        let label = format!("F12 {trailer:?}");
        let body = format!("1\r\nx\r\n0\r\n{}\r\n\r\n", filled(trailer, &good));
        for announced in ["Cookie", "X-A"] {
            let request = Request::get("/dashboard")
                .last()
                .header("Trailer", announced);
            never_smuggles(&label, Outer::TurnAway, request.chunked(&body).bytes());
        }
    }
    for trailer in [
        "Content-Length: 500",
        "Transfer-Encoding: chunked",
        "Host: evil.example",
        "Connection: close",
    ] {
        let label = format!("F12 {trailer:?}");
        let mut client = server().connect();
        client.send(&Request::post("/logout").chunked(format!("0\r\n{trailer}\r\n\r\n")));
        let logged_out = SUBJECT.logged_out.status;
        let outcome = client.receive();
        if outcome.has_one_of(&label, &[logged_out, 400]).status == logged_out {
            client.call(&Request::get("/nope")).has_status(&label, 404);
        }
    }
}

#[test]
fn f13_chunk_extensions() {
    let good = server().login();
    for extension in ["a", "a=b", "a=\"b\"", "a=\"b; c\"", "a;b;c=d", ""] {
        let label = format!("F13 {extension:?}");
        let mut client = server().connect();
        let body = SUBJECT.login_body();
        let size = body.len();
        let chunks = format!("{size:x};{extension}\r\n{body}\r\n0;{extension}\r\n\r\n");
        let login = client.call(&Request::chunked_login(chunks));
        login.logs_in(&label);
        client.call(&Request::get("/nope")).has_status(&label, 404);
    }
    let hostile: [&[u8]; 4] = [
        b"1;a\nb\r\nx\r\n0\r\n\r\n",
        b"1;a\rb\r\nx\r\n0\r\n\r\n",
        b"1;a=\"\n\"\r\nx\r\n0\r\n\r\n",
        b"0;a\n\r\n\r\n",
    ];
    for body in hostile {
        let label = format!("F13 {}", body.escape_ascii());
        never_smuggles(&label, BAD_CHUNK, chunked_login(body, &good));
    }
    endless_extension_is_bounded();
}

/// Extensions do not count as body, so only a limit of their own bounds them.
fn endless_extension_is_bounded() {
    let mut client = server().connect();
    let start = Request::chunked_login("1;");
    client.send(&start);
    let kibibyte = "a".repeat(1024);
    // 64 MiB is far over any limit: a server that still takes more has none.
    let taken = (0..64 * 1024)
        .take_while(|_| client.try_send(&kibibyte))
        .count();
    assert!(
        taken < 64 * 1024,
        "F13 endless extension: all {taken} KiB were taken"
    );
    match client.receive() {
        Outcome::Closed => {}
        outcome => outcome
            .has_one_of("F13 endless extension", &[400, 413, 431])
            .sets_no_cookie("F13"),
    }
}
