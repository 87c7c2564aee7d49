//! What the launch report says about sessions, before anything is bound.

mod store;

use std::time::Duration;

use oxy::Serve;
use oxy::prelude::*;

use crate::people::{Admin, User};
use crate::support::{SECRET, report};

#[oxy::app(named)]
struct Depot {
    sessions: Sessions<User>,
}

#[get("/one", app = Depot)]
async fn one(user: Session<User>) -> String {
    user.email.clone()
}

#[get("/two", app = Depot)]
async fn two(user: Option<Session<User, Admin>>) -> String {
    user.is_some().to_string()
}

#[post("/three", app = Depot)]
async fn three(sessions: SessionHandle<User>) -> Result<String, Error> {
    Ok(sessions.end().await?.to_string())
}

fn depot(sessions: Sessions<User>) -> Serve<Depot> {
    oxy::serve(Depot { sessions })
}

fn day(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

/// The one problem of sessions like these, which has the place where `depot` serves them.
#[track_caller]
fn problem(sessions: Sessions<User>) -> String {
    let report = report(depot(sessions).secret_key(SECRET));
    assert_eq!(report.problems().len(), 1, "{report}");
    let text = report.problems()[0].to_string();
    let placed = text.replacen(&format!("       {}\n", served()), "", 1);
    assert_ne!(text, placed, "no place");
    placed
}

/// Where `depot` serves the application.
fn served() -> String {
    let lines = include_str!("mod.rs").lines();
    let line = lines
        .take_while(|line| !line.contains("oxy::serve(Depot"))
        .count()
        + 1;
    format!("tests/sessions/launch/mod.rs:{line}:5   serve")
}

#[test]
fn sessions_without_a_key_are_one_problem() {
    let report = report(depot(Sessions::memory()));
    let expected = format!(
        "oxy: 1 problem, not serving\n  \
         1. the application has `Sessions<User>`, but there is no secret key\n       \
         {}\n       \
         help: oxy::serve(..).secret_key(SecretKey::from_env(\"OXY_SECRET_KEY\")?)",
        served()
    );
    assert_eq!(report.to_string(), expected);
}

#[test]
fn a_key_that_is_too_short_is_not_a_missing_one() {
    let report = report(depot(Sessions::memory()).secret_key("too short"));
    let [problem] = report.problems() else {
        panic!("{report}");
    };
    assert!(
        problem.message().contains("secret 1 has 9 bytes"),
        "{report}"
    );
}

#[test]
fn a_lifetime_of_nothing_is_a_problem() {
    let short = Duration::from_micros(999);
    for sessions in [
        Sessions::memory().idle(Duration::ZERO),
        Sessions::memory().idle(short),
        Sessions::memory().absolute(Duration::ZERO),
        Sessions::memory().absolute(Duration::from_millis(999)),
        Sessions::memory()
            .idle(Duration::ZERO)
            .absolute(Duration::ZERO),
    ] {
        assert_eq!(
            problem(sessions),
            "`Sessions<User>`: sessions would end as soon as they begin\n       \
             help: see `Sessions::idle` and `Sessions::absolute`"
        );
    }
}

#[test]
fn a_lifetime_longer_than_that_of_any_cookie_is_a_problem() {
    for sessions in [
        Sessions::memory().idle(day(400) + Duration::from_millis(1)),
        Sessions::memory().absolute(day(401)),
        Sessions::memory().absolute(Duration::MAX),
        Sessions::memory()
            .idle(Duration::MAX)
            .absolute(Duration::MAX),
    ] {
        let problem = problem(sessions);
        assert!(problem.contains("more than 400 days"), "{problem}");
    }
    for sessions in [
        Sessions::memory().idle(day(400)).absolute(day(400)),
        Sessions::memory().idle(Duration::from_millis(1)),
        Sessions::memory().absolute(Duration::from_secs(1)),
        // Longer than the absolute timeout: nobody ends by being idle.
        Sessions::memory().idle(day(300)).absolute(day(1)),
    ] {
        assert!(depot(sessions).secret_key(SECRET).check().is_ok());
    }
}

#[test]
fn a_cap_of_none_is_a_problem() {
    assert_eq!(
        problem(Sessions::memory().per_user(0)),
        "`Sessions<User>`: no user could have a session\n       \
         help: `Sessions::per_user` takes at least 1"
    );
    let one = Sessions::memory().per_user(1);
    assert!(depot(one).secret_key(SECRET).check().is_ok());
}

#[test]
fn a_name_that_no_cookie_can_have_is_a_problem() {
    for name in [
        "",
        "my session",
        "a;b",
        "a=b",
        "a,b",
        "sitzungsschlüssel",
        "a\r\nb",
        "a\0",
    ] {
        let problem = problem(Sessions::memory().cookie(name));
        assert!(
            problem.contains("a name that no cookie can have"),
            "{name}: {problem}"
        );
        assert!(
            problem.contains(".cookie(\"admin_session\")"),
            "{name}: {problem}"
        );
    }
}

#[tokio::test]
async fn sessions_that_were_used_before_the_launch_are_a_problem() {
    let counted = Sessions::memory();
    assert_eq!(counted.counts().begun, 0);
    let listed = Sessions::memory();
    assert_eq!(listed.list("ann").await.unwrap(), []);
    for sessions in [counted, listed] {
        let problem = problem(sessions);
        assert!(
            problem.contains("`Sessions<User>` was used before this launch"),
            "{problem}"
        );
        assert!(
            problem.contains("help: use it in handlers only"),
            "{problem}"
        );
    }
}

#[test]
fn everything_is_reported_at_once() {
    let sessions = Sessions::memory()
        .idle(Duration::ZERO)
        .per_user(0)
        .cookie("a b")
        .login_page("login");
    let _ = sessions.counts();
    let report = report(depot(sessions));
    let messages: Vec<_> = report.problems().iter().map(|it| it.message()).collect();
    assert_eq!(messages.len(), 6, "{report}");
    assert!(
        messages
            .iter()
            .all(|message| message.contains("`Sessions<User>`")),
        "{report}"
    );
    for problem in report.problems() {
        let places: Vec<_> = problem
            .locations()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(places, [served()], "{report}");
    }
}

#[test]
fn a_deadline_that_no_store_can_keep_is_a_problem() {
    assert_eq!(
        problem(Sessions::memory().deadline(Duration::ZERO)),
        "`Sessions<User>`: no store could answer within the deadline\n       \
         help: `Sessions::deadline` is half a second by default"
    );
}
