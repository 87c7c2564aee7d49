//! axum with the encrypted cookies of axum-extra: the cookie holds an id, and a map the sessions.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, Key, SameSite};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use uuid::Uuid;

#[derive(Clone, Serialize, Deserialize)]
struct Account {
    email: String,
    role: String,
    login_time: u64,
    city: String,
}

#[derive(Clone)]
struct App {
    key: Key,
    sessions: Arc<RwLock<HashMap<Uuid, Account>>>,
    logins: Arc<AtomicU64>,
}

impl FromRef<App> for Key {
    fn from_ref(app: &App) -> Key {
        app.key.clone()
    }
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

async fn login(State(app): State<App>, jar: PrivateCookieJar) -> (PrivateCookieJar, &'static str) {
    let number = app.logins.fetch_add(1, Ordering::Relaxed) + 1;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    let account = Account {
        email: format!("user{number}@example.com"),
        role: "admin".to_owned(),
        login_time: now.as_secs(),
        city: "Springfield upon Avon".to_owned(),
    };
    let id = Uuid::new_v4();
    app.sessions.write().unwrap().insert(id, account);
    let cookie = Cookie::build(("session_id", id.to_string()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::hours(1));
    (jar.add(cookie), "Login Successful")
}

fn session_id(jar: &PrivateCookieJar) -> Option<Uuid> {
    Uuid::parse_str(jar.get("session_id")?.value()).ok()
}

async fn dashboard(
    State(app): State<App>,
    jar: PrivateCookieJar,
) -> Result<String, (StatusCode, &'static str)> {
    let id = session_id(&jar);
    let sessions = app.sessions.read().unwrap();
    let account = id.and_then(|id| sessions.get(&id));
    let account = account.ok_or((StatusCode::UNAUTHORIZED, "Unauthorized - Please Login"))?;
    Ok(format!("Welcome back, {}!", account.email))
}

async fn logout(State(app): State<App>, jar: PrivateCookieJar) -> (PrivateCookieJar, &'static str) {
    if let Some(id) = session_id(&jar) {
        app.sessions.write().unwrap().remove(&id);
    }
    let cookie = Cookie::build("session_id").path("/");
    (jar.remove(cookie), "Logged Out")
}

fn main() {
    let environment = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let port = environment("BENCH_PORT").parse().expect("a port");
    let workers = environment("BENCH_WORKERS").parse().expect("a number");
    let key = hex::decode(environment("BENCH_KEY")).expect("hexadecimal digits");
    let app = App {
        key: Key::derive_from(&key),
        sessions: Arc::default(),
        logins: Arc::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(runtime.spawn(serve(app, port))).unwrap();
}

async fn serve(app: App, port: u16) {
    let router = Router::new()
        .route("/plaintext", get(plaintext))
        .route("/json", get(json))
        .route("/users/{id}", get(user))
        .route("/login", post(login))
        .route("/dashboard", get(dashboard))
        .route("/logout", post(logout))
        .with_state(app);
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .expect("a free port");
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await.expect("a server");
}
