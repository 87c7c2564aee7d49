//! E: request targets.

use std::time::Duration;

use super::SUBJECT;
use super::harness::{Request, server, within};
use crate::subject::FORM;

/// Spellings that some component between a client and a route may take for `/dashboard`.
const SPELLINGS: [&str; 40] = [
    "/dashboard/",
    "//dashboard",
    "///dashboard",
    "/dashboard//",
    "/./dashboard",
    "/dashboard/.",
    "/dashboard/./",
    "/../dashboard",
    "/x/../dashboard",
    "/login/../dashboard",
    "/dashboard/..",
    "/dashboard/../dashboard",
    "/%2e/dashboard",
    "/%2e%2e/dashboard",
    "/x/%2e%2e/dashboard",
    "/x%2f..%2fdashboard",
    "/%2Fdashboard",
    "/%2fdashboard",
    "/dashboard%2f",
    "/dashboard%2F",
    "/dashboard%00",
    "/dashboard%00.css",
    "/dashboard%20",
    "/dashboard%09",
    "/dashboard%0a",
    "/dashboard%0d%0a",
    "/dashboard;",
    "/dashboard;a=b",
    "/dashboard;.css",
    "/dashboard.css",
    "/dashboard.json",
    "/%64ashboard",
    "/d%61shboard",
    "/%2564ashboard",
    "/dashboard%3f",
    "/dashboard?",
    "/dashboard??",
    "/DASHBOARD",
    "/dashboard\\",
    "/\\dashboard",
];

#[test]
fn e09_spellings_of_the_dashboard() {
    for path in SPELLINGS {
        let label = format!("E09 {path}");
        let response = server().exchange(&Request::get(path)).answer(&label);
        let refused = (300..500).contains(&response.status);
        assert!(refused, "{label}: received {response}");
        response.greets_nobody(&label);
    }
}

const TRAVERSALS: [&[u8]; 24] = [
    b"/../../../../etc/passwd",
    b"/../../../../../../../../../../etc/passwd",
    b"/..%2f..%2f..%2fetc%2fpasswd",
    b"/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    b"/%2e%2e%2f%2e%2e%2fetc/passwd",
    b"/%252e%252e%252fetc%252fpasswd",
    b"/....//....//etc/passwd",
    b"/..;/..;/etc/passwd",
    b"/static/../../../etc/passwd",
    b"/dashboard/../../../etc/passwd",
    b"/dashboard%2f..%2f..%2fetc%2fpasswd",
    b"/..\\..\\..\\etc\\passwd",
    b"/..%5c..%5cetc%5cpasswd",
    b"/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
    b"/%uff0e%uff0e/etc/passwd",
    b"/etc/passwd%00.html",
    b"//etc/passwd",
    b"/file:///etc/passwd",
    b"/%ff%fe",
    b"/\xff\xfe",
    b"/\x80",
    b"/\xc3\x28",
    b"/\xc0\xaf",
    b"/%",
];

#[test]
fn e10_traversals_and_raw_bytes() {
    for path in TRAVERSALS {
        let label = format!("E10 {}", path.escape_ascii());
        let response = server().exchange(&Request::new("GET", path)).answer(&label);
        assert!(
            (400..500).contains(&response.status),
            "{label}: received {response}"
        );
        assert!(
            !response.text().contains("root:"),
            "{label}: a file: {response}"
        );
    }
}

/// `/dashboard?aaa` of exactly this many bytes.
fn target_of(length: usize) -> String {
    const PATH: &str = "/dashboard?";
    format!("{PATH}{}", "a".repeat(length - PATH.len()))
}

#[test]
fn e11_long_targets() {
    let good = server().login();
    let ask = |length: usize| Request::get(&target_of(length)).session(&good);
    server().exchange(&ask(8_000)).welcomes("E11 8,000 bytes");
    server().exchange(&ask(8 * 1024)).welcomes("E11 8 KiB");
    server()
        .exchange(&ask(8 * 1024 + 1))
        .has_status("E11 8 KiB and one byte", 414);
    server()
        .exchange(&ask(60_000))
        .has_status("E11 60,000 bytes", 414);
    // Longer than the headers may be as well, so that either limit may speak.
    within(Duration::from_secs(2), "E11 100 KB", || {
        server()
            .exchange(&ask(100_000))
            .refused_with("E11 100 KB", &[400, 414, 431]);
    });
    server().knows("E11 afterwards", &good);
}

#[test]
fn e12_many_keys() {
    let keys = |count: usize| {
        (0..count)
            .map(|index| format!("k{index}=v&"))
            .collect::<String>()
    };
    let query = Request::get(&format!("/dashboard?{}", keys(6_000)));
    within(Duration::from_secs(2), "E12 query", || {
        server()
            .exchange(&query)
            .refused_with("E12 6,000 query keys", &[414]);
    });
    let form = format!("{}&{}", SUBJECT.login_body(), keys(100_000));
    let login = Request::post("/login").body(FORM, form);
    within(Duration::from_secs(3), "E12 form", || {
        let response = server()
            .exchange(&login)
            .has_status("E12 100,000 form keys", 413);
        response.sets_no_cookie("E12");
    });
    server().is_alive("E12");
}
