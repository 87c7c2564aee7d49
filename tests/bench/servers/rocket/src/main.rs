//! Rocket with its private cookies: the cookie holds an id, and a map the sessions.

use std::collections::HashMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use rocket::config::{Config, LogLevel, SecretKey};
use rocket::http::{Cookie, CookieJar, SameSite};
use rocket::response::status::Unauthorized;
use rocket::serde::{Deserialize, Serialize, json::Json};
use rocket::time::Duration;
use rocket::{State, get, post, routes, tokio};
use uuid::Uuid;

#[derive(Clone, Serialize, Deserialize)]
#[serde(crate = "rocket::serde")]
struct Account {
    email: String,
    role: String,
    login_time: u64,
    city: String,
}

#[derive(Default)]
struct Site {
    sessions: RwLock<HashMap<Uuid, Account>>,
    logins: AtomicU64,
}

#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
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

#[get("/users/<id>")]
async fn user(id: u64) -> String {
    format!("user {id}")
}

#[post("/login")]
async fn login(site: &State<Site>, jar: &CookieJar<'_>) -> &'static str {
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
    // Without `expires(None)` Rocket adds an `Expires` in a week.
    let cookie = Cookie::build(("session_id", id.to_string()))
        .same_site(SameSite::Lax)
        .max_age(Duration::hours(1))
        .expires(None);
    jar.add_private(cookie);
    "Login Successful"
}

fn session_id(jar: &CookieJar<'_>) -> Option<Uuid> {
    Uuid::parse_str(jar.get_private("session_id")?.value()).ok()
}

#[get("/dashboard")]
async fn dashboard(
    site: &State<Site>,
    jar: &CookieJar<'_>,
) -> Result<String, Unauthorized<&'static str>> {
    let id = session_id(jar);
    let sessions = site.sessions.read().unwrap();
    let account = id.and_then(|id| sessions.get(&id));
    let account = account.ok_or(Unauthorized("Unauthorized - Please Login"))?;
    Ok(format!("Welcome back, {}!", account.email))
}

#[post("/logout")]
async fn logout(site: &State<Site>, jar: &CookieJar<'_>) -> &'static str {
    if let Some(id) = session_id(jar) {
        site.sessions.write().unwrap().remove(&id);
    }
    jar.remove_private("session_id");
    "Logged Out"
}

fn main() {
    let environment = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let key = hex::decode(environment("BENCH_KEY")).expect("hexadecimal digits");
    let config = Config {
        port: environment("BENCH_PORT").parse().expect("a port"),
        workers: environment("BENCH_WORKERS").parse().expect("a number"),
        secret_key: SecretKey::derive_from(&key),
        log_level: LogLevel::Off,
        ..Config::release_default()
    };
    // `#[launch]` starts its threads before it knows of `config`.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(config.workers)
        .enable_all()
        .build()
        .expect("a runtime");
    let routes = routes![plaintext, json, user, login, dashboard, logout];
    let server = rocket::custom(config)
        .manage(Site::default())
        .mount("/", routes);
    let serving = runtime.spawn(server.launch());
    runtime.block_on(serving).unwrap().expect("a server");
}
