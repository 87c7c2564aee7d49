//! oxy's building blocks: a map in the application's context, and a sealed cookie with the session's id.

use std::collections::HashMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use oxy::prelude::*;
use serde::Serialize;

const NAME: &str = "session_id";
const HOUR: Duration = Duration::from_secs(3600);

#[derive(Serialize)]
struct Account {
    email: String,
    role: String,
    login_time: u64,
    city: String,
}

#[derive(Default)]
struct SessionStore {
    data: RwLock<HashMap<Uuid, Account>>,
    logins: AtomicU64,
}

#[oxy::app]
#[derive(Default)]
struct App {
    store: SessionStore,
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
async fn login(store: Context<SessionStore>) -> Response {
    let number = store.logins.fetch_add(1, Ordering::Relaxed) + 1;
    let id = Uuid::new_v4();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    let account = Account {
        email: format!("user{number}@example.com"),
        role: "admin".to_owned(),
        login_time: now.as_secs(),
        city: "Springfield upon Avon".to_owned(),
    };
    store.data.write().unwrap().insert(id, account);
    text("Login Successful").set_cookie(
        Cookie::new(NAME, id.to_string())
            .encrypted()
            .http_only(true)
            .max_age(HOUR),
    )
}

fn session_id(cookies: &Cookies) -> Option<Uuid> {
    cookies.get_encrypted(NAME)?.parse().ok()
}

#[get("/dashboard")]
async fn dashboard(
    cookies: Cookies,
    store: Context<SessionStore>,
) -> Result<String, (StatusCode, &'static str)> {
    let id = session_id(&cookies);
    let sessions = store.data.read().unwrap();
    let account = id.and_then(|id| sessions.get(&id));
    let account = account.ok_or((StatusCode::UNAUTHORIZED, "Unauthorized - Please Login"))?;
    Ok(format!("Welcome back, {}!", account.email))
}

#[post("/logout")]
async fn logout(cookies: Cookies, store: Context<SessionStore>) -> Response {
    if let Some(id) = session_id(&cookies) {
        store.data.write().unwrap().remove(&id);
    }
    text("Logged Out").remove_cookie(NAME)
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
        let server = oxy::serve(App::default()).secret_key(environment("BENCH_KEY"));
        server.port(port).start().await.expect("a server")
    });
    loop {
        std::thread::park();
    }
}
