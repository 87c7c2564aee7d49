//! What becomes of a path: the table of README.md, row by row.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;

use oxy::prelude::*;
use oxy::testing::TestClient;
use oxy::{Layer, Next, Serve};
use serde_json::Value;

use crate::support::{SECRET, Socket, client, detail};

#[oxy::app(named)]
struct Paths {}

#[get("/about", app = Paths)]
async fn about() -> &'static str {
    "about"
}

#[get("/caf%C3%A9", app = Paths)]
async fn cafe() -> &'static str {
    "coffee"
}

#[get("/pages/{name}", app = Paths)]
async fn page(name: String) -> String {
    name
}

#[get("/files/{*rest}", app = Paths)]
async fn file(rest: String) -> String {
    rest
}

// The other ways to read a parameter.

#[get("/optional/pages", app = Paths)]
#[get("/optional/pages/{name}", app = Paths)]
async fn optional_page(name: Option<String>) -> String {
    name.unwrap_or_default()
}

#[get("/optional/files", app = Paths)]
#[get("/optional/files/{*rest}", app = Paths)]
async fn optional_file(rest: Option<String>) -> String {
    rest.unwrap_or_default()
}

#[oxy::router("/prefix/{name}")]
static PREFIX: Router;

#[get(PREFIX, "/", app = Paths)]
async fn in_a_prefix(name: String) -> String {
    name
}

#[get(PREFIX, "/optional", app = Paths)]
async fn optional_in_a_prefix(name: Option<String>) -> String {
    name.unwrap_or_default()
}

#[get(PREFIX, "/several", app = Paths)]
async fn several_in_a_prefix(name: Vec<String>) -> String {
    name.concat()
}

#[get(PREFIX, "/default", app = Paths)]
async fn default_in_a_prefix(#[default("none".to_owned())] name: String) -> String {
    name
}

/// It does not read the prefix's parameter.
#[get(PREFIX, "/uri", app = Paths)]
async fn uri(uri: Uri) -> String {
    uri.path().to_owned()
}

fn server() -> Serve<Paths> {
    let made =
        |name: &'static str| move |request: Request| async move { request.param::<String>(name) };
    oxy::serve(Paths {})
        .secret_key(SECRET)
        .route(Method::GET, "/made/pages/{name}", made("name"))
        .route(Method::GET, "/made/files/{*rest}", made("rest"))
}

/// The same request to all routes of its kind, of which each reads the value in another way.
fn twins(path: &str) -> Vec<String> {
    let mut twins = vec![path.to_owned()];
    if path.starts_with("/pages/") || path.starts_with("/files/") {
        twins.extend(["/optional", "/made"].map(|prefix| format!("{prefix}{path}")));
    }
    if let Some(value) = path.strip_prefix("/pages/") {
        let ends = ["", "/optional", "/several", "/default"];
        twins.extend(ends.map(|end| format!("/prefix/{value}{end}")));
    }
    twins
}

#[derive(Debug, Clone, PartialEq)]
enum Answer {
    Text(String),
    Status(u16),
}

struct Row {
    subject: String,
    examples: Vec<(String, Answer)>,
}

/// "`/path` is `text`" or "`/path` is 404".
fn example(text: &str) -> Option<(String, Answer)> {
    let (path, answer) = text.strip_prefix('`')?.split_once("` is ")?;
    let answer = match answer.strip_prefix('`') {
        Some(rest) => Answer::Text(rest.strip_suffix('`')?.to_owned()),
        None => Answer::Status(answer.parse().ok()?),
    };
    // What is too long for a table.
    Some((path.replace('…', &"a".repeat(8 * 1024)), answer))
}

fn row(line: &str) -> Row {
    let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [subject, _, examples] = cells[..] else {
        panic!("three cells: {line}");
    };
    let examples = examples.split(", ").map(|text| {
        let found = example(text);
        found.unwrap_or_else(|| panic!("no example: {text}"))
    });
    Row {
        subject: subject.to_owned(),
        examples: examples.collect(),
    }
}

/// The rows of the table in README.md.
fn table() -> Vec<Row> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    let (_, below) = text.split_once("**What becomes of a path**").unwrap();
    let lines = below.lines().skip_while(|line| !line.starts_with('|'));
    let lines = lines.take_while(|line| line.starts_with('|'));
    let rows: Vec<_> = lines.skip(2).map(row).collect();
    assert!(rows.len() > 15, "{} rows", rows.len());
    rows
}

/// What a client that changes nothing gets, and the parameter that a refusal names.
async fn over_a_socket(address: SocketAddr, path: &str) -> (Answer, Option<String>) {
    let mut socket = Socket::open(address).await;
    let reply = socket.send("GET", path, &[], b"").await;
    if reply.status == 200 {
        return (Answer::Text(reply.body), None);
    }
    let problem: Value = serde_json::from_str(&reply.body).unwrap();
    let detail = problem["detail"].as_str().map(str::to_owned);
    (Answer::Status(reply.status), detail)
}

async fn without_one(client: &TestClient, path: &str) -> (Answer, Option<String>) {
    let response = client.get(path).send().await;
    if response.status() == 200 {
        return (Answer::Text(response.text()), None);
    }
    let status = Answer::Status(response.status().as_u16());
    (status, Some(detail(&response)))
}

#[tokio::test]
async fn each_example_of_the_table_is_answered_so() {
    let client = client(server());
    let running = server().port(0).start().await.unwrap();
    for Row { subject, examples } in table() {
        assert!(!examples.is_empty(), "{subject}: no example");
        for (path, expected) in examples {
            for path in twins(&path) {
                let answers = [
                    without_one(&client, &path).await,
                    over_a_socket(running.address(), &path).await,
                ];
                for (answer, detail) in answers {
                    assert_eq!(answer, expected, "{subject}: {path}");
                    if answer == Answer::Status(400) {
                        let name = if path.contains("files") {
                            "rest"
                        } else {
                            "name"
                        };
                        let says = format!("path parameter `{name}` is not a valid ");
                        let detail = detail.unwrap();
                        assert!(detail.starts_with(&says), "{path}: {detail}");
                    }
                }
            }
        }
    }
    running.stop().await;
}

#[test]
fn each_row_that_was_promised_stands_in_the_table() {
    let subjects: Vec<_> = table().into_iter().map(|row| row.subject).collect();
    for promised in [
        "`%xx` in a value",
        "`%xx` in a literal",
        "`%2F`",
        "`%00`",
        "malformed escapes",
        "not UTF-8",
        "`.` and `..` in a value",
        "`.` and `..` elsewhere",
        "at the beginning of a value",
        "`//`",
        "`/` at the end",
        "upper and lower case",
        "`;`",
        "`+`",
        "8 KiB",
    ] {
        let is_there = subjects.iter().any(|subject| subject.contains(promised));
        assert!(is_there, "{promised} in {subjects:?}");
    }
}

/// What no `Uri` can be made of.
#[tokio::test]
async fn what_is_no_target_is_400() {
    let running = server().port(0).start().await.unwrap();
    let targets: [&[u8]; 6] = [
        b"/pages/\xff",
        b"/pages/\xc3",
        b"/pages/a\0",
        b"/pages/a b",
        b"/pages/a\tb",
        b"pages/a",
    ];
    for target in targets {
        let mut request = b"GET ".to_vec();
        request.extend_from_slice(target);
        request.extend_from_slice(b" HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let mut socket = Socket::open(running.address()).await;
        let reply = socket.exchange(&request, false).await;
        assert_eq!(reply.status, 400, "{}", target.escape_ascii());
    }
    running.stop().await;
}

#[tokio::test]
async fn the_path_of_an_absolute_target_is_read_alike() {
    let running = server().port(0).start().await.unwrap();
    for (target, status) in [
        ("http://localhost/pages/a", 200),
        ("http://localhost/pages/..", 400),
        ("http://localhost//about", 404),
        ("http://localhost/x/../about", 404),
    ] {
        let mut socket = Socket::open(running.address()).await;
        let reply = socket.send("GET", target, &[], b"").await;
        assert_eq!(reply.status, status, "{target}");
    }
    running.stop().await;
}

#[tokio::test]
async fn services_and_fallbacks_get_the_path_as_it_was_sent() {
    let echo = tower::service_fn(async |request: http::Request<oxy::Body>| {
        let path = request.uri().path().to_owned();
        Ok::<_, Infallible>(http::Response::new(oxy::Body::from(path)))
    });
    let server = server()
        .mount_service("/static", echo)
        .fallback(|request: Request| async move { request.uri().path().to_owned() });
    let client = client(server);
    for path in ["/../a", "//a", "/%2e%2e/a%2F..%5C%00", "/%zz", "/a/", "/."] {
        for (asked, seen) in [
            (format!("/static{path}"), path.to_owned()),
            (format!("/nowhere{path}"), format!("/nowhere{path}")),
        ] {
            let response = client.get(&asked).send().await;
            assert_eq!(response.status(), 200, "{asked}");
            assert_eq!(response.text(), seen, "{asked}");
        }
    }
}

#[tokio::test]
async fn layers_and_the_uri_have_the_path_as_it_was_sent() {
    let seen = Layer::new(async |request: Request, next: Next| {
        let path = request.uri().path().to_owned();
        next.run(request).await.header("x-path", path)
    });
    let client = client(server().layer(seen));
    for (path, status) in [("/prefix/..%2Fa/uri", 200), ("/files/a/../b", 400)] {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.header("x-path"), Some(path));
        if status == 200 {
            assert_eq!(response.text(), path);
        }
    }
}

#[tokio::test]
async fn values_of_the_query_may_be_any_text() {
    #[get("/search", app = Paths)]
    async fn search(name: String) -> String {
        name
    }
    let client = client(server());
    for (value, text) in [("..%2Fetc", "../etc"), ("/etc", "/etc"), ("%00", "\0")] {
        let path = format!("/search?name={value}");
        assert_eq!(client.get(&path).send().await.text(), text);
    }
}
