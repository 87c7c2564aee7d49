//! What `session_demo` says of a `--store` that it cannot use: once, before the port is open, and without the password.

use crate::program::{finish, start};
use crate::servers::{self, Folder, PASSWORD};

const KEY: &str = "of-at-least-32-bytes-for-this-test";
/// Wrong, and still nobody's business.
const WRONG: &str = "a-wrong-password";

/// What the demo says to these arguments before it ends.
fn refusal(arguments: &[&str]) -> String {
    let arguments = [&["--port", "0"], arguments].concat();
    let (text, status) = finish(start("session_demo", &arguments, Some(KEY)));
    assert_eq!(status, 1, "{arguments:?}: {text}");
    assert!(!text.contains("listening"), "{arguments:?}: {text}");
    for password in [PASSWORD, WRONG] {
        assert!(!text.contains(password), "{arguments:?}: {text}");
    }
    text
}

#[track_caller]
fn is_one_report(url: &str, parts: &[&str]) {
    let text = refusal(&["--store", url]);
    assert_eq!(text.matches("1 problem, not serving").count(), 1, "{text}");
    assert_eq!(text.matches("help: ").count(), 1, "{text}");
    for part in parts {
        assert!(text.contains(part), "{part:?} in {text}");
    }
}

#[test]
fn an_address_of_no_store_is_one_report() {
    for url in [
        "",
        "sessions.db",
        "mysql://ann:a-wrong-password@localhost/shop",
        "cookie:yes",
    ] {
        is_one_report(url, &["not that of a store", "sqlite:sessions.db"]);
    }
    is_one_report("sqlite:", &["no path", "sqlite:sessions.db"]);
    let postgres = "postgres://ann:a-wrong-password@/shop";
    is_one_report(postgres, &["PostgreSQL", "host"]);
    for redis in [
        "redis://:a-wrong-password@",
        "redis+cluster://:a-wrong-password@",
    ] {
        is_one_report(redis, &["Redis", "host"]);
    }
}

#[test]
fn a_missing_folder_is_named() {
    let folder = Folder::new();
    let file = folder.path().join("missing").join("sessions.db");
    let file = file.display().to_string();
    is_one_report(&format!("sqlite:{file}"), &[&file, "make it"]);
}

#[test]
fn a_store_that_nobody_runs_is_one_report() {
    let nobody = servers::Redis::start();
    nobody.kill();
    let place = format!("127.0.0.1:{}", nobody.port());
    for (url, parts) in [
        (nobody.url(), [place.as_str(), "refused"]),
        (
            format!("redis+cluster://:{WRONG}@{place}"),
            [&place, "refused"],
        ),
        (
            format!("postgres://ann:{WRONG}@{place}/shop"),
            ["PostgreSQL", "refused"],
        ),
    ] {
        is_one_report(&url, &parts);
    }
}

#[test]
fn a_wrong_password_is_one_report_and_not_shown() {
    let url = servers::shared_redis().url().replace(PASSWORD, WRONG);
    is_one_report(&url, &["Redis", "password"]);
    let postgres = servers::shared_postgres();
    let database = postgres.create_database();
    let url = postgres.url_of(&database).replace(PASSWORD, WRONG);
    is_one_report(&url, &["PostgreSQL", "password"]);
    postgres.drop_database(&database);
}

#[test]
fn sessions_in_cookies_are_refused_since_they_cannot_be_listed() {
    let text = refusal(&["--store", "cookie:"]);
    assert!(
        text.contains("cannot be listed") && text.lines().count() == 1,
        "{text}"
    );
}

#[test]
fn an_option_that_is_not_understood_is_one_line() {
    for arguments in [
        &["--store"][..],
        &["--stor", "memory:"],
        &["--store=memory:"],
        &["memory:"],
        &["--store", "memory:", "--port"],
        &["--port", "many"],
        &["--tls", "certificate.pem"],
    ] {
        let text = refusal(arguments);
        let is_clear = text.contains("--port NUMBER, --store URL and --tls CERTIFICATE,KEY");
        assert!(
            is_clear && text.lines().count() == 1,
            "{arguments:?}: {text}"
        );
    }
}
