//! axum with tower-sessions: the sessions in its memory store, their id in an encrypted cookie.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tower_sessions::cookie::{Key, SameSite, time::Duration};
use tower_sessions::session::Error;
use tower_sessions::{Expiry, MemoryStore, Session, SessionManagerLayer};

const ACCOUNT: &str = "account";

type Answer<T> = Result<T, (StatusCode, &'static str)>;

#[derive(Clone, Serialize, Deserialize)]
struct Account {
    email: String,
    role: String,
    login_time: u64,
    city: String,
}

#[derive(Serialize)]
struct Message {
    message: &'static str,
}

async fn plaintext() -> &'static str {
    "Hello, World!"
}

async fn json() -> Json<Message> {
    Json(Message {
        message: "Hello, World!",
    })
}

async fn user(Path(id): Path<u64>) -> String {
    format!("user {id}")
}

fn failed(_: Error) -> (StatusCode, &'static str) {
    (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

async fn login(State(logins): State<Arc<AtomicU64>>, session: Session) -> Answer<&'static str> {
    let number = logins.fetch_add(1, Ordering::Relaxed) + 1;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    let account = Account {
        email: format!("user{number}@example.com"),
        role: "admin".to_owned(),
        login_time: now.as_secs(),
        city: "Springfield upon Avon".to_owned(),
    };
    // A new id at each login, as its documentation asks for against session fixation.
    session.cycle_id().await.map_err(failed)?;
    session.insert(ACCOUNT, account).await.map_err(failed)?;
    Ok("Login Successful")
}

async fn dashboard(session: Session) -> Answer<String> {
    let account: Option<Account> = session.get(ACCOUNT).await.map_err(failed)?;
    let account = account.ok_or((StatusCode::UNAUTHORIZED, "Unauthorized - Please Login"))?;
    Ok(format!("Welcome back, {}!", account.email))
}

async fn logout(session: Session) -> Answer<&'static str> {
    session.flush().await.map_err(failed)?;
    Ok("Logged Out")
}

fn main() {
    let environment = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let port = environment("BENCH_PORT").parse().expect("a port");
    let workers = environment("BENCH_WORKERS").parse().expect("a number");
    let key = hex::decode(environment("BENCH_KEY")).expect("hexadecimal digits");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()
        .expect("a runtime");
    let serving = runtime.spawn(serve(Key::derive_from(&key), port));
    runtime.block_on(serving).unwrap();
}

async fn serve(key: Key, port: u16) {
    let sessions = SessionManagerLayer::new(MemoryStore::default())
        .with_name("session_id")
        .with_same_site(SameSite::Lax)
        .with_secure(false)
        .with_expiry(Expiry::OnInactivity(Duration::hours(1)))
        .with_private(key);
    let router = Router::new()
        .route("/plaintext", get(plaintext))
        .route("/json", get(json))
        .route("/users/{id}", get(user))
        .route("/login", post(login))
        .route("/dashboard", get(dashboard))
        .route("/logout", post(logout))
        .layer(sessions)
        .with_state(Arc::default());
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .expect("a free port");
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await.expect("a server");
}
