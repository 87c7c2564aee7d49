//! A: how often somebody may try to log in, where nobody says otherwise.

use std::time::Instant;

use super::cases::harness::{Request, Server};
use crate::subject::FORM;

/// 10 a minute, and then one each 6 s: on a slow machine as many more pass as its time allows.
#[test]
fn a17_passwords_are_not_guessed_for_long() {
    let server = Server::with_its_own_limits();
    let begun = Instant::now();
    let wrong = Request::post("/login").body(FORM, "user=admin&pass=12345");
    let mut attempts = 0;
    let refused = loop {
        let response = server.exchange(&wrong).has_one_of("A17", &[401, 429]);
        if response.status == 429 {
            break response;
        }
        attempts += 1;
        let earned = begun.elapsed().as_secs() / 6;
        assert!(attempts <= 10 + earned, "A17: {attempts} attempts");
    };
    assert!(attempts >= 10, "A17: {attempts} attempts");
    refused.sets_no_cookie("A17");
    refused.greets_nobody("A17");
    let wait = refused.header("Retry-After").map(str::parse::<u64>);
    assert!(matches!(wait, Some(Ok(1..=6))), "A17: received {refused}");
    // Nothing else is slowed down.
    for _ in 0..20 {
        server.exchange(&Request::get("/")).has_status("A17", 200);
    }
}
