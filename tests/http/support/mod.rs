//! What several modules need: clients, problem details, a raw socket, a log that is read back.

mod log;
pub(crate) mod socket;

use oxy::testing::{TestClient, TestResponse};
use oxy::{App, LaunchReport, Serve};

pub(crate) use log::{Log, PRINTED};
pub(crate) use socket::Socket;

/// A secret of more than 32 bytes that stands in no documentation.
pub(crate) const SECRET: &str = "the integration suite seals with this one";

/// Another one, for rings and strangers.
pub(crate) const OTHER_SECRET: &str = "a second secret that is just as long as that";

/// A client of an application with a key.
#[track_caller]
pub(crate) fn client<A: App>(server: Serve<A>) -> TestClient {
    TestClient::new(server.secret_key(SECRET)).unwrap()
}

/// The launch report of an application that is not in order.
#[track_caller]
pub(crate) fn report<A: App>(server: Serve<A>) -> LaunchReport {
    server.check().expect_err("a launch report")
}

/// The `detail` of a problem+json answer.
#[track_caller]
pub(crate) fn detail(response: &TestResponse) -> String {
    assert_eq!(
        response.header("content-type"),
        Some("application/problem+json"),
        "{}",
        response.text()
    );
    let problem: serde_json::Value = response.json().unwrap();
    assert_eq!(problem["status"], response.status().as_u16());
    problem["detail"].as_str().unwrap_or_default().to_owned()
}

/// The one `Set-Cookie` line of a response.
#[track_caller]
pub(crate) fn only_line(response: &TestResponse) -> String {
    let lines = response.set_cookies();
    assert_eq!(lines.len(), 1, "{lines:?}: {}", response.text());
    lines[0].to_owned()
}

/// Name and value of a `Set-Cookie` line, as a client sends them back.
pub(crate) fn pair(line: &str) -> &str {
    line.split(';').next().unwrap_or_default()
}

/// The value in a `Set-Cookie` line.
pub(crate) fn value(line: &str) -> &str {
    pair(line).split_once('=').map_or("", |(_, value)| value)
}

/// The attributes of a `Set-Cookie` line, sorted, since their order means nothing.
pub(crate) fn attributes(line: &str) -> Vec<&str> {
    let mut attributes: Vec<_> = line.split("; ").skip(1).collect();
    attributes.sort_unstable();
    attributes
}
