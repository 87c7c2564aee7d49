//! The program whose faults tests/reliability/run.py stages.

#[path = "../counts.rs"]
mod counts;
#[path = "../large.rs"]
mod large;
#[path = "../options.rs"]
mod options;
#[path = "../panics.rs"]
mod panics;
#[path = "../work.rs"]
mod work;

use std::sync::atomic::Ordering;
use std::time::Duration;

use oxy::Body;
use oxy::prelude::*;
use serde::{Deserialize, Serialize};

use counts::{Counts, Open};
use options::Options;
use work::Work;

/// What a session holds.
#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "name")]
struct User {
    name: String,
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
    counts: Counts,
    work: Work,
}

#[get("/plain")]
async fn plain(counts: Context<Counts>) -> &'static str {
    let _open = Open::new(&counts);
    "plain"
}

#[get("/slow/{milliseconds}")]
async fn slow(milliseconds: u64, counts: Context<Counts>) -> &'static str {
    let open = Open::new(&counts);
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    open.finish();
    "slow"
}

/// Takes processor time, as a page that is made by a template does.
#[get("/work")]
async fn work(work: Context<Work>, counts: Context<Counts>) -> String {
    let _open = Open::new(&counts);
    work.a_millisecond().to_string()
}

#[post("/login/{name}")]
async fn login(name: String, sessions: SessionHandle<User>) -> Result<&'static str, Error> {
    sessions.begin(User { name }).await?;
    Ok("in")
}

#[get("/dashboard")]
async fn dashboard(user: Session<User>) -> String {
    format!("Welcome back, {}!", user.name)
}

#[post("/logout")]
async fn logout(user: Session<User>) -> Result<&'static str, Error> {
    user.end().await?;
    Ok("out")
}

#[get("/limited", timeout = "1 s")]
#[get("/forever")]
async fn forever(counts: Context<Counts>) -> &'static str {
    let _open = Open::new(&counts);
    std::future::pending::<()>().await;
    "never"
}

#[get("/large")]
async fn large(counts: Context<Counts>) -> Response {
    Response::new(Body::new(large::Large::new(Open::new(&counts))))
}

#[post("/upload")]
async fn upload(body: Bytes, counts: Context<Counts>) -> String {
    let _open = Open::new(&counts);
    body.len().to_string()
}

/// What goes on: one `name number` a line.
#[get("/counts")]
async fn counts(counts: Context<Counts>) -> String {
    let tasks = tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks();
    format!("{}tasks {tasks}\n", counts.lines())
}

fn main() -> oxy::Result {
    let options = Options::of_the_command_line()?;
    let counts = Counts::default();
    let sessions = match &options.store {
        None => Sessions::memory(),
        Some(url) => Sessions::from_url(url.clone()),
    };
    let app = App {
        sessions: sessions.idle(options.session_idle),
        counts: counts.clone(),
        work: Work::measured(),
    };
    let mut server = oxy::serve(app)
        .secret_key(SecretKey::from_env_or_random("OXY_SECRET_KEY")?)
        .limits(options.limits)
        .port(options.port)
        .socket_activation();
    if let Some((certificate, key)) = options.tls {
        server = server.tls(certificate, key);
    }
    server.run()?;
    // The script compares this with the answers that its clients got.
    eprintln!("handled {}", counts.begun.load(Ordering::Relaxed));
    Ok(())
}
