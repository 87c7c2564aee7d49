//! Who reads the body is asked of the compiler, except of types whose names say that they do not. What such a name hides is
//! found out at launch.

use oxy::prelude::*;
use oxy::{App, Extract, LaunchProblem, Site};

use crate::support::report;

#[oxy::app(named)]
struct Misnamed {}

/// Named as what reads the request's head.
struct Headers(Text);

impl<A: App> Extract<A> for Headers {
    type State = <Text as Extract<A>>::State;

    const READS_BODY: bool = true;

    fn prepare(site: &Site<'_, A>) -> Result<Self::State, LaunchProblem> {
        <Text as Extract<A>>::prepare(site)
    }

    async fn extract(state: &Self::State, request: &mut Request) -> Result<Self, Rejection> {
        <Text as Extract<A>>::extract(state, request)
            .await
            .map(Self)
    }
}

#[post("/twice", app = Misnamed)]
async fn twice(body: Text, headers: Headers) -> String {
    body.0 + &headers.0.0
}

#[get("/none", app = Misnamed)]
async fn none(headers: Headers) -> String {
    headers.0.0
}

#[get("/allowed", app = Misnamed, allow(get_body))]
async fn allowed(headers: Option<Headers>) -> String {
    headers.map(|headers| headers.0.0).unwrap_or_default()
}

#[post("/once", app = Misnamed)]
async fn once(headers: Headers) -> String {
    headers.0.0
}

#[test]
fn what_reads_the_body_under_another_name_is_a_launch_problem() {
    let text = report(oxy::serve(Misnamed {})).to_string();
    let wrong = text.lines().filter(|line| line.contains("body"));
    let wrong: Vec<&str> = wrong.map(str::trim).collect();
    let expected = [
        "1. two arguments read the request body, the second one as `Headers`",
        "help: take both parts in one struct: the body can be read once",
        "2. a GET or HEAD route has no body for `Headers` to read",
        "help: route it with `#[post(..)]`, or say `allow(get_body)` in the attribute",
    ];
    assert_eq!(wrong, expected, "{text}");
}
