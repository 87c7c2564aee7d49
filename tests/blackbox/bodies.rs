//! E: bodies that are too large, too deep, too short or packed.

use std::time::Duration;

use super::SUBJECT;
use super::harness::{Outcome, Request, Server, server, within};
use crate::subject::FORM;

const MIB: usize = 1024 * 1024;
const JSON: &str = "application/json";
const QUICK: Duration = Duration::from_secs(3);
/// A login with a form may refuse the type before the length.
const TOO_LARGE: [u16; 2] = [413, 415];

/// Refused with one of the statuses, in time, without a session, and the server lives on.
#[track_caller]
fn is_refused_quickly(label: &str, request: &Request, statuses: &[u16]) {
    let server = server();
    let response = within(QUICK, label, || {
        server.exchange(request).has_one_of(label, statuses)
    });
    response.sets_no_cookie(label);
    server.is_alive(label);
}

#[test]
fn e15_deep_json() {
    const DEPTH: usize = 100_000;
    let arrays = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
    let objects = "{\"a\":".repeat(DEPTH) + "1" + &"}".repeat(DEPTH);
    for (row, body) in [
        ("arrays", arrays),
        ("objects", objects),
        ("open arrays", "[".repeat(DEPTH)),
    ] {
        let request = Request::post("/login").body(JSON, body);
        is_refused_quickly(&format!("E15 {row}"), &request, &TOO_LARGE);
    }
}

fn multipart(preamble: &str, part: &str, count: usize) -> String {
    format!(
        "{preamble}\r\n{}--b--\r\n",
        format!("--b\r\n{part}\r\n").repeat(count)
    )
}

#[test]
fn e16_multipart_bombs() {
    const FIELD: &str = "Content-Disposition: form-data; name=a\r\n\r\nx";
    let long = "x".repeat(200_000);
    let many_headers = format!("{}\r\nx", "X-A: b\r\n".repeat(20_000));
    let rows = [
        ("many parts", multipart("", FIELD, 20_000)),
        ("many empty parts", "--b\r\n\r\n\r\n".repeat(20_000)),
        ("many headers in a part", multipart("", &many_headers, 1)),
        (
            "a long header",
            multipart("", &format!("X-A: {long}\r\n\r\nx"), 1),
        ),
        (
            "a long name",
            multipart("", &FIELD.replace("name=a", &format!("name={long}")), 1),
        ),
        ("a long preamble", multipart(&long, FIELD, 1)),
        ("no end", format!("--b\r\n{FIELD}{long}")),
        ("near boundaries", "\r\n--\r\n-b".repeat(20_000)),
    ];
    for (row, body) in rows {
        let request = Request::post("/login").body("multipart/form-data; boundary=b", body);
        is_refused_quickly(&format!("E16 {row}"), &request, &TOO_LARGE);
    }
}

#[test]
fn e17_16_mib_with_content_length() {
    for length in [MIB / 4, 16 * MIB] {
        answer_is_readable(&format!("E17 {length} bytes"), &Request::long_login(length));
    }
}

fn by_chunks(length: usize) -> Request {
    let chunk = [b"10000\r\n", &[b'x'; 0x10000][..], b"\r\n"].concat();
    let body = [chunk.repeat(length / 0x10000), b"0\r\n\r\n".to_vec()].concat();
    Request::chunked_login(body)
}

#[test]
fn e18_16_mib_chunked() {
    for length in [MIB / 4, 16 * MIB] {
        answer_is_readable(&format!("E18 {length} bytes"), &by_chunks(length));
    }
}

/// The client writes all before it reads: a server that just closes destroys its own answer.
fn answer_is_readable(id: &str, request: &Request) {
    let server = server();
    for round in 0..3 {
        let label = format!("{id} round {round}");
        let mut client = server.connect();
        client.send(request);
        client
            .receive()
            .has_status(&label, 413)
            .sets_no_cookie(&label);
    }
    server.is_alive(id);
}

/// All that a login needs has come, but not all that was announced.
#[test]
fn e19_cut_body_never_logs_in() {
    let body = SUBJECT.login_body();
    let chunk = format!("{:x}\r\n{body}\r\n", body.len());
    let rows = [
        (
            "half a body",
            Request::post("/login")
                .header("Content-Type", FORM)
                .header("Content-Length", "100")
                .payload(body),
        ),
        (
            "no body",
            Request::post("/login")
                .header("Content-Type", FORM)
                .header("Content-Length", "1"),
        ),
        (
            "half a chunk",
            Request::chunked_login(format!("64\r\n{body}")),
        ),
        ("no last chunk", Request::chunked_login(&chunk)),
        ("no chunk", Request::chunked_login("")),
        (
            "no end of the trailers",
            Request::chunked_login(format!("{chunk}0\r\n")),
        ),
    ];
    for (row, request) in rows {
        let label = format!("E19 {row}");
        let mut client = server().connect();
        client.send(&request);
        client.finish_sending();
        match client.receive() {
            Outcome::Closed => {}
            outcome => outcome
                .has_one_of(&label, &[400, 408])
                .sets_no_cookie(&label),
        }
    }
    server().is_alive("E19");
}

#[test]
fn e20_expect_continue() {
    let body = SUBJECT.login_body();
    for expectation in ["100-continue", "100-Continue"] {
        let label = format!("E20 {expectation}");
        let mut client = server().connect();
        let head = Request::post("/login")
            .header("Content-Type", FORM)
            .header("Content-Length", body.len().to_string())
            .header("Expect", expectation);
        client.call(&head).has_status(&label, 100);
        client.try_send(body);
        client.receive().logs_in(&label);
        client.call(&Request::get("/nope")).has_status(&label, 404);
    }
}

/// A deflate stream of zeros: literal 0, then copies of 258 bytes at 13 bits each.
fn zeros_deflated(megabytes: usize) -> Vec<u8> {
    let mut bits = BitWriter::default();
    // Last block, fixed codes; then the literal 0.
    bits.push(0b011, 3);
    bits.push_code(0b0011_0000, 8);
    for _ in 0..megabytes * MIB / 258 {
        // Length 258, then distance 1.
        bits.push_code(0b1100_0101, 8);
        bits.push_code(0, 5);
    }
    // End of the block.
    bits.push_code(0, 7);
    bits.finish()
}

/// Bits in deflate's order, from the least significant one up.
#[derive(Default)]
struct BitWriter {
    bytes: Vec<u8>,
    pending: u32,
    count: u32,
}

impl BitWriter {
    fn push(&mut self, value: u32, width: u32) {
        self.pending |= value << self.count;
        self.count += width;
        while self.count >= 8 {
            self.bytes.push(self.pending as u8);
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    /// Huffman codes go in with their most significant bit first.
    fn push_code(&mut self, code: u32, width: u32) {
        self.push(code.reverse_bits() >> (32 - width), width);
    }

    fn finish(mut self) -> Vec<u8> {
        self.push(0, (8 - self.count) % 8);
        self.bytes
    }
}

/// The checksum is left out: a bomb goes off before anyone compares it.
fn gzip_bomb(megabytes: usize) -> Vec<u8> {
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    [&header[..], &zeros_deflated(megabytes), &[0; 8]].concat()
}

#[test]
fn e21_packed_bodies() {
    let small = gzip_bomb(9);
    assert!(
        small.len() < 64 * 1024,
        "E21: {} bytes would be too large packed",
        small.len()
    );
    let send = |coding: &str, body: &[u8]| {
        Request::post("/login")
            .header("Content-Encoding", coding)
            .body(FORM, body)
    };
    for coding in [
        "gzip",
        "x-gzip",
        "GZIP",
        "deflate",
        "br",
        "zstd",
        "gzip, gzip",
        "identity, gzip",
        "unknown",
    ] {
        is_refused_quickly(&format!("E21 {coding}"), &send(coding, &small), &[415]);
    }
    is_refused_quickly("E21 64 MiB", &send("gzip", &gzip_bomb(64)), &[413, 415]);
    let plain = send("identity", SUBJECT.login_body().as_bytes());
    server().exchange(&plain).logs_in("E21 identity");
}

#[test]
fn e23_expect_with_16_mib() {
    for length in [16 * MIB, 64 * 1024 + 1] {
        let label = format!("E23 {length} bytes");
        let head = Request::post("/login")
            .header("Content-Type", FORM)
            .header("Content-Length", length.to_string())
            .header("Expect", "100-continue");
        // A 100 would be the first thing to come, and would fail here.
        let response = within(QUICK, &label, || server().exchange(&head));
        response
            .has_one_of(&label, &[413, 417])
            .sets_no_cookie(&label);
    }
    limit_is_exact(&server());
}

/// The limit itself is still taken, one byte more is not.
fn limit_is_exact(server: &Server) {
    server
        .exchange(&Request::long_login(64 * 1024))
        .logs_in("E23 64 KiB");
    server
        .exchange(&Request::long_login(64 * 1024 + 1))
        .has_status("E23 one byte more", 413);
}
