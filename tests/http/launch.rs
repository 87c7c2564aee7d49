//! The launch report: every problem at once, with its place, before anything is bound.

use std::net::{Ipv4Addr, TcpListener};

use oxy::prelude::*;
use oxy::{App, Extract, LaunchError, LaunchProblem, Site};

use crate::support::{OTHER_SECRET, SECRET, report};

#[oxy::app(named)]
struct Faulty {}

#[oxy::router("/clash")]
static ONE: Router;

#[oxy::router("/clash")]
static TWO: Router;

// Clashes across routers, which the compiler does not see.

#[get(ONE, "/{id}", app = Faulty)]
async fn one(id: u32) -> String {
    format!("{id}")
}

#[route(GET, PUT, TWO, "/{name}", app = Faulty)]
async fn two(name: String) -> String {
    name
}

// Two routes that need a key.

#[get("/reads", app = Faulty)]
async fn reads(cookies: Cookies) -> String {
    format!("{cookies:?}")
}

#[get("/reads-too", app = Faulty)]
async fn reads_too(cookies: Option<Cookies>) -> String {
    format!("{cookies:?}")
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

#[post("/mail", app = Faulty)]
async fn mail(sender: Mail) -> String {
    let Mail = sender;
    String::new()
}

/// The lines of this file on which an attribute with this path stands.
fn line_of(attribute: &str) -> u32 {
    let source = include_str!("launch.rs");
    let mut lines = source.lines();
    let index = lines.position(|line| line.trim_start().starts_with(attribute));
    u32::try_from(index.unwrap()).unwrap() + 1
}

#[test]
fn every_problem_is_reported_at_once_with_its_place() {
    let report = report(oxy::serve(Faulty {}));
    let text = report.to_string();
    assert!(
        text.starts_with("oxy: 3 problems, not serving\n  1. "),
        "{text}"
    );
    let problems = report.problems();
    assert_eq!(problems.len(), 3, "{text}");

    let expected = [
        (
            "two handlers for GET /clash/{}",
            vec![line_of("#[get(ONE"), line_of("#[route(GET, PUT, TWO")],
        ),
        (
            "a route takes `Cookies`, but there is no secret key",
            vec![line_of("#[get(\"/reads\""), line_of("#[get(\"/reads-too\"")],
        ),
        (
            "`sender` has no mail server",
            vec![line_of("#[post(\"/mail\"")],
        ),
    ];
    for (problem, (message, lines)) in problems.iter().zip(expected) {
        assert_eq!(problem.message(), message, "{text}");
        let found: Vec<_> = problem.locations().iter().map(|place| place.line).collect();
        assert_eq!(found, lines, "{text}");
        for place in problem.locations() {
            assert!(
                text.contains(&format!("tests/http/launch.rs:{}", place.line)),
                "{text}"
            );
        }
    }
    assert!(text.contains("help: set MAIL_HOST"), "{text}");
    assert!(text.contains("http::launch::two \"/{name}\""), "{text}");
    assert_eq!(format!("{report:?}"), text, "what `main` prints");
}

#[test]
fn a_short_key_is_a_problem_of_its_own_and_not_a_missing_one() {
    let report = report(oxy::serve(Faulty {}).secret_key("too short"));
    // The key stands below the routes, so it comes last.
    let [_, mail, key] = report.problems() else {
        panic!("{report}");
    };
    assert_eq!(mail.message(), "`sender` has no mail server");
    assert_eq!(
        key.locations()[0].line,
        line_of("let report = report(oxy::serve(Faulty {}).secret_key(\"too")
    );
    assert!(
        key.message()
            .contains("secret 1 has 9 bytes, expected at least 32")
    );
    assert!(key.to_string().contains("openssl rand -base64 32"));
}

#[test]
fn the_secret_is_not_in_the_report() {
    let report = report(oxy::serve(Faulty {}).secret_key("hunter2 hunter2"));
    assert!(!format!("{report} {report:?}").contains("hunter2"));
}

#[tokio::test]
async fn nothing_is_bound_while_there_are_problems() {
    // A port that is free now, and shall still be free afterwards.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = oxy::serve(Faulty {}).port(port).start().await.unwrap_err();
    // With the port taken, the report comes all the same: it is checked first.
    assert!(matches!(&error, LaunchError::Report(report) if report.problems().len() == 3));
    assert!(error.to_string().starts_with("oxy: 3 problems"), "{error}");
    drop(listener);
}

#[oxy::app(named)]
struct Sound {}

#[get("/", app = Sound)]
async fn index() -> &'static str {
    "sound"
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error_that_names_it() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = oxy::serve(Sound {}).port(port).start().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains(&format!("127.0.0.1:{port}")), "{text}");
    assert!(text.contains("in use"), "{text}");
}

#[test]
fn check_gives_the_routes_of_an_application_in_order() {
    let table = oxy::serve(Sound {}).check().unwrap();
    assert_eq!(table.routes().len(), 1);
    assert_eq!(table.routes()[0].path, "/");
    assert_eq!(
        table.routes()[0].location.line,
        line_of("#[get(\"/\", app = Sound")
    );
}

#[oxy::app(named)]
struct Empty {}

#[test]
fn an_application_without_routes_is_refused() {
    let report = report(oxy::serve(Empty {}));
    let text = report.to_string();
    assert!(text.starts_with("oxy: 1 problem, not serving"), "{text}");
    assert!(
        text.contains("no route is registered for `http::launch::Empty`"),
        "{text}"
    );
    assert!(text.contains("help: annotate an `async fn`"), "{text}");
}

#[test]
fn a_route_at_run_time_is_a_route() {
    let server = oxy::serve(Empty {}).route(Method::GET, "/", async |_: Request| "made");
    assert_eq!(server.check().unwrap().routes().len(), 1);
}

#[test]
fn a_list_with_a_route_twice_is_a_clash() {
    let report = report(oxy::serve(Sound {}).routes(routes![index, index]));
    assert_eq!(report.problems()[0].message(), "two handlers for GET /");
}

#[test]
fn s07_a_key_that_is_empty_or_short_is_refused() {
    for secret in ["", "x", "31 bytes are one byte too few.."] {
        assert!(secret.len() < 32);
        let report = report(oxy::serve(Sound {}).secret_key(secret));
        let text = report.to_string();
        assert!(text.contains(&format!("{} bytes", secret.len())), "{text}");
    }
}

#[test]
fn s08_a_passphrase_of_32_bytes_is_a_key() {
    let page = "my-super-secret-key-must-be-32-bytes";
    let passphrase = "32 bytes of text are one secret.";
    assert_eq!(passphrase.len(), 32);
    for secret in [passphrase, SECRET, OTHER_SECRET] {
        assert!(oxy::serve(Sound {}).secret_key(secret).check().is_ok());
    }
    // An example of a documentation is a key in debug builds only.
    let outcome = oxy::serve(Sound {}).secret_key(page).check();
    assert_eq!(outcome.is_ok(), cfg!(debug_assertions));
    if let Err(report) = outcome {
        assert!(report.to_string().contains("example from a documentation"));
    }
}

#[test]
fn keys_come_as_text_bytes_and_rings() {
    let bytes: &[u8] = &[7; 32];
    let keys = [
        SecretKey::try_from(bytes).unwrap(),
        SecretKey::try_from(vec![7; 32]).unwrap(),
        SecretKey::try_from(SECRET.to_owned()).unwrap(),
        SecretKey::ring([SECRET, OTHER_SECRET]).unwrap(),
        SecretKey::random(),
    ];
    for key in keys {
        assert!(oxy::serve(Sound {}).secret_key(key).check().is_ok());
    }
    assert!(oxy::serve(Sound {}).secret_key(bytes).check().is_ok());
    assert!(SecretKey::ring([SECRET, SECRET]).is_err());
    assert!(SecretKey::ring::<[&str; 0]>([]).is_err());
}

#[test]
fn a_key_that_could_not_be_read_is_a_problem_of_the_launch() {
    let key = SecretKey::from_env("OXY_A_KEY_THAT_NOBODY_SET");
    let report = report(oxy::serve(Sound {}).secret_key(key));
    assert_eq!(report.problems().len(), 1, "{report}");
    let message = report.problems()[0].message();
    assert!(
        message.starts_with("the secret key cannot be used: "),
        "{message}"
    );
    assert!(message.contains("OXY_A_KEY_THAT_NOBODY_SET"), "{message}");
    let key = SecretKey::new(SECRET);
    assert!(oxy::serve(Sound {}).secret_key(key).check().is_ok());
}

#[test]
fn a_host_has_no_port() {
    for host in ["localhost:8080", "http://localhost", "[::1]"] {
        let report = report(oxy::serve(Sound {}).host(host));
        assert_eq!(report.problems().len(), 1, "{report}");
        assert_eq!(
            report.problems()[0].message(),
            format!("`{host}` is neither a host name nor an address")
        );
    }
    for host in ["localhost", "127.0.0.1", "::1"] {
        assert!(oxy::serve(Sound {}).host(host).check().is_ok());
    }
}
