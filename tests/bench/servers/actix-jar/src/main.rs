//! actix-web with the encrypted cookies of its cookie library: the cookie holds an id, and a map the sessions.

use std::collections::HashMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
use actix_web::error::ErrorUnauthorized;
use actix_web::web::{Data, Json, Path};
use actix_web::{App, HttpRequest, HttpServer, Responder, Result, get, post};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Serialize, Deserialize)]
struct Account {
    email: String,
    role: String,
    login_time: u64,
    city: String,
}

struct Site {
    key: Key,
    sessions: RwLock<HashMap<Uuid, Account>>,
    logins: AtomicU64,
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
async fn login(site: Data<Site>) -> impl Responder {
    let number = site.logins.fetch_add(1, Ordering::Relaxed) + 1;
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
    site.sessions.write().unwrap().insert(id, account);
    let cookie = Cookie::build("session_id", id.to_string())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::hours(1))
        .finish();
    let mut jar = CookieJar::new();
    jar.private_mut(&site.key).add(cookie);
    let sealed = jar.get("session_id").expect("just added");
    "Login Successful".customize().add_cookie(sealed)
}

fn session_id(request: &HttpRequest, key: &Key) -> Option<Uuid> {
    let sealed = request.cookie("session_id")?;
    let cookie = CookieJar::new().private(key).decrypt(sealed)?;
    Uuid::parse_str(cookie.value()).ok()
}

#[get("/dashboard")]
async fn dashboard(site: Data<Site>, request: HttpRequest) -> Result<String> {
    let id = session_id(&request, &site.key);
    let sessions = site.sessions.read().unwrap();
    let account = id.and_then(|id| sessions.get(&id));
    let account = account.ok_or_else(|| ErrorUnauthorized("Unauthorized - Please Login"))?;
    Ok(format!("Welcome back, {}!", account.email))
}

#[post("/logout")]
async fn logout(site: Data<Site>, request: HttpRequest) -> impl Responder {
    if let Some(id) = session_id(&request, &site.key) {
        site.sessions.write().unwrap().remove(&id);
    }
    let mut cookie = Cookie::build("session_id", "").path("/").finish();
    cookie.make_removal();
    "Logged Out".customize().add_cookie(&cookie)
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let environment = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let port = environment("BENCH_PORT").parse().expect("a port");
    let workers = environment("BENCH_WORKERS").parse().expect("a number");
    let key = hex::decode(environment("BENCH_KEY")).expect("hexadecimal digits");
    let site = Data::new(Site {
        key: Key::derive_from(&key),
        sessions: RwLock::default(),
        logins: AtomicU64::new(0),
    });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(site.clone())
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
