//! Bad input from clients, in the same process and over a real socket: the answer names what was wrong, and is never a
//! 500.

use oxy::prelude::*;
use oxy::{Limits, RouteSet};

use super::{Dsl, clients, server};
use crate::support::{SECRET, Socket, client, detail};

#[derive(serde::Deserialize)]
struct Signup {
    user: String,
    age: u8,
}

#[get("/bad/rooms/{room}", app = Dsl)]
async fn room(room: u32, limit: u8) -> String {
    format!("room {room} {limit}")
}

#[post("/bad/form", app = Dsl)]
async fn form(signup: Form<Signup>) -> String {
    format!("{} {}", signup.user, signup.age)
}

#[post("/bad/json", app = Dsl)]
async fn json_body(signup: Json<Signup>) -> String {
    format!("{} {}", signup.user, signup.age)
}

#[post("/bad/any", app = Dsl)]
async fn any(value: Json<serde_json::Value>) -> String {
    value.to_string()
}

#[post("/bad/upload", app = Dsl)]
async fn upload(body: Bytes) -> String {
    format!("{} bytes", body.len())
}

#[post("/bad/nothing", app = Dsl)]
async fn nothing() -> &'static str {
    "nothing"
}

pub(super) fn routes() -> Vec<&'static RouteSet<Dsl>> {
    routes![room, form, json_body, any, upload, nothing].to_vec()
}

/// A request and the answer to it: its status, and what its detail names.
struct Case {
    method: &'static str,
    target: &'static str,
    content_type: Option<&'static str>,
    body: Vec<u8>,
    status: u16,
    names: &'static [&'static str],
}

fn get(target: &'static str, status: u16, names: &'static [&'static str]) -> Case {
    Case {
        method: "GET",
        target,
        content_type: None,
        body: Vec::new(),
        status,
        names,
    }
}

fn post(
    target: &'static str,
    content_type: Option<&'static str>,
    body: impl Into<Vec<u8>>,
    status: u16,
    names: &'static [&'static str],
) -> Case {
    Case {
        method: "POST",
        target,
        content_type,
        body: body.into(),
        status,
        names,
    }
}

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
const JSON: Option<&str> = Some("application/json");

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    vec![
        get("/bad/rooms/7?limit=1", 200, &[]),
        get("/bad/rooms/x?limit=1", 400, &["path parameter", "`room`", "u32"]),
        get("/bad/rooms/%FF?limit=1", 400, &["path parameter", "`room`"]),
        get("/bad/rooms/7", 400, &["query parameter", "`limit`", "u8", "missing"]),
        get("/bad/rooms/7?limit=256", 400, &["query parameter", "`limit`", "u8"]),
        get("/bad/rooms/7?limit=%ZZ", 400, &["percent-encoded"]),
        get("/bad/unknown", 404, &[]),
        get("/bad/form", 405, &[]),
        post("/bad/rooms/7", None, "", 405, &[]),

        post("/bad/form", FORM, "user=a&age=1", 200, &[]),
        post("/bad/form", FORM, "user=%ZZ&age=1", 400, &["percent-encoded"]),
        post("/bad/form", FORM, "user=%ff&age=1", 400, &["UTF-8"]),
        post("/bad/form", FORM, vec![b'u', 0xff], 400, &["UTF-8"]),
        post("/bad/form", FORM, "age=1", 422, &["form", "user"]),
        post("/bad/form", FORM, "user=a&age=-4", 422, &["form", "age"]),
        post("/bad/form", FORM, "", 422, &["form"]),
        post("/bad/form", JSON, "{}", 415, &["application/x-www-form-urlencoded"]),
        post("/bad/form", None, "user=a&age=1", 415, &["application/x-www-form-urlencoded"]),
        post("/bad/form", FORM, vec![b'a'; 2_000], 413, &["1000 bytes"]),
        post("/bad/form", FORM, "a&".repeat(21), 400, &["20 fields"]),

        post("/bad/json", JSON, r#"{"user":"a","age":1}"#, 200, &[]),
        post("/bad/json", JSON, r#"{"user":"a","#, 400, &["JSON"]),
        post("/bad/json", JSON, "", 400, &["JSON"]),
        post("/bad/json", JSON, vec![b'"', 0xff, b'"'], 400, &["JSON"]),
        post("/bad/any", JSON, format!("{}{}", "[".repeat(127), "]".repeat(127)), 200, &[]),
        post("/bad/any", JSON, format!("{}{}", "[".repeat(128), "]".repeat(128)), 400, &["JSON", "recursion"]),
        post("/bad/any", JSON, format!("{}{}", "[".repeat(200), "]".repeat(200)), 400, &["JSON", "recursion"]),
        post("/bad/any", JSON, "[".repeat(2_000), 400, &["JSON"]),
        post("/bad/json", JSON, r#"{"user":"a"}"#, 422, &["JSON", "age"]),
        post("/bad/json", JSON, r#"{"user":"a","age":12.5}"#, 422, &["JSON", "u8"]),
        post("/bad/json", JSON, r#"{"user":1,"age":1}"#, 422, &["JSON", "string"]),
        post("/bad/json", Some("text/json"), "{}", 415, &["application/json"]),
        post("/bad/json", FORM, "user=a", 415, &["application/json"]),
        post("/bad/json", JSON, vec![b' '; 5_000], 413, &["4000 bytes"]),

        post("/bad/upload", None, vec![0; 4_000], 200, &[]),
        post("/bad/upload", None, vec![0; 4_001], 413, &["4000 bytes"]),
        post("/bad/nothing", None, vec![0; 500], 200, &[]),
        post("/bad/nothing", None, vec![0; 501], 413, &["500 bytes"]),
    ]
}

fn limits() -> Limits {
    Limits::new()
        .body(4_000)
        .form(1_000)
        .ignored_body(500)
        .fields(20)
}

#[tokio::test]
async fn bad_input_is_refused_with_the_reason() {
    let listed = client(server().limits(limits()).routes(routes()));
    let registered = client(server().limits(limits()));
    for client in [registered, listed] {
        for case in cases() {
            let mut request = client
                .request(case.method.parse().unwrap(), case.target)
                .body(case.body.clone());
            if let Some(content_type) = case.content_type {
                request = request.header("content-type", content_type);
            }
            let response = request.send().await;
            assert_eq!(
                response.status(),
                case.status,
                "{} {}",
                case.target,
                response.text()
            );
            if case.status != 200 {
                check_detail(&case, &detail(&response));
            }
        }
    }
}

#[tokio::test]
async fn bad_input_is_refused_over_a_socket_as_well() {
    let server = server().limits(limits()).secret_key(SECRET).port(0);
    let running = server.start().await.unwrap();
    for case in cases() {
        let mut socket = Socket::open(running.address()).await;
        let headers: Vec<_> = case
            .content_type
            .iter()
            .map(|value| ("Content-Type", *value))
            .collect();
        let reply = socket
            .send(case.method, case.target, &headers, &case.body)
            .await;
        assert_eq!(reply.status, case.status, "{} {}", case.target, reply.body);
        if case.status == 405 {
            assert!(
                reply
                    .header("allow")
                    .is_some_and(|allow| allow.ends_with("OPTIONS"))
            );
        }
        if case.status != 200 {
            let kind = reply.header("content-type");
            assert_eq!(kind, Some("application/problem+json"), "{}", case.target);
            let problem: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
            assert_eq!(problem["status"], case.status);
            check_detail(&case, problem["detail"].as_str().unwrap_or_default());
        }
    }
    running.stop().await;
}

#[track_caller]
fn check_detail(case: &Case, detail: &str) {
    for name in case.names {
        assert!(
            detail.contains(name),
            "{} does not name {name}: {detail:?}",
            case.target
        );
    }
    // Unknown paths and methods say all there is to say by their status.
    assert_eq!(
        case.names.is_empty(),
        detail.is_empty(),
        "{}: {detail:?}",
        case.target
    );
}

#[tokio::test]
async fn bad_input_of_two_kinds_is_refused_for_what_is_read_first() {
    for client in clients() {
        let response = client.get("/bad/rooms/x").send().await;
        assert!(detail(&response).contains("`room`"));
    }
}

#[tokio::test]
async fn a_long_target_is_414() {
    for client in clients() {
        let target = format!("/bad/rooms/7?limit=1&pad={}", "x".repeat(8 * 1024));
        assert_eq!(client.get(&target).send().await.status(), 414);
    }
}
