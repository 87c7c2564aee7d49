//! F: what a proxy may divide otherwise, in pieces: the server sees the whole head only with the last of them.

use std::time::Duration;

use super::harness::server;
use super::smuggling::inner_request;
use crate::subject::FORM;

/// So long, a piece has surely arrived before the next is sent.
const APART: Duration = Duration::from_millis(30);

#[test]
fn f18_ambiguous_heads_in_pieces() {
    let good = server().login();
    let login = format!("POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\n");
    let coding = "Transfer-Encoding: chunked\r\n";
    let rows = [
        vec![
            login.clone(),
            format!("Content-Length: 5\r\n{coding}"),
            "\r\n0\r\n\r\n".to_owned(),
        ],
        vec![
            login.clone(),
            coding.to_owned(),
            "Content-Length: +5\r\n".to_owned(),
            "\r\n0\r\n\r\n".to_owned(),
        ],
        vec![
            format!("{login}{coding}Content-Length: 5\r\n\r"),
            "\n".to_owned(),
            "0\r\n\r\n".to_owned(),
        ],
        vec![
            "GET / HTTP/1.1\r\n".to_owned(),
            "Host: 127.0.0.1\n".to_owned(),
            "\r\n".to_owned(),
        ],
        vec![
            "GET / HTTP/1.1\r\nHost: 127.0.0.1".to_owned(),
            "\n".to_owned(),
        ],
        vec![
            format!("{login}{coding}\r\n"),
            "0\r\nX: y".to_owned(),
            "\n".to_owned(),
        ],
    ];
    for pieces in rows {
        let label = format!("F18 {pieces:?}");
        let mut client = server().connect();
        for piece in pieces {
            client.try_send(piece);
            std::thread::sleep(APART);
        }
        client.try_send(inner_request(&good));
        let answers = client.until_closed(&label);
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses, [400], "{label}: {answers:?}");
        answers[0].sets_no_cookie(&label);
    }
    server().is_alive("F18");
}
