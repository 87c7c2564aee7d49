//! N: the list of devices, logging out elsewhere, and notices.

use super::SUBJECT;
use super::cases::harness::{Request, Response, pair, server};

const FLASH: &str = "__Host-flash";

/// How often the page says this.
fn count(page: &Response, text: &str) -> usize {
    page.text().matches(text).count()
}

#[test]
fn n01_others_end_and_only_they() {
    let server = server();
    let log_in = |agent: &str| {
        let login = Request::login().header("User-Agent", agent);
        server.exchange(&login).logs_in("N01 login")
    };
    let own = log_in("curl/8");
    let others = [log_in("Firefox/1 Linux"), log_in("Firefox/1 Windows")];
    let dashboard = Request::get("/dashboard").session(&own);
    let page = server.exchange(&dashboard).welcomes("N01 list");
    for (text, times) in [
        ("<li>", 3),
        ("this one", 1),
        ("Firefox on Linux", 1),
        ("Firefox on Windows", 1),
        ("/end-others", 1),
    ] {
        assert_eq!(count(&page, text), times, "N01: {text}: received {page}");
    }

    let stranger = server.exchange(&Request::post("/end-others"));
    let response = stranger.has_status("N01 stranger", 401);
    response.sets_no_cookie("N01 stranger");
    for (row, value) in [("own", &own), ("one", &others[0]), ("two", &others[1])] {
        server.knows(&format!("N01 {row} before"), value);
    }

    let request = Request::post("/end-others").session(&own);
    let response = server.exchange(&request).has_status("N01", 303);
    assert_eq!(response.all("Location"), ["/dashboard"], "N01: {response}");
    server.knows("N01 own", &own);
    for other in &others {
        server.refuses("N01 other", other);
    }
    shown_once(&own, &response, "2 other devices were logged out.");
    let page = server.exchange(&dashboard).welcomes("N01 list afterwards");
    assert_eq!(count(&page, "<li>"), 1, "N01: received {page}");
    assert_eq!(count(&page, "/end-others"), 0, "N01: received {page}");
}

/// The notice is on the next page, which takes its cookie away.
fn shown_once(session: &str, response: &Response, notice: &str) {
    let cookies = response.set_cookies();
    let names: Vec<_> = cookies.iter().map(|cookie| cookie.name.as_str()).collect();
    assert_eq!(names, [FLASH], "N01: received {response}");
    let set = &cookies[0];
    assert!(!set.value.contains("devices"), "N01: {:?}", set.line);
    let both = format!("{}; {FLASH}={}", pair(session), set.value);
    let page = server().dashboard(both).welcomes("N01 notice");
    assert_eq!(count(&page, notice), 1, "N01: received {page}");
    let removals = page.set_cookies();
    let [removal] = &removals[..] else {
        panic!("N01: expected one removal, received {page}")
    };
    assert_eq!(removal.name, FLASH, "N01: {:?}", removal.line);
    assert_eq!(removal.attribute("Max-Age"), Some("0"), "N01: {page}");
    for name in ["Path", "Domain", "Secure"] {
        assert_eq!(removal.attribute(name), set.attribute(name), "N01: {name}");
    }
}

/// A page shows no notice that somebody else wrote.
#[test]
fn n02_forged_notices_are_not_shown() {
    let server = server();
    let session = server.login();
    let forged = [
        "junk",
        "\"<b>hello</b>\"",
        "W1siaW5mbyIsImhlbGxvIl1d",
        "[[\"info\",\"hello\"]]",
        // Sealed, but for another name.
        &session,
    ];
    for value in forged {
        let label = format!("N02 {value}");
        let cookies = format!("{}; {FLASH}={value}", pair(&session));
        let page = server.dashboard(cookies).welcomes(&label);
        assert_eq!(count(&page, "notice"), 0, "{label}: received {page}");
        assert_eq!(count(&page, "hello"), 0, "{label}: received {page}");
    }
    let as_session = server.exchange(&Request::post("/logout")).logs_out("N02");
    let cookies = as_session.set_cookies();
    assert!(!cookies.is_empty(), "N02: received {as_session}");
    for cookie in cookies {
        assert_ne!(cookie.name, SUBJECT.cookie, "N02: received {as_session}");
        server.refuses("N02 a notice as the session", &cookie.value);
    }
}
