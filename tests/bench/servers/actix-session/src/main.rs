//! actix-web with actix-session: the whole session in an encrypted cookie.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use actix_session::config::PersistentSession;
use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::{Key, time::Duration};
use actix_web::error::ErrorUnauthorized;
use actix_web::web::{Data, Json, Path};
use actix_web::{App, HttpServer, Result, get, post};
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
async fn user(id: Path<u64>) -> String {
    format!("user {id}")
}

#[post("/login")]
async fn login(logins: Data<AtomicU64>, session: Session) -> Result<&'static str> {
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
    session.renew();
    session.insert(ACCOUNT, account)?;
    Ok("Login Successful")
}

#[get("/dashboard")]
async fn dashboard(session: Session) -> Result<String> {
    let account: Option<Account> = session.get(ACCOUNT)?;
    let account = account.ok_or_else(|| ErrorUnauthorized("Unauthorized - Please Login"))?;
    Ok(format!("Welcome back, {}!", account.email))
}

/// The browser forgets the session; on the server there is nothing that could be removed.
#[post("/logout")]
async fn logout(session: Session) -> &'static str {
    session.purge();
    "Logged Out"
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let environment = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let port = environment("BENCH_PORT").parse().expect("a port");
    let workers = environment("BENCH_WORKERS").parse().expect("a number");
    let key = hex::decode(environment("BENCH_KEY")).expect("hexadecimal digits");
    let key = Key::derive_from(&key);
    let logins = Data::new(AtomicU64::new(0));
    let server = HttpServer::new(move || {
        let lifecycle = PersistentSession::default().session_ttl(Duration::hours(1));
        let sessions = SessionMiddleware::builder(CookieSessionStore::default(), key.clone())
            .cookie_name("session_id".to_owned())
            .cookie_secure(false)
            .session_lifecycle(lifecycle)
            .build();
        App::new()
            .app_data(logins.clone())
            .wrap(sessions)
            .service(plaintext)
            .service(json)
            .service(user)
            .service(login)
            .service(dashboard)
            .service(logout)
    });
    server
        .workers(workers)
        .tcp_nodelay(true)
        .bind(("127.0.0.1", port))?
        .run()
        .await
}
