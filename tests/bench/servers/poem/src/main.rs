//! poem with its server sessions: the sessions in its memory storage, their id in an encrypted cookie.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use poem::http::StatusCode;
use poem::listener::TcpListener;
use poem::session::{CookieConfig, MemoryStorage, ServerSession, Session};
use poem::web::cookie::{CookieKey, SameSite};
use poem::web::{Data, Json, Path};
use poem::{EndpointExt, Error, Result, Route, Server, get, handler, post};
use serde::{Deserialize, Serialize};

const ACCOUNT: &str = "account";

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

#[handler]
async fn plaintext() -> &'static str {
    "Hello, World!"
}

#[handler]
async fn json() -> Json<Message> {
    Json(Message {
        message: "Hello, World!",
    })
}

#[handler]
async fn user(Path(id): Path<u64>) -> String {
    format!("user {id}")
}

#[handler]
async fn login(Data(logins): Data<&Arc<AtomicU64>>, session: &Session) -> &'static str {
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
    session.set(ACCOUNT, account);
    session.renew();
    "Login Successful"
}

#[handler]
async fn dashboard(session: &Session) -> Result<String> {
    let account: Option<Account> = session.get(ACCOUNT);
    let account = account.ok_or_else(|| {
        Error::from_string("Unauthorized - Please Login", StatusCode::UNAUTHORIZED)
    })?;
    Ok(format!("Welcome back, {}!", account.email))
}

#[handler]
async fn logout(session: &Session) -> &'static str {
    session.purge();
    "Logged Out"
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
    let serving = runtime.spawn(serve(CookieKey::derive_from(&key), port));
    runtime.block_on(serving).unwrap();
}

async fn serve(key: CookieKey, port: u16) {
    let cookie = CookieConfig::private(key)
        .name("session_id")
        .secure(false)
        .same_site(SameSite::Lax)
        .max_age(Duration::from_secs(3600));
    let routes = Route::new()
        .at("/plaintext", get(plaintext))
        .at("/json", get(json))
        .at("/users/:id", get(user))
        .at("/login", post(login))
        .at("/dashboard", get(dashboard))
        .at("/logout", post(logout))
        .with(ServerSession::new(cookie, MemoryStorage::new()))
        .data(Arc::new(AtomicU64::new(0)));
    Server::new(TcpListener::bind(("127.0.0.1", port)))
        .run(routes)
        .await
        .expect("a server");
}
