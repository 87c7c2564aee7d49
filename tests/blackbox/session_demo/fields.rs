//! C: what a login's fields may do to the page that repeats them, and to its headers.

use super::cases::harness::{Request, Response, server};
use super::cases::hostile::{INJECTIONS, adds_nothing, percent_encoded};
use crate::subject::FORM;

/// The page after a login with a wrong password.
fn refused(label: &str, user: &str, pass: &str) -> Response {
    let form = format!("user={user}&pass={pass}");
    let request = Request::post("/login").body(FORM, form);
    let response = adds_nothing(label, server().exchange(&request), 0);
    assert_eq!(response.status, 401, "{label}: received {response}");
    response
}

/// The user's name stands in the field again, whole and as text; nothing else of the page has changed.
#[track_caller]
fn repeats_as_text(label: &str, user: &str) {
    const START: &str = "<input name=user value=\"";
    let response = refused(label, &percent_encoded(user), "x");
    let page = response.text();
    let (before, rest) = page.split_once(START).expect(label);
    let (value, behind) = rest.split_once('"').expect(label);
    let plain = refused(label, "nobody", "x");
    let expected = format!("{before}{START}nobody\"{behind}");
    assert_eq!(expected, plain.text(), "{label}: more has changed");
    assert!(!value.contains(['<', '>', '\'']), "{label}: {value:?}");
    let unescaped = value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    assert_eq!(unescaped, user, "{label}: {value:?}");
}

#[test]
fn c14_injection_by_the_fields_of_the_login() {
    for injection in INJECTIONS {
        let label = format!("C14 {injection:?}");
        for text in [injection.to_owned(), percent_encoded(injection)] {
            refused(&label, &format!("admin{text}"), "1234");
            let response = refused(&label, "admin", &format!("1234{text}"));
            let repeated =
                response.text().contains("1234X") || response.text().contains("Injected");
            assert!(!repeated, "{label}: repeats the password: {response}");
        }
        repeats_as_text(&label, injection);
    }
}

#[test]
fn c14_markup_in_the_name_of_the_user() {
    for user in [
        "<script>alert(1)</script>",
        "\"><script>alert(1)</script>",
        "\" autofocus onfocus=\"alert(1)",
        "' onmouseover='alert(1)",
        "\"",
        "'",
        "&",
        "&lt;b&gt;",
        "&quot;><b>",
        "&#34;><b>",
        "--><b>",
        "</form><form action=//attacker.example>",
        "<!doctype html>",
        "{user}",
        "{{7*7}}",
        "\u{202e}nimda",
        "\u{ff1c}script\u{ff1e}",
        "a\u{0}b",
        "  ",
        "x\ty\nz",
        "\u{1f600}",
    ] {
        repeats_as_text(&format!("C14 {user:?}"), user);
    }
    let long = "<".repeat(10_000);
    repeats_as_text("C14 10,000 signs", &long);
}

/// The dashboard names devices by what browsers say of themselves.
#[test]
fn c14_markup_in_the_name_of_the_device() {
    let server = server();
    for agent in [
        "<script>alert(1)</script>",
        "Firefox/1 <script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)> curl/8 Linux",
        "Windows & <b>Edg/</b>",
    ] {
        let label = format!("C14 User-Agent: {agent}");
        let login = Request::login().header("User-Agent", agent);
        let value = server.exchange(&login).logs_in(&label);
        let dashboard = Request::get("/dashboard").session(&value);
        let page = server.exchange(&dashboard).welcomes(&label);
        for word in ["<script", "<img", "alert", "Edg/"] {
            assert!(!page.text().contains(word), "{label}: received {page}");
        }
    }
}
