//! Routes, arguments and results, each through both registrations: what holds for the routes that the crate registered
//! holds for the same routes listed by hand.

mod bad_input;
mod bodies;
mod extractors;
mod matching;
mod methods;
mod path;
mod query;
mod responses;

use oxy::testing::TestClient;
use oxy::{RouteSet, Serve};

use crate::support::client;

pub(crate) struct Greeting(&'static str);

#[derive(Default)]
pub(crate) struct Visits(std::sync::atomic::AtomicU32);

#[oxy::app(named)]
pub(crate) struct Dsl {
    greeting: Greeting,
    visits: Visits,
}

pub(crate) fn server() -> Serve<Dsl> {
    oxy::serve(Dsl {
        greeting: Greeting("hello"),
        visits: Visits::default(),
    })
}

fn listed() -> Vec<&'static RouteSet<Dsl>> {
    [
        bad_input::routes(),
        bodies::routes(),
        extractors::routes(),
        matching::routes(),
        methods::routes(),
        path::routes(),
        query::routes(),
        responses::routes(),
    ]
    .concat()
}

/// A client of the registered routes, and one of the listed routes.
#[track_caller]
pub(crate) fn clients() -> [TestClient; 2] {
    [client(server()), client(server().routes(listed()))]
}

#[test]
fn both_registrations_give_the_same_table() {
    let [registered, listed] = clients();
    assert!(registered.routes().routes().len() > 60);
    assert_eq!(registered.routes(), listed.routes());
    assert_eq!(registered.routes().to_string(), listed.routes().to_string());
}

#[test]
fn a_list_replaces_what_was_registered() {
    let table = server().routes(methods::routes()).check().unwrap();
    assert!(
        table
            .routes()
            .iter()
            .all(|route| route.path.starts_with("/methods"))
    );
}

#[test]
fn the_table_says_what_stands_where() {
    let table = server().routes(methods::routes()).check().unwrap();
    let both = table
        .routes()
        .iter()
        .find(|route| route.path == "/methods/both")
        .unwrap();
    assert_eq!(both.methods.to_string(), "GET, POST");
    assert_eq!(both.name, "either");
    assert_eq!(both.tags, ["several"]);
    assert!(
        both.location.file.ends_with("tests/http/dsl/methods.rs"),
        "{}",
        both.location
    );
    assert_eq!(
        both.location.item,
        "http::dsl::methods::both \"/methods/both\""
    );
    let text = table.to_string();
    let line = text
        .lines()
        .find(|line| line.contains("/methods/both"))
        .unwrap();
    assert!(line.starts_with("GET, POST"), "{line}");
    assert!(
        line.ends_with(&format!("methods.rs:{}:1", both.location.line)),
        "{line}"
    );
}
