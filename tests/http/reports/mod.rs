//! The launch report as a user reads it: all that is wrong with one application, in one text.

use std::time::Duration;

use oxy::prelude::*;
use oxy::{App, Extract, LaunchProblem, Limits, Site};

use crate::golden;
use crate::support::{SECRET, report};

#[oxy::app(named)]
struct Broken {
    sessions: Sessions<Visitor>,
    accounts: Sessions<Account>,
}

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
struct Visitor {
    cart: Vec<u32>,
}

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
#[session(user = "name")]
struct Account {
    name: String,
}

#[oxy::router("/shop")]
static SHOP: Router;

#[oxy::router("/shop")]
static ALSO: Router;

#[get(SHOP, "/{item}", app = Broken)]
async fn item(item: u32) -> String {
    item.to_string()
}

#[route(GET, DELETE, ALSO, "/{name}", app = Broken)]
async fn by_name(name: String) -> String {
    name
}

#[get(SHOP, "/new", app = Broken)]
async fn new() -> &'static str {
    "new"
}

#[get("/cart", app = Broken)]
async fn cart(visitor: Session<Visitor>, cookies: Cookies) -> String {
    format!("{} {cookies:?}", visitor.cart.len())
}

/// An extractor that something is missing for.
struct Mail;

impl<A: App> Extract<A> for Mail {
    type State = ();

    fn prepare(site: &Site<'_, A>) -> Result<(), LaunchProblem> {
        let message = format!("`{}` has no mail server", site.argument());
        Err(LaunchProblem::new(message).help("set MAIL_HOST"))
    }

    async fn extract((): &(), _: &mut Request) -> Result<Self, Rejection> {
        Ok(Self)
    }
}

#[post("/mail", app = Broken)]
async fn mail(mail: Mail) {
    let Mail = mail;
}

#[oxy::app(named)]
struct Empty {}

fn broken() -> oxy::Serve<Broken> {
    oxy::serve(Broken {
        sessions: Sessions::from_url("mysql://localhost/shop"),
        accounts: Sessions::memory().login_page("/login"),
    })
    .route(Method::GET, "/pages/{id", async |_: Request| "a page")
}

#[test]
fn all_problems_are_in_one_text() {
    golden::check("http/reports/all.txt", &format!("{}\n", report(broken())));
}

#[test]
fn one_problem_is_a_short_text() {
    let report = report(oxy::serve(Empty {}).secret_key(SECRET));
    golden::check("http/reports/one.txt", &format!("{report}\n"));
}

#[oxy::app(named)]
struct Limited {}

#[post("/body", app = Limited)]
async fn body(body: Bytes) -> Bytes {
    body
}

#[test]
fn limits_that_contradict_each_other_are_in_the_text() {
    let limits = Limits::new().request_timeout(Duration::from_secs(10));
    let table = oxy::serve(Limited {}).limits(limits.clone()).check();
    assert_eq!(table.unwrap().warnings().len(), 1);
    let limits = limits.connections(100).connections_per_address(200);
    let report = report(oxy::serve(Limited {}).limits(limits.send_timeout(Duration::ZERO)));
    golden::check("http/reports/limits.txt", &format!("{report}\n"));
}

#[oxy::app(named)]
struct Patient {}

#[post("/film", timeout = "40 s", app = Patient)]
async fn film(body: Bytes) -> Bytes {
    body
}

#[test]
fn a_route_that_may_take_longer_lets_a_slow_body_be_told_so() {
    for (seconds, warnings) in [(39, 0), (40, 1)] {
        let limits = Limits::new()
            .request_timeout(Duration::from_secs(10))
            .body_timeout(Duration::from_secs(seconds));
        let table = oxy::serve(Patient {}).limits(limits).check().unwrap();
        assert_eq!(table.warnings().len(), warnings, "{seconds} s");
    }
}

#[test]
fn problems_are_values_in_the_order_of_the_text() {
    let report = report(broken());
    let text = report.to_string();
    let mut behind = 0;
    for (index, problem) in report.problems().iter().enumerate() {
        let line = format!("\n  {}. {}", index + 1, problem.message());
        let found = text[behind..].find(&line);
        behind += found.unwrap_or_else(|| panic!("{line} is not next in {text}"));
    }
    let places = report.problems().iter().flat_map(LaunchProblem::locations);
    for place in places.collect::<Vec<_>>() {
        // `file:line:column` is what terminals and editors open.
        let clickable = format!("{}:{}:{}", place.file, place.line, place.column);
        assert!(text.contains(&clickable), "{clickable} is not in {text}");
        assert!(place.line > 0 && place.column > 0, "{clickable}");
    }
}
