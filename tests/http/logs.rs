//! What stands in the log, down to TRACE: neither a cookie's value, nor a token, nor a key.

use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::TestClient;
use oxy::{AccessLog, Layer, Next, Serve};

use crate::sessions::App;
use crate::support::{Log, OTHER_SECRET, SECRET, Socket, only_line, value};

const PLAIN: &str = "plain-value-of-a-cookie";
const SEALED: &str = "sealed value of a cookie";

#[oxy::app(named)]
struct Chatty {}

#[get("/set", app = Chatty)]
async fn set() -> Response {
    text("set")
        .set_cookie(Cookie::new("plain", PLAIN))
        .set_cookie(Cookie::new("sealed", SEALED).encrypted())
}

/// Logs everything that it has, as a user in need would.
#[get("/get", app = Chatty)]
async fn get(cookies: Cookies, headers: Headers) -> String {
    let cookie = Cookie::new("plain", PLAIN).encrypted();
    let key = SecretKey::new(SECRET);
    tracing::info!(?cookies, ?cookie, ?key, ?headers, "looking");
    let sealed = cookies.get_encrypted("sealed").unwrap_or_default();
    format!("{sealed} {}", cookies.get("plain").unwrap_or_default())
}

#[get("/typed", app = Chatty)]
async fn typed(cookies: Cookies) -> Result<String, Rejection> {
    let number: Option<u32> = cookies.parse("plain")?;
    Ok(format!("{number:?}"))
}

#[get("/request", app = Chatty)]
async fn request(request: Request) -> Result<String, Error> {
    tracing::info!(?request, "seen");
    Err(Error::internal("on purpose"))
}

#[get("/too-large", app = Chatty)]
async fn too_large() -> Response {
    text("").set_cookie(Cookie::new("large", PLAIN.repeat(300)))
}

#[get("/malformed", app = Chatty)]
async fn malformed() -> Response {
    text("").set_cookie(Cookie::new("malformed", format!("{PLAIN};")))
}

#[get("/panic", app = Chatty)]
async fn panics(cookies: Cookies) -> String {
    panic!("{cookies:?}")
}

fn watching() -> Layer {
    Layer::new(async |request: Request, next: Next| {
        let response = next.run(request).await;
        tracing::info!(?response, "passed");
        response
    })
}

/// Requests of all kinds, with cookies that open and cookies that do not; gives all tokens that were about.
async fn representative_run(client: &TestClient) -> Vec<String> {
    let response = client.get("/set").send().await;
    let token = response.set_cookies()[1].to_owned();
    let token = value(&token).to_owned();
    for path in [
        "/get",
        "/typed",
        "/request",
        "/too-large",
        "/malformed",
        "/panic",
        "/unknown",
    ] {
        client.get(path).send().await;
    }
    let old = TestClient::new(oxy::serve(Chatty {}).secret_key(OTHER_SECRET)).unwrap();
    let response = old.get("/set").send().await;
    let old = value(response.set_cookies()[1]).to_owned();
    let cut = &token[..token.len() - 2];
    for line in [
        format!("sealed={old}"),
        format!("sealed={cut}"),
        format!("sealed={token}; sealed={old}; plain={PLAIN}"),
        format!("{PLAIN}; sealed={SEALED}"),
        format!("{}; x=1", "a=b; ".repeat(400)),
    ] {
        client.clear_cookies();
        let request = client.get("/get").header("cookie", &line);
        request.header("host", "shop.example").send().await;
        let request = client.get("/set").header("cookie", &line);
        request.header("host", "shop.example").send().await;
    }
    client.clear_cookies();
    client.clock().advance(Duration::from_secs(1));
    vec![token.clone(), old, cut.to_owned()]
}

#[tokio::test]
async fn no_value_token_or_key_is_in_any_log_line() {
    let (log, _guard) = Log::capture();
    let key = SecretKey::ring([SECRET, OTHER_SECRET]).unwrap();
    let server = oxy::serve(Chatty {}).layer(watching()).secret_key(key);
    let client = TestClient::new(server).unwrap();
    let mut hidden = representative_run(&client).await;
    hidden.extend([PLAIN, SEALED, SECRET, OTHER_SECRET].map(str::to_owned));
    // A part is as bad as the whole.
    hidden.extend([PLAIN, SEALED, SECRET, OTHER_SECRET].map(|text| text[..12].to_owned()));
    let lines = log.lines();
    assert!(lines.len() > 20, "{lines:#?}");
    for level in ["ERROR", "DEBUG", "INFO", "WARN"] {
        assert!(!log.of(level).is_empty(), "no line of {level}: {lines:#?}");
    }
    for line in &lines {
        for hidden in &hidden {
            assert!(!line.contains(hidden.as_str()), "{hidden:?} is in {line}");
        }
    }
}

#[tokio::test]
async fn neither_is_it_behind_a_real_socket() {
    let (log, _guard) = Log::capture();
    let server = oxy::serve(App::default()).secret_key(SECRET).port(0);
    // The server's tasks run on this thread, whose log is captured.
    let running = server.start().await.unwrap();
    let mut socket = Socket::open(running.address()).await;
    let reply = socket.send("POST", "/login", &[], b"").await;
    let token = value(reply.header("set-cookie").unwrap()).to_owned();
    for cookie in [
        format!("session_id={token}"),
        format!("session_id={token}x"),
    ] {
        let headers = [("Cookie", cookie.as_str())];
        socket.send("GET", "/dashboard", &headers, b"").await;
        socket.send("POST", "/logout", &headers, b"").await;
    }
    socket.exchange(b"NONSENSE\r\n\r\n", false).await;
    drop(socket);
    running.stop().await;
    let lines = log.lines();
    assert!(
        lines.iter().any(|line| line.contains("does not open")),
        "{lines:#?}"
    );
    for line in &lines {
        assert!(
            !line.contains(&token[..20]) && !line.contains(SECRET),
            "{line}"
        );
    }
}

#[tokio::test]
async fn a_500_is_logged_with_its_cause_route_and_request_id() {
    let (log, _guard) = Log::capture();
    let client = TestClient::new(oxy::serve(Chatty {}).secret_key(SECRET)).unwrap();
    let response = client.get("/request").send().await;
    let problem: serde_json::Value = response.json().unwrap();
    let id = problem["request_id"].as_str().unwrap();
    let lines = log.of("ERROR");
    assert_eq!(lines.len(), 1, "{lines:?}");
    for part in [
        id,
        "status=500",
        "route=/request",
        "name=request",
        "cause=on purpose",
    ] {
        assert!(lines[0].contains(part), "{part} is not in {}", lines[0]);
    }
}

#[tokio::test]
async fn a_refused_request_is_a_debug_line_and_no_more() {
    let (log, _guard) = Log::capture();
    let server = oxy::serve(Chatty {}).secret_key(SECRET);
    let client = TestClient::new(server.explain_misses(false)).unwrap();
    client.get("/unknown").send().await;
    client.post("/get").send().await;
    let lines = log.lines();
    let said = lines.iter().filter(|line| line.contains("message="));
    let said: Vec<_> = said.map(String::as_str).collect();
    assert_eq!(
        said, ["DEBUG oxy::request message=answered"; 2],
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_secure_cookie_over_plain_http_is_warned_of_once() {
    let (log, _guard) = Log::capture();
    let client = TestClient::new(oxy::serve(Chatty {}).secret_key(SECRET)).unwrap();
    for _ in 0..3 {
        client.get("/set").send().await;
    }
    assert_eq!(log.of("WARN"), Vec::<String>::new(), "localhost is secure");
    for _ in 0..2 {
        log_in(oxy::serve(App::default()), "", 2).await;
    }
    let warnings = log.of("WARN");
    assert_eq!(warnings.len(), 2, "once in each server: {warnings:?}");
    assert!(
        warnings[0].contains("`.insecure_cookies()`")
            && warnings[0].contains("`.trust_x_forwarded(..)`"),
        "{warnings:?}"
    );
}

/// Logs in so many times at a host of another machine, with these lines in the head.
async fn log_in(server: Serve<App>, lines: &str, times: usize) {
    let running = server.secret_key(SECRET).port(0).start().await.unwrap();
    for _ in 0..times {
        let request = format!("POST /login HTTP/1.1\r\nHost: shop.example\r\n{lines}\r\n");
        let mut socket = Socket::open(running.address()).await;
        socket.exchange(request.as_bytes(), false).await;
    }
    running.stop().await;
}

#[tokio::test]
async fn who_says_that_a_client_came_by_https_has_to_be_trusted() {
    const HTTPS: &str = "X-Forwarded-Proto: https\r\nForwarded: proto=https\r\n";
    const HTTP: &str = "X-Forwarded-Proto: http\r\n";
    type Trust = fn(Serve<App>) -> Serve<App>;
    let nobody: Trust = |server| server;
    let x_forwarded: Trust = |server| server.trust_x_forwarded(["127.0.0.1"]);
    let forwarded: Trust = |server| server.trust_forwarded(["127.0.0.1"]);
    let another: Trust = |server| server.trust_x_forwarded(["192.0.2.1"]);
    // Takes the request, and what the proxy said with it.
    let takes = || {
        Layer::new(async |mut request: Request, next: Next| {
            request.headers_mut().clear();
            next.run(request).await
        })
    };
    let rows = [
        (nobody, HTTPS, 1),
        (another, HTTPS, 1),
        (x_forwarded, HTTP, 1),
        (x_forwarded, HTTPS, 0),
        (forwarded, HTTPS, 0),
        (forwarded, "X-Forwarded-Proto: https\r\n", 1),
    ];
    for (at, (trust, lines, warned)) in rows.into_iter().enumerate() {
        let (log, _guard) = Log::capture();
        log_in(trust(oxy::serve(App::default())).layer(takes()), lines, 1).await;
        let warnings = log.of("WARN");
        assert_eq!(warnings.len(), warned, "{at}: {lines} {warnings:?}");
    }
}

#[tokio::test]
async fn the_login_line_is_what_a_client_gets_and_the_log_does_not() {
    let (log, _guard) = Log::capture();
    let client = TestClient::new(oxy::serve(App::default()).secret_key(SECRET)).unwrap();
    let line = only_line(&client.post("/login").send().await);
    assert!(value(&line).len() > 60);
    let lines = log.lines();
    assert!(lines.iter().all(|logged| !logged.contains(value(&line))));
}

#[oxy::app(named)]
struct Busy {}

#[get("/", app = Busy)]
async fn busy() {}

#[tokio::test]
async fn a_background_task_that_panics_is_in_the_log_at_once() {
    let (log, _guard) = Log::capture();
    let server = oxy::serve(Busy {}).background(async |_, _| panic!("on purpose"));
    // It is alive as long as this is; nobody asks how the task ended.
    let _service = server.into_service().await.unwrap();
    let logged = async {
        while log.of("ERROR").is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let logged = tokio::time::timeout(Duration::from_secs(10), logged);
    logged.await.expect("nothing was logged");
    let lines = log.of("ERROR");
    assert!(lines[0].contains("background task"), "{lines:?}");
}

/// A pipe that nobody reads.
struct Stuck {
    begun: std::sync::mpsc::Sender<()>,
    go: std::sync::mpsc::Receiver<()>,
}

impl std::io::Write for Stuck {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let _ = self.begun.send(());
        let _ = self.go.recv();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn an_access_log_that_stands_still_holds_nobody_up_and_is_told_of() {
    let (log, _guard) = Log::capture();
    let (begun, has_begun) = std::sync::mpsc::channel();
    let (go, stuck) = std::sync::mpsc::channel();
    let access = AccessLog::json().writer(Stuck { begun, go: stuck });
    let server = oxy::serve(Chatty {}).secret_key(SECRET).access_log(access);
    let client = TestClient::new(server).unwrap();
    // One is being written, and 16,384 wait.
    client.get("/unknown").send().await;
    has_begun.recv_timeout(Duration::from_secs(60)).unwrap();
    for count in 1..16_384 + 10 {
        let response = client.get("/unknown").send().await;
        assert_eq!(response.status(), 404, "{count}");
    }
    drop(go);
    let warnings = log.of("WARN");
    let lost = warnings.iter().map(|line| line.rsplit(' ').next().unwrap());
    let lost: Vec<_> = lost.collect();
    assert_eq!(
        lost,
        ["lost=1", "lost=2", "lost=4", "lost=8"],
        "{warnings:?}"
    );
    assert!(warnings[0].contains("not written as fast"), "{warnings:?}");
}
