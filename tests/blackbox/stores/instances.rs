//! S: two instances on one store, with the key that the first of them made.

use super::harness::{Request, Server};

const ROUNDS: usize = 5;

#[test]
fn s02_two_instances_are_one() {
    let here = Server::start();
    let there = here.another();
    for round in 0..ROUNDS {
        let label = format!("S02 round {round}");
        let value = here.login();
        there.knows(&label, &value);
        let logout = Request::post("/logout").session(&value);
        here.exchange(&logout).logs_out(&label);
        there.refuses(&label, &value);
        let json = Request::get("/dashboard").header("Accept", "application/json");
        let refused = there.exchange(&json.session(&value));
        refused.has_status(&label, 401).sets_no_cookie(&label);
    }
}

#[test]
fn s02_one_instance_logs_out_what_the_other_logged_in() {
    let here = Server::start();
    let there = here.another();
    let (own, other) = (here.login(), there.login());
    let request = Request::post("/end-others").session(&own);
    here.exchange(&request).has_status("S02", 303);
    there.refuses("S02 the other", &other);
    there.knows("S02 the own", &own);
}
