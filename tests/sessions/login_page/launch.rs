//! Login pages that cannot work, found before the first request.

use oxy::prelude::*;

use super::club;
use crate::people::User;
use crate::support::{SECRET, report};

#[oxy::app(named)]
struct Doorless {
    sessions: Sessions<User>,
}

#[post("/login", app = Doorless)]
async fn login(sessions: SessionHandle<User>) -> Result<&'static str, Error> {
    sessions.begin(User::named("ann")).await?;
    Ok("in")
}

#[get("/pages/{name}", app = Doorless)]
async fn page(name: String) -> String {
    name
}

fn doorless(page: &str) -> oxy::Serve<Doorless> {
    let sessions = Sessions::memory().login_page(page);
    oxy::serve(Doorless { sessions }).secret_key(SECRET)
}

#[test]
fn a_page_that_nobody_can_get_is_a_problem() {
    for (page, path) in [
        ("/login", "/login"),
        ("/login?next={path}", "/login"),
        ("/signin#form", "/signin"),
        ("/", "/"),
        ("/pages/", "/pages/"),
    ] {
        let report = report(doorless(page));
        let [problem] = report.problems() else {
            panic!("{page}: {report}");
        };
        let expected = format!("the login page of `Sessions<User>`, \"{path}\", is no route");
        assert_eq!(problem.message(), expected);
        let help = format!("help: write a handler with `#[get(\"{path}\")]`, or name another path");
        assert!(report.to_string().contains(&help), "{report}");
    }
}

#[test]
fn a_page_below_a_pattern_or_made_at_run_time_is_a_route() {
    assert!(doorless("/pages/login?next={path}").check().is_ok());
    let made = doorless("/login").route(Method::GET, "/login", async |_: Request| "log in");
    assert!(made.check().is_ok());
}

#[test]
fn a_text_that_is_no_path_of_the_application_is_one_problem() {
    for page in [
        "",
        "login",
        "./login",
        "?next={path}",
        "//evil.example",
        "https://evil.example/login",
        "/\\evil.example",
        "/log in",
        "/login\r\nX: y",
        "/login\0",
        "/löschen",
        "/{path}",
        "/login/{path}",
        "/login?next={next}",
        "/login?next={path}&again={path}",
        "/login?next={path",
        "/login?next=<path>",
        "/login?next=\"{path}\"",
    ] {
        let report = report(club(page).secret_key(SECRET));
        let [problem] = report.problems() else {
            panic!("{page:?}: {report}");
        };
        let message = problem.message();
        assert!(
            message.starts_with("`Sessions<User>`: "),
            "{page:?}: {message}"
        );
        assert!(message.contains("path"), "{page:?}: {message}");
        let text = problem.to_string();
        assert!(
            text.ends_with("help: Sessions::memory().login_page(\"/login\")"),
            "{text}"
        );
    }
}
