//! S: a program that is killed, and started again as it was before.

use super::harness::{Request, Server};

#[test]
fn s01_who_was_logged_in_still_is_after_a_kill() {
    let mut server = Server::start();
    let (value, ended) = (server.login(), server.dead_session());
    for round in ["first", "second"] {
        server = server.killed_and_started_again();
        server.knows(&format!("S01 {round} start"), &value);
        server.refuses(&format!("S01 {round} start, logged out before"), &ended);
    }
    let logout = Request::post("/logout").session(&value);
    server.exchange(&logout).logs_out("S01");
    server
        .killed_and_started_again()
        .refuses("S01 logged out", &value);
}
