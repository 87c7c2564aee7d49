//! F: two requests where a proxy in front sees one, by the framing headers.

use super::SUBJECT;
use super::harness::{Request, Response, filled, pair, server};
use crate::subject::FORM;

/// What the server may do with the outer request.
#[derive(Clone, Copy)]
pub(crate) enum Outer {
    /// Refuse it, with one of these statuses.
    Refuse(&'static [u16]),
    /// Answer as to a stranger, or with 400, or by closing.
    TurnAway,
}

const BAD_FRAMING: Outer = Outer::Refuse(&[400, 411, 413, 431, 501]);
pub(crate) const REFUSED: Outer = Outer::Refuse(&[400]);
pub(crate) const BAD_REQUEST: Outer = Outer::Refuse(&[400, 501]);

/// The inner request, which would show a live session's page.
pub(crate) fn inner_request(good: &str) -> Vec<u8> {
    Request::get("/dashboard").session(good).bytes()
}

/// Sends the outer request with the inner one in it: at most one answer, and never the inner's.
#[track_caller]
pub(crate) fn never_smuggles(label: &str, outer: Outer, bytes: impl AsRef<[u8]>) {
    let responses = server().converse(label, bytes);
    assert!(
        responses.len() <= 1,
        "{label}: {} answers: {responses:?}",
        responses.len()
    );
    let is_open = matches!(outer, Outer::TurnAway);
    assert!(is_open || !responses.is_empty(), "{label}: no answer");
    for response in &responses {
        response.greets_nobody(label);
        judge(label, outer, response);
    }
}

fn judge(label: &str, outer: Outer, response: &Response) {
    match outer {
        Outer::Refuse(statuses) => {
            let refused = statuses.contains(&response.status);
            assert!(
                refused,
                "{label}: expected {statuses:?}, received {response}"
            );
            response.sets_no_cookie(label);
        }
        Outer::TurnAway => {
            let refused = response.status == 400 || response.shows(&SUBJECT.stranger);
            assert!(refused, "{label}: received {response}");
            response.sets_no_cookie(label);
        }
    }
}

/// `POST /login` of a form with these header lines, as they stand.
fn login_with(lines: &[u8]) -> Request {
    let start = format!("POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\n");
    Request::raw([start.as_bytes(), lines, b"\r\n"].concat())
}

#[test]
fn f01_length_and_chunked() {
    let inner = inner_request(&server().login());
    let ended = [b"0\r\n\r\n", &inner[..]].concat();
    let in_a_chunk = format!("{:x}\r\n", inner.len()).into_bytes();
    let hidden = [&in_a_chunk[..], &inner, b"\r\n0\r\n\r\n"].concat();
    let all = ended.len();
    let size_line = in_a_chunk.len();
    let rows = [
        (
            format!("Content-Length: {all}\r\nTransfer-Encoding: chunked"),
            &ended,
        ),
        (
            format!("Transfer-Encoding: chunked\r\nContent-Length: {all}"),
            &ended,
        ),
        (
            format!("Content-Length: {size_line}\r\nTransfer-Encoding: chunked"),
            &hidden,
        ),
        (
            format!("Transfer-Encoding: chunked\r\nContent-Length: {size_line}"),
            &hidden,
        ),
        (
            "Content-Length: 0\r\nTransfer-Encoding: chunked".to_owned(),
            &ended,
        ),
        (
            format!("content-length: {all}\r\nTRANSFER-ENCODING: Chunked"),
            &ended,
        ),
    ];
    for (lines, body) in rows {
        let label = format!("F01 {lines:?}");
        let request = login_with(lines.as_bytes()).payload(body);
        never_smuggles(&label, REFUSED, request.bytes());
    }
}

#[test]
fn f02_differing_lengths() {
    let inner = inner_request(&server().login());
    let all = inner.len();
    let rows = [
        format!("Content-Length: {all}\r\nContent-Length: 0"),
        format!("Content-Length: 0\r\nContent-Length: {all}"),
        format!("Content-Length: 0, {all}"),
        format!("Content-Length: {all}, 0"),
        format!("Content-Length: 0\r\nX-A: b\r\ncontent-length: {all}"),
        format!("Content-Length: {all}\r\nContent-Length: x"),
    ];
    for lines in rows {
        let label = format!("F02 {lines:?}");
        let request = login_with(lines.as_bytes()).payload(&inner);
        never_smuggles(&label, BAD_FRAMING, request.bytes());
    }
}

#[test]
fn f03_bad_lengths() {
    let inner = inner_request(&server().login());
    let values: [&[u8]; 20] = [
        b"",
        b" ",
        b"-1",
        b"-0",
        b"+0",
        b"+5",
        b"0x0",
        b"0x10",
        b"1e1",
        b"0.0",
        b"5.0",
        b"abc",
        b"0 0",
        b"0;x",
        b"\"0\"",
        b"0_0",
        b"99999999999999999999",
        b"\xd9\xa0",
        b"0\x0b",
        b"0\x00",
    ];
    for value in values {
        let label = format!("F03 Content-Length: {}", value.escape_ascii());
        let request = login_with(&[b"Content-Length: ", value].concat()).payload(&inner);
        never_smuggles(&label, BAD_FRAMING, request.bytes());
    }
}

/// Only one coding is known here: exactly one `chunked`, alone.
#[test]
fn f04_bad_codings() {
    let ended = [b"0\r\n\r\n", &inner_request(&server().login())[..]].concat();
    let values: [&[u8]; 24] = [
        b"",
        b"identity",
        b"gzip",
        b"cow",
        b"chunked, identity",
        b"chunked, gzip",
        b"identity, chunked",
        b"gzip, chunked",
        b"chunked, chunked",
        b"xchunked",
        b"chunkedx",
        b"chunked;q=1",
        b"\"chunked\"",
        b"'chunked'",
        b"chunked chunked",
        b"chunk",
        b"chu nked",
        b"\x0bchunked",
        b"chunked\x0c",
        b"chunked\x00",
        b"chunked\x80",
        b"\xc2\xa0chunked",
        b"chunked\r\nTransfer-Encoding: identity",
        b"chunked\r\nTransfer-Encoding: chunked",
    ];
    for value in values {
        let label = format!("F04 Transfer-Encoding: {}", value.escape_ascii());
        let request = login_with(&[b"Transfer-Encoding: ", value].concat()).payload(&ended);
        never_smuggles(&label, BAD_FRAMING, request.bytes());
    }
}

/// HTTP/1.0 knows no codings: such a message is faulty, whoever is right about its length.
#[test]
fn f05_chunked_in_http_1_0() {
    let ended = [b"0\r\n\r\n", &inner_request(&server().login())[..]].concat();
    let length = format!("Content-Length: {}", ended.len());
    for lines in [
        "",
        "Connection: keep-alive",
        &length,
        "Content-Length: 0\r\nConnection: keep-alive",
    ] {
        let label = format!("F05 with {lines:?}");
        let separator = if lines.is_empty() { "" } else { "\r\n" };
        let head = format!(
            "POST /login HTTP/1.0\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n{lines}{separator}"
        );
        let request = Request::raw(head).payload(&ended);
        never_smuggles(&label, REFUSED, request.bytes());
    }
}

#[test]
fn f06_space_before_the_colon() {
    let good = server().login();
    let ended = [b"0\r\n\r\n", &inner_request(&good)[..]].concat();
    let rows: [&[u8]; 6] = [
        b"Transfer-Encoding : chunked",
        b"Transfer-Encoding\t: chunked",
        b"Content-Length : 5",
        b"Content-Length: 0\r\nTransfer-Encoding : chunked",
        b"X-A : b",
        b"Connection : keep-alive",
    ];
    for lines in rows {
        let label = format!("F06 {}", lines.escape_ascii());
        never_smuggles(
            &label,
            BAD_REQUEST,
            login_with(lines).payload(&ended).bytes(),
        );
    }
    for line in ["Cookie : ", "Cookie\t: "] {
        let label = format!("F06 {line:?}");
        let head = format!(
            "GET /dashboard HTTP/1.1\r\nHost: 127.0.0.1\r\n{line}{}\r\n",
            pair(&good)
        );
        never_smuggles(&label, BAD_REQUEST, Request::raw(head).bytes());
    }
}

/// A line that begins with white space continued the one before it, once.
#[test]
fn f07_folded_lines() {
    const START: &str = "GET /dashboard HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
    let good = server().login();
    let lines = [
        "X-A: b\r\n Cookie: NAME=GOOD",
        "X-A: b\r\n\tCookie: NAME=GOOD",
        "X-A:\r\n Cookie: NAME=GOOD",
        "X-A: b\r\n  \r\n Cookie: NAME=GOOD",
        "X-A: b\r\n c\r\n Cookie: NAME=GOOD",
    ];
    for lines in lines {
        let label = format!("F07 {lines:?}");
        let head = format!("{START}{}\r\n", filled(lines, &good));
        never_smuggles(&label, REFUSED, Request::raw(head).bytes());
    }
    let inner = inner_request(&good);
    for lines in [
        "Transfer-Encoding:\r\n chunked",
        "Transfer-Encoding: chunked\r\n , identity",
        "Content-Length: 0\r\n 5",
        "X-A: b\r\n Content-Length: 5",
    ] {
        let label = format!("F07 {lines:?}");
        let ended = [b"0\r\n\r\n", &inner[..]].concat();
        never_smuggles(
            &label,
            BAD_REQUEST,
            login_with(lines.as_bytes()).payload(ended).bytes(),
        );
    }
}

#[test]
fn f08_bytes_that_no_header_holds() {
    let good = server().login();
    let lines: [&[u8]; 16] = [
        b"X-A: a\x00b",
        b"X-A: a\rb",
        b"X-A: a\r\rb",
        b"X-A: a\x01b",
        b"X-A: a\x7fb",
        b"X\x00A: b",
        b"X\rA: b",
        b"X A: b",
        b"(X): b",
        b"X\x80: b",
        b"X\xc3\xa9: b",
        b": b",
        b"NoColon",
        b"X/A: b",
        b"\"X\": b",
        b"X-A: b\rCookie: x=y",
    ];
    for line in lines {
        let label = format!("F08 {}", line.escape_ascii());
        let cookie = format!("Cookie: {}\r\n", pair(&good));
        let start = b"GET /dashboard HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        let head = [&start[..], line, b"\r\n", cookie.as_bytes()].concat();
        never_smuggles(&label, BAD_REQUEST, Request::raw(head).bytes());
    }
}

#[test]
fn f09_leading_white_space() {
    let good = server().login();
    let rows = [
        " GET /dashboard HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: NAME=GOOD\r\n",
        "\tGET /dashboard HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: NAME=GOOD\r\n",
        "\r\n GET /dashboard HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: NAME=GOOD\r\n",
        "GET /dashboard HTTP/1.1\r\n Host: 127.0.0.1\r\nCookie: NAME=GOOD\r\nConnection: close\r\n",
        "GET /dashboard HTTP/1.1\r\n Cookie: NAME=GOOD\r\nHost: 127.0.0.1\r\nConnection: close\r\n",
        "GET /dashboard HTTP/1.1\r\n\tX-A: b\r\n Cookie: NAME=GOOD\r\nHost: x\r\nConnection: close\r\n",
    ];
    for row in rows {
        let head = filled(row, &good);
        let label = format!("F09 {row:?}");
        never_smuggles(&label, REFUSED, Request::raw(head).bytes());
    }
}
