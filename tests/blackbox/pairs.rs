//! B: several pairs in a request, good, malformed and twice.

use super::SUBJECT;
use super::harness::{Request, filled, pair, server};

#[test]
fn b06_first_middle_and_last_of_several() {
    let good = server().login();
    for pairs in [
        "NAME=GOOD; a=1; b=2",
        "a=1; NAME=GOOD; b=2",
        "a=1; b=2; NAME=GOOD",
    ] {
        let label = format!("B06 {pairs:?}");
        server().dashboard(filled(pairs, &good)).welcomes(&label);
    }
}

#[test]
fn b07_second_cookie_header() {
    let good = server().login();
    let good_pair = pair(&good);
    for (row, first, second) in [
        ("behind", "a=1", &*good_pair),
        ("before", &*good_pair, "a=1"),
    ] {
        let request = Request::get("/dashboard").cookie(first).cookie(second);
        server().exchange(&request).welcomes(&format!("B07 {row}"));
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
        SUBJECT.cookie.as_bytes(),
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
    let good = pair(&server().login()).into_bytes();
    for neighbour in neighbours {
        let shown = neighbour.escape_ascii();
        let before = [neighbour, b"; ", &good].concat();
        server()
            .dashboard(before)
            .welcomes(&format!("B12 before: {shown}"));
        let behind = [&good, &b"; "[..], neighbour].concat();
        server()
            .dashboard(behind)
            .welcomes(&format!("B12 behind: {shown}"));
    }
}

/// RFC 2109 is dead: `$Version` changes nothing about how the rest is read.
#[test]
fn b17_version_attributes_are_plain_pairs() {
    let good = server().login();
    let rows = [
        "$Version=1; NAME=GOOD",
        "$Version=1; NAME=GOOD; $Path=/",
        "$Version=\"1\"; NAME=GOOD; $Path=\"/\"; $Domain=\"127.0.0.1\"",
    ];
    for pairs in rows {
        let label = format!("B17 {pairs:?}");
        server().dashboard(filled(pairs, &good)).welcomes(&label);
    }
}

/// A quote that opens in one pair and closes in another would hide the cookies between them.
#[test]
fn b18_quotes_do_not_span_pairs() {
    let good = server().login();
    for pairs in [
        "a=\"x; NAME=GOOD; b=y\"",
        "a=\"x\\\"; NAME=GOOD; b=\"",
        "a='x; NAME=GOOD; b='",
    ] {
        let label = format!("B18 {pairs:?}");
        server().dashboard(filled(pairs, &good)).welcomes(&label);
    }
}

#[test]
fn b21_same_pair_twice() {
    let good = server().login();
    let pairs = filled("NAME=GOOD; NAME=GOOD", &good);
    server().dashboard(pairs).welcomes("B21");
}

/// A sealed read takes the only value that opens, wherever it stands.
#[test]
fn b22_junk_beside_the_good_value() {
    let good = server().login();
    for junk in ["junk", "", "\"\"", "AAAA", "%00"] {
        let (good, junk_pair) = (pair(&good), pair(junk));
        for pairs in [
            format!("{junk_pair}; {good}"),
            format!("{good}; {junk_pair}"),
        ] {
            let label = format!("B22 {junk:?} in {pairs:?}");
            server().dashboard(pairs).welcomes(&label);
        }
    }
}

/// Two values that both open are nobody: order never decides who one is.
#[test]
fn b23_two_live_sessions() {
    let (one, two) = (server().login(), server().login());
    for (first, second) in [(&one, &two), (&two, &one)] {
        let pairs = format!("{}; {}", pair(first), pair(second));
        server().dashboard(pairs).turns_away("B23 in one header");
        let request = Request::get("/dashboard").session(first).session(second);
        server().exchange(&request).turns_away("B23 in two headers");
    }
    server().knows("B23 afterwards", &one);
}
