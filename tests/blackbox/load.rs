//! L: many clients at once, and what they leave behind.

use std::collections::HashSet;
use std::sync::Barrier;
use std::thread;
#[cfg(target_os = "linux")]
use std::{fs, time::Duration};

use super::SUBJECT;
#[cfg(target_os = "linux")]
use super::harness::{Client, Outcome, eventually};
use super::harness::{Request, Server, server};
#[cfg(target_os = "linux")]
use crate::subject::FORM;

const CLIENTS: usize = 64;
const LOGINS: usize = 10_000;

/// Logs in over one connection, as often as its share of `LOGINS` asks.
fn log_in_many(server: &Server, client: usize) -> Vec<String> {
    let share = LOGINS / CLIENTS + usize::from(client < LOGINS % CLIENTS);
    let mut connection = server.connect();
    let mut log_in = |round: usize| {
        let label = format!("L01 client {client}, login {round}");
        connection.call(&Request::login()).logs_in(&label)
    };
    (0..share).map(&mut log_in).collect()
}

#[test]
fn l01_ten_thousand_logins() {
    let server = Server::start();
    let values: Vec<String> = thread::scope(|scope| {
        let log_in = |client| {
            scope.spawn({
                let server = &server;
                move || log_in_many(server, client)
            })
        };
        let clients: Vec<_> = (0..CLIENTS).map(log_in).collect();
        clients
            .into_iter()
            .flat_map(|client| client.join().expect("L01: a client failed"))
            .collect()
    });
    assert_eq!(values.len(), LOGINS, "L01: every login counts");
    let distinct: HashSet<&String> = values.iter().collect();
    assert_eq!(distinct.len(), LOGINS, "L01: a value was issued twice");

    // The first of every fifty ends, its neighbour stays.
    let mut client = server.connect();
    for pair in values.chunks(LOGINS / 200) {
        let logout = Request::post("/logout").session(&pair[0]);
        client.call(&logout).logs_out("L01 logout");
    }
    for pair in values.chunks(LOGINS / 200) {
        let ask = |value: &str| Request::get("/dashboard").session(value);
        client.call(&ask(&pair[0])).turns_away("L01 ended");
        client.call(&ask(&pair[1])).welcomes("L01 stayed");
    }
}

#[test]
fn l02_two_hundred_at_once_on_one_session() {
    const READERS: usize = 200;
    let server = server();
    let good = server.login();
    let start = Barrier::new(READERS);
    let read = |reader: usize| {
        let mut client = server.connect();
        start.wait();
        for round in 0..5 {
            let label = format!("L02 reader {reader}, round {round}");
            let response = client.call(&Request::get("/dashboard").session(&good));
            response.welcomes(&label);
        }
    };
    thread::scope(|scope| {
        for reader in 0..READERS {
            let read = &read;
            scope.spawn(move || read(reader));
        }
    });
}

/// Everybody is the same user on this page, so that a mix-up shows between live and dead sessions.
#[test]
fn l03_no_cross_talk() {
    const TALKERS: usize = 16;
    let server = server();
    let sessions: Vec<(String, bool)> = (0..8)
        .flat_map(|_| [(server.login(), true), (server.dead_session(), false)])
        .collect();
    let talk = |talker: usize| {
        let mut client = server.connect();
        for round in 0..40 {
            let label = format!("L03 talker {talker}, round {round}");
            // Three in one write: the answers must come back to their own requests.
            let picked =
                [0, 1, 2].map(|step| &sessions[(talker + round * 3 + step * 5) % sessions.len()]);
            let bytes = picked.map(|(value, _)| Request::get("/dashboard").session(value).bytes());
            client.try_send(bytes.concat());
            for (_, live) in picked {
                let outcome = client.receive();
                if *live {
                    outcome.welcomes(&label);
                } else {
                    outcome.turns_away(&label);
                }
            }
        }
    };
    thread::scope(|scope| {
        for talker in 0..TALKERS {
            let talk = &talk;
            scope.spawn(move || talk(talker));
        }
    });
}

/// What clients do all day, including what they do wrong; every session ends again.
#[cfg(target_os = "linux")]
fn mixed_load(server: &Server, rounds: usize) {
    let large = Request::post("/login")
        .body(FORM, vec![b'x'; 100_000])
        .last();
    let (stranger, logged_out) = (SUBJECT.stranger.status, SUBJECT.logged_out.status);
    let mut client = server.connect();
    for round in 0..rounds {
        let label = format!("L04 round {round}");
        let value = client.call(&Request::login()).logs_in(&label);
        let requests = [
            (Request::get("/dashboard").session(&value), 200),
            (Request::get("/dashboard").session("junk"), stranger),
            (Request::get(&format!("/nope/{round}")), 404),
            (Request::new("PUT", "/dashboard"), 405),
            (Request::post("/logout").session(&value), logged_out),
            (Request::get("/dashboard").session(&value), stranger),
        ];
        for (request, status) in requests {
            client.call(&request).has_status(&label, status);
        }
        if round % 50 == 0 {
            server.exchange(&large).has_status(&label, 413);
        }
    }
}

#[cfg(target_os = "linux")]
fn resident_kib(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).expect("L04: status");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .expect("L04: VmRSS");
    line.trim()
        .trim_end_matches(" kB")
        .parse()
        .expect("L04: a number of KiB")
}

#[cfg(target_os = "linux")]
#[test]
fn l04_memory_stays_within_a_limit() {
    const ROUNDS: usize = 700;
    const LIMIT_KIB: u64 = 6 * 1024;
    let server = Server::start();
    // The first pass fills what is kept for reuse: stacks, arenas, buffers.
    mixed_load(&server, ROUNDS);
    let before = resident_kib(&server);
    for pass in 1..=3 {
        mixed_load(&server, ROUNDS);
        let now = resident_kib(&server);
        let grown = now.saturating_sub(before);
        assert!(
            grown <= LIMIT_KIB,
            "L04 pass {pass}: {before} KiB became {now} KiB"
        );
    }
}

/// Connections in every state that a client can leave them in.
#[cfg(target_os = "linux")]
fn abandoned_connections(server: &Server) -> Vec<Client> {
    let states: [&[u8]; 6] = [
        b"",
        b"GET /dash",
        b"GET /dashboard HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf",
        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
        b"GET /dashboard HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ];
    let open = |index: usize| {
        let mut client = server.connect();
        client.try_send(states[index % states.len()]);
        client
    };
    (0..240).map(open).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn l05_descriptors_return() {
    let server = Server::start();
    server.is_alive("L05");
    let settled = || match server.connect().call(&Request::get("/nope").last()) {
        Outcome::Answer(_) => server.descriptors(),
        other => panic!("L05: received {other}"),
    };
    let start = settled();
    for round in 0..3 {
        let clients = abandoned_connections(&server);
        eventually(Duration::from_secs(5), "L05 open connections", || {
            let now = server.descriptors();
            if now >= start + 200 {
                Ok(())
            } else {
                Err(format!("{now} descriptors"))
            }
        });
        drop(clients);
        eventually(
            Duration::from_secs(10),
            &format!("L05 round {round}"),
            || {
                let now = server.descriptors();
                if now <= start {
                    Ok(())
                } else {
                    Err(format!("{now} descriptors, {start} before"))
                }
            },
        );
    }
}
