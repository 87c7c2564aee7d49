//! How many instructions a request costs, against a budget: nothing that slows its path comes in unnoticed.
//!
//! `cargo test --release --test instructions`. callgrind counts them, since seconds would tell of the machine and of what else it
//! does. A process serves one route and asks for it, over a connection, on one thread; the client's part is in the figures. What a
//! start costs is not: it is the same for fewer and for more requests, whose difference is looked at.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::process::{Command, ExitCode};

use oxy::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Instructions of a request. Who makes it cheaper writes the new figure down.
const BUDGETS: [(&str, u64); 2] = [("/plaintext", 16_990), ("/dashboard", 33_230)];
/// Above a budget, so much is let pass.
const PERCENT: u64 = 3;

/// Tells a process which route to ask for.
const ROUTE: &str = "INSTRUCTIONS_OF";
/// Tells it how often.
const REQUESTS: &str = "INSTRUCTIONS_REQUESTS";
const FEWER: u64 = 500;
const MORE: u64 = 1_500;

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
#[session(user = "email")]
struct User {
    email: String,
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[get("/plaintext")]
async fn plaintext() -> &'static str {
    "Hello, World!"
}

#[post("/login")]
async fn login(sessions: SessionHandle<User>) -> Result<(), Error> {
    let email = "alice@example.com".to_owned();
    sessions.begin(User { email }).await?;
    Ok(())
}

#[get("/dashboard")]
async fn dashboard(user: Session<User>) -> String {
    format!("Welcome back, {}!", user.email)
}

fn main() -> ExitCode {
    if let Ok(route) = std::env::var(ROUTE) {
        let requests = std::env::var(REQUESTS).unwrap().parse().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        runtime.block_on(serve_and_ask(&route, requests));
        return ExitCode::SUCCESS;
    }
    assert!(
        !cfg!(debug_assertions),
        "this is about a release build: cargo test --release --test instructions"
    );
    let mut is_within = true;
    for (route, budget) in BUDGETS {
        let cost = (count(route, MORE) - count(route, FEWER)) / (MORE - FEWER);
        let most = budget + budget * PERCENT / 100;
        println!("GET {route}: {cost} instructions, of {budget} and {PERCENT} % more");
        if cost > most {
            println!(
                "    too many: find what costs them, or say why they are worth it where the budget is changed"
            );
            is_within = false;
        } else if cost + budget * PERCENT / 100 < budget {
            println!("    fewer than that: write it down in tests/instructions.rs");
        }
    }
    if is_within {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The instructions of a process that asks for a route so often.
fn count(route: &str, requests: u64) -> u64 {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(std::env::current_exe().unwrap());
    command
        .env(ROUTE, route)
        .env(REQUESTS, requests.to_string());
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("valgrind is needed: {error}"));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let collected = text
        .split("Collected : ")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next());
    collected
        .and_then(|digits| digits.parse().ok())
        .unwrap_or_else(|| panic!("callgrind says no count: {text}"))
}

async fn serve_and_ask(route: &str, requests: u64) {
    let sessions = Sessions::memory();
    let server = oxy::serve(App { sessions }).secret_key(SecretKey::random());
    let server = server.port(0).start().await.unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let login = ask(
        &mut stream,
        "POST /login HTTP/1.1\r\nHost: localhost\r\n\r\n",
    )
    .await;
    let cookie = login
        .split("set-cookie: ")
        .nth(1)
        .and_then(|rest| rest.split(';').next());
    let request = format!(
        "GET {route} HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n\r\n",
        cookie.unwrap()
    );
    let first = ask(&mut stream, &request).await;
    assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    let mut buffer = vec![0; first.len()];
    for _ in 1..requests {
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.read_exact(&mut buffer).await.unwrap();
    }
    server.stop().await;
}

/// Gives one answer, which is small enough to come at once.
async fn ask(stream: &mut TcpStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let size = stream.read(&mut answer).await.unwrap();
    answer.truncate(size);
    String::from_utf8(answer).unwrap()
}
