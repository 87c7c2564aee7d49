//! G: clients that never finish, that stay, that vanish, and that send too much.

use std::thread;
use std::time::{Duration, Instant};

use super::SUBJECT;
use super::harness::{Client, Outcome, Request, Server, eventually, server, within};
use crate::subject::FORM;

/// The server's limits are 10 s for headers, and 5 s before the rate of a body is judged.
const CUT: Duration = Duration::from_secs(60);
const BETWEEN: Duration = Duration::from_millis(200);

/// Others must not notice. What a machine takes that does much else besides is within it, a queue is not.
const SOON: Duration = Duration::from_secs(5);

/// Whether others are served while something lasts.
fn others_are_served(label: &str, server: &Server) {
    within(SOON, label, || server.is_alive(label));
}

/// Sends a byte after the other until the server closes; gives what it answered before, and after which time.
fn drip(label: &str, server: &Server, begin: &[u8], byte: &[u8]) -> (Option<u16>, Duration) {
    let mut client = server.connect();
    client.try_send(begin);
    let begun = Instant::now();
    while !client.has_something_to_read() && client.try_send(byte) {
        assert!(begun.elapsed() < CUT, "{label}: it is still open");
        thread::sleep(BETWEEN);
    }
    let took = begun.elapsed();
    match client.receive() {
        Outcome::Answer(response) => (Some(response.status), took),
        Outcome::Closed => (None, took),
        other => panic!("{label}: received {other}"),
    }
}

#[test]
fn g05_dripping_headers_are_cut() {
    let server = server();
    let page = Request::get("/dashboard").bytes();
    let started = [&page[..page.len() - 2], b"X-Field: "].concat();
    let rows: [(&str, &[u8]); 2] = [("G05 request line", b"GET /"), ("G05 field", &started)];
    thread::scope(|scope| {
        for (label, begin) in rows {
            let server = &server;
            scope.spawn(move || {
                let (status, took) = drip(label, server, begin, b"x");
                assert!(matches!(status, None | Some(408)), "{label}: {status:?}");
                assert!(took >= Duration::from_secs(9), "{label}: {took:?}");
            });
        }
        others_are_served("G05", &server);
    });
}

#[test]
fn g06_dripping_bodies_are_cut() {
    let server = server();
    let length = Request::post("/login")
        .header("Content-Type", FORM)
        .header("Content-Length", "60000")
        .bytes();
    let chunked = Request::chunked_login("").bytes();
    let rows: [(&str, &[u8], &[u8]); 2] = [
        ("G06 length", &length, b"x"),
        ("G06 chunked", &chunked, b"1\r\nx\r\n"),
    ];
    thread::scope(|scope| {
        for (label, begin, piece) in rows {
            let server = &server;
            scope.spawn(move || {
                let (status, took) = drip(label, server, begin, piece);
                assert_eq!(status, Some(408), "{label}");
                assert!(took >= Duration::from_secs(4), "{label}: {took:?}");
            });
        }
        others_are_served("G06", &server);
    });
}

/// Nothing at all, and half of what a request has.
#[test]
fn g07_silence_is_cut() {
    let server = server();
    let half = Request::get("/dashboard").bytes();
    let body = Request::post("/login")
        .body(FORM, SUBJECT.login_body())
        .bytes();
    let rows: [(&str, &[u8], &[u16]); 3] = [
        ("G07 nothing", b"", &[408]),
        ("G07 half a head", &half[..half.len() / 2], &[408]),
        ("G07 half a body", &body[..body.len() - 1], &[408]),
    ];
    let mut clients: Vec<_> = rows
        .iter()
        .map(|(_, begin, _)| {
            let mut client = server.connect();
            client.try_send(begin);
            client
        })
        .collect();
    others_are_served("G07", &server);
    for ((label, _, statuses), client) in rows.iter().zip(&mut clients) {
        let begun = Instant::now();
        let outcome = loop {
            match client.receive() {
                Outcome::Hung => assert!(begun.elapsed() < CUT, "{label}: it is still open"),
                other => break other,
            }
        };
        outcome.refused_with(label, statuses);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn g08_a_thousand_held_connections() {
    const MANY: usize = 1_000;
    allow_descriptors(2 * MANY);
    // A server of its own, which may have as many descriptors, too.
    let server = Server::start();
    let good = server.login();
    let page = Request::get("/dashboard").session(&good);
    let bytes = page.bytes();
    // Silent, in the middle of a request, and idle after one.
    let mut clients: Vec<Client> = (0..MANY)
        .map(|index| {
            let mut client = server.connect();
            match index % 3 {
                0 => {}
                1 => drop(client.try_send(&bytes[..bytes.len() / 2])),
                _ => drop(client.call(&page).welcomes("G08")),
            }
            client
        })
        .collect();
    for _ in 0..3 {
        others_are_served("G08", &server);
    }
    // Those that were held are served, too.
    for (index, client) in clients.iter_mut().enumerate().take(30) {
        let label = format!("G08 connection {index}");
        match index % 3 {
            1 => drop(client.try_send(&bytes[bytes.len() / 2..])),
            _ => client.send(&page),
        }
        client.receive().welcomes(&label);
    }
    drop(clients);
    others_are_served("G08 afterwards", &server);
}

/// Systems give few at first, and more to whoever asks; a server has what its parent has.
#[cfg(target_os = "linux")]
fn allow_descriptors(number: usize) {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let now = line.unwrap().split_whitespace().nth(3).unwrap();
    if now.parse().is_ok_and(|now: usize| now >= number) {
        return;
    }
    let id = std::process::id().to_string();
    let most = format!("--nofile={number}:");
    let raised = std::process::Command::new("prlimit")
        .args(["--pid", &id, &most])
        .status();
    assert!(raised.unwrap().success(), "the system refuses {most}");
}

/// A connection that is closed with an answer unread is reset.
#[cfg(target_os = "linux")]
#[test]
fn g10_three_hundred_resets() {
    let server = Server::start();
    server.is_alive("G10");
    let before = server.descriptors();
    let answered = Request::get("/nope").bytes();
    let body = Request::post("/login")
        .header("Content-Type", FORM)
        .header("Content-Length", "1000")
        .payload("half")
        .bytes();
    // Idle, in the middle of a head, and in the middle of a body.
    let behind: [&[u8]; 3] = [b"", &answered[..answered.len() / 2], &body];
    for index in 0..300 {
        let mut client = server.connect();
        client.try_send([&answered[..], behind[index % behind.len()]].concat());
        client.wait_for_something_to_read("G10");
    }
    others_are_served("G10", &server);
    eventually(Duration::from_secs(30), "G10", || {
        let now = server.descriptors();
        if now <= before {
            Ok(())
        } else {
            Err(format!("{now} descriptors, {before} before"))
        }
    });
}

#[test]
fn g11_many_headers() {
    let server = server();
    let good = server.login();
    for (count, status) in [(90, 200), (1_000, 431), (10_000, 431)] {
        let label = format!("G11 {count} headers");
        let mut request = Request::get("/dashboard").session(&good);
        for index in 0..count {
            request = request.header(&format!("X-{index}"), "value");
        }
        within(SOON, &label, || {
            server.exchange(&request).has_status(&label, status);
        });
    }
    others_are_served("G11", &server);
}

/// The client is still sending when it is refused, and reads why all the same.
#[test]
fn g12_a_header_of_500_kb() {
    let server = server();
    let long = "x".repeat(500_000);
    let rows = [
        ("value", Request::get("/dashboard").header("X-Long", &long)),
        ("name", Request::get("/dashboard").header(&long, "value")),
        ("login", Request::login().header("X-Long", &long)),
    ];
    for (row, request) in rows {
        let label = format!("G12 {row}");
        within(SOON, &label, || {
            let mut client = server.connect();
            client.call(&request).has_status(&label, 431);
            assert!(client.until_closed(&label).is_empty(), "{label}");
            assert!(!client.is_reset_soon(), "{label}");
        });
    }
    others_are_served("G12", &server);
}
