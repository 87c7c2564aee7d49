//! B: several pairs in a request, good, malformed and twice.

use crate::harness::{Request, server};

#[test]
fn b06_first_middle_and_last_of_several() {
    let good = server().login();
    for pairs in [
        "session_id=G; a=1; b=2",
        "a=1; session_id=G; b=2",
        "a=1; b=2; session_id=G",
    ] {
        let label = format!("B06 {pairs:?}");
        server()
            .dashboard(pairs.replace('G', &good))
            .has_status(&label, 200);
    }
}

#[test]
fn b07_second_cookie_header() {
    let good = server().login();
    let good_pair = format!("session_id={good}");
    for (row, first, second) in [
        ("behind", "a=1", &*good_pair),
        ("before", &*good_pair, "a=1"),
    ] {
        let request = Request::get("/dashboard").cookie(first).cookie(second);
        server()
            .exchange(&request)
            .has_status(&format!("B07 {row}"), 200);
    }
}

#[test]
fn b12_malformed_neighbours() {
    let long_name = [b'n'; 5000];
    let neighbours: [&[u8]; 20] = [
        b"",
        b";",
        b"=",
        b"=v",
        b"novalue",
        b"session_id",
        b"a==b",
        b"a=\"b",
        b"a=b\"c",
        b"a b=c",
        b"a=b c",
        b"\xff=1",
        b"a=\xff\xfe",
        b"a=%zz",
        b"a=b,c",
        b"$Version=1",
        b"a=\\",
        b",",
        b"__Host-=x",
        &long_name,
    ];
    let good = format!("session_id={}", server().login()).into_bytes();
    for neighbour in neighbours {
        let shown = neighbour.escape_ascii();
        let before = [neighbour, b"; ", &good].concat();
        server()
            .dashboard(before)
            .has_status(&format!("B12 before: {shown}"), 200);
        let behind = [&good, &b"; "[..], neighbour].concat();
        server()
            .dashboard(behind)
            .has_status(&format!("B12 behind: {shown}"), 200);
    }
}

/// RFC 2109 is dead: `$Version` changes nothing about how the rest is read.
#[test]
fn b17_version_attributes_are_plain_pairs() {
    let good = server().login();
    let rows = [
        "$Version=1; session_id=G",
        "$Version=1; session_id=G; $Path=/",
        "$Version=\"1\"; session_id=G; $Path=\"/\"; $Domain=\"127.0.0.1\"",
    ];
    for pairs in rows {
        let label = format!("B17 {pairs:?}");
        server()
            .dashboard(pairs.replace('G', &good))
            .has_status(&label, 200);
    }
}

/// A quote that opens in one pair and closes in another would hide the cookies between them.
#[test]
fn b18_quotes_do_not_span_pairs() {
    let good = server().login();
    for pairs in [
        "a=\"x; session_id=G; b=y\"",
        "a=\"x\\\"; session_id=G; b=\"",
        "a='x; session_id=G; b='",
    ] {
        let label = format!("B18 {pairs:?}");
        server()
            .dashboard(pairs.replace('G', &good))
            .has_status(&label, 200);
    }
}

#[test]
fn b21_same_pair_twice() {
    let good = server().login();
    let pairs = format!("session_id={good}; session_id={good}");
    server().dashboard(pairs).has_status("B21", 200);
}

/// A sealed read takes the only value that opens, wherever it stands.
#[test]
fn b22_junk_beside_the_good_value() {
    let good = server().login();
    for junk in ["junk", "", "\"\"", "AAAA", "%00"] {
        for pairs in [
            format!("session_id={junk}; session_id={good}"),
            format!("session_id={good}; session_id={junk}"),
        ] {
            let label = format!("B22 {junk:?} in {pairs:?}");
            server().dashboard(pairs).has_status(&label, 200);
        }
    }
}

/// Two values that both open are nobody: order never decides who one is.
#[test]
fn b23_two_live_sessions() {
    let (one, two) = (server().login(), server().login());
    for (first, second) in [(&one, &two), (&two, &one)] {
        let pairs = format!("session_id={first}; session_id={second}");
        server()
            .dashboard(pairs)
            .has_status("B23 in one header", 401);
        let request = Request::get("/dashboard").session(first).session(second);
        server()
            .exchange(&request)
            .has_status("B23 in two headers", 401);
    }
    server().knows("B23 afterwards", &one);
}
