//! oxy's own sessions in memory, under the trace layer of tower-http.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use oxy::prelude::*;
use oxy::session::MemoryStore;
use serde::{Deserialize, Serialize};
use tower_http::trace::TraceLayer;

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
struct Account {
    email: String,
    role: String,
    login_time: u64,
    city: String,
}

/// Above a million the default would end those that were used least recently.
const SESSIONS: usize = 20_000_000;

#[derive(Default)]
struct Logins(AtomicU64);

#[oxy::app]
struct App {
    sessions: Sessions<Account>,
    logins: Logins,
}

#[derive(Serialize)]
struct Message {
    message: &'static str,
}

#[get("/plaintext")]
async fn plaintext() -> &'static str {
    "Hello, World!"
}

#[get("/json")]
async fn json() -> Json<Message> {
    Json(Message {
        message: "Hello, World!",
    })
}

#[get("/users/{id}")]
async fn user(id: u64) -> String {
    format!("user {id}")
}

#[post("/login")]
async fn login(
    logins: Context<Logins>,
    sessions: SessionHandle<Account>,
) -> Result<&'static str, Error> {
    let number = logins.0.fetch_add(1, Ordering::Relaxed) + 1;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    let account = Account {
        email: format!("user{number}@example.com"),
        role: "admin".to_owned(),
        login_time: now.as_secs(),
        city: "Springfield upon Avon".to_owned(),
    };
    sessions.begin(account).await?;
    Ok("Login Successful")
}

#[get("/dashboard")]
async fn dashboard(
    account: Option<Session<Account>>,
) -> Result<String, (StatusCode, &'static str)> {
    let account = account.ok_or((StatusCode::UNAUTHORIZED, "Unauthorized - Please Login"))?;
    Ok(format!("Welcome back, {}!", account.email))
}

#[post("/logout")]
async fn logout(sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    sessions.end().await?;
    Ok("Logged Out")
}

fn main() {
    let environment = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let port = environment("BENCH_PORT").parse().expect("a port");
    let workers = environment("BENCH_WORKERS").parse().expect("a number");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()
        .expect("a runtime");
    let _serving = runtime.block_on(async {
        let app = App {
            sessions: Sessions::new(MemoryStore::with_capacity(SESSIONS)),
            logins: Logins::default(),
        };
        let server = oxy::serve(app).secret_key(environment("BENCH_KEY"));
        let server = server.layer(TraceLayer::new_for_http());
        server.port(port).start().await.expect("a server")
    });
    loop {
        std::thread::park();
    }
}
