//! A log-in page, a dashboard and a list of one's devices, in a browser:
//!
//! ```sh
//! cargo run --example session_demo        # --port 0 picks a free port
//! ```
//!
//! then open <http://localhost:6060> and log in as `admin` with the password `1234`. Sessions are in memory, and gone with the
//! process, unless `--store` says where they are kept:
//!
//! ```sh
//! cargo run --example session_demo -- --store sqlite:sessions.db
//! cargo run --example session_demo -- --store postgres://user:password@localhost/database
//! cargo run --example session_demo -- --store redis://localhost:6379
//! cargo run --example session_demo -- --store redis+cluster://localhost:7000,localhost:7001
//! ```
//!
//! Whoever is logged in then stays so over a restart, and on every instance on that store that has the same key: that in the
//! file `session_demo.key`, which makes itself, or in the environment variable `OXY_SECRET_KEY`.
//!
//! With a certificate it is served over https; a reverse proxy or systemd may hand over a socket:
//!
//! ```sh
//! cargo run --example session_demo -- --tls certificate.pem,key.pem
//! systemd-socket-activate -l 6060 cargo run --example session_demo
//! ```

use std::time::{Duration, SystemTime};

use oxy::header::{CACHE_CONTROL, CONTENT_TYPE, USER_AGENT};
use oxy::prelude::*;
use oxy::{Failure, RateLimit, SecurityHeaders};
use serde::{Deserialize, Serialize};

/// What a session holds.
#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "name")]
struct User {
    name: String,
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[derive(Deserialize)]
struct Login {
    user: String,
    pass: String,
}

impl Login {
    /// A real program looks the user up, and verifies the password against a slow hash such as Argon2id.
    fn verify(&self) -> Option<User> {
        let name = self.user.clone();
        (self.user == "admin" && self.pass == "1234").then_some(User { name })
    }
}

/// The log-in page, for those who are not logged in.
#[get("/")]
async fn index(user: Option<Session<User>>, flashes: Flashes) -> Response {
    match user {
        Some(_) => Redirect::to("/dashboard").into_response(),
        None => login_page("", &notices(flashes)).into_response(),
    }
}

/// Whoever tries passwords out has to wait (OWASP ASVS 5.0, 6.3.1). `LOGIN_ATTEMPTS` is how many a minute, 10 by default.
fn few_attempts() -> RateLimit {
    let chosen = std::env::var("LOGIN_ATTEMPTS").ok();
    RateLimit::per_minute(chosen.and_then(|count| count.parse().ok()).unwrap_or(10))
}

/// A new session under a new id; the one that there was ends.
#[post("/login", layer = few_attempts)]
async fn login(
    form: Form<Login>,
    headers: Headers,
    sessions: SessionHandle<User>,
) -> Result<Response, Error> {
    let Some(user) = form.verify() else {
        let message = notice("error", "Wrong user or password. Please try again.");
        let page = login_page(&form.user, &message);
        return Ok((StatusCode::UNAUTHORIZED, page).into_response());
    };
    sessions.begin(user).label(device(&headers)).await?;
    Ok(Redirect::to("/dashboard").into_response())
}

/// Where one is logged in.
#[get("/dashboard")]
async fn dashboard(user: Session<User>, flashes: Flashes) -> Result<Html<String>, Error> {
    let devices = user.list().await?;
    let rows: String = devices
        .iter()
        .map(|device| {
            let label =
                escape_html(device.label.as_deref().unwrap_or("Unknown device")).to_string();
            let here = if device.current {
                "<span class=here>this one</span>"
            } else {
                ""
            };
            format!(
                "<li><b>{label}</b>{here}<small>logged in {}</small></li>",
                ago(device.created)
            )
        })
        .collect();
    let others = if devices.len() > 1 {
        "<form method=post action=/end-others><button class=quiet>Log out everywhere else</button></form>"
    } else {
        ""
    };
    Ok(page(
        "Dashboard",
        &format!(
            "{}<h1>Welcome back, {}!</h1><p>You are logged in here:</p><ul>{rows}</ul>{others}\
             <form method=post action=/logout><button>Log out</button></form>",
            notices(flashes),
            escape_html(&user.name),
        ),
    ))
}

#[post("/end-others")]
async fn end_others(user: Session<User>) -> Result<Redirect, Error> {
    let message = match user.end_others().await? {
        0 => "You were logged in nowhere else.".to_owned(),
        1 => "One other device was logged out.".to_owned(),
        count => format!("{count} other devices were logged out."),
    };
    Ok(Redirect::to("/dashboard").flash(Flash::success(message)))
}

/// Whoever is not logged in any more gets to the same page.
#[post("/logout")]
async fn logout(sessions: SessionHandle<User>) -> Result<Redirect, Error> {
    sessions.end().await?;
    Ok(Redirect::to("/").flash(Flash::info("You are logged out.")))
}

#[get("/style.css")]
async fn style() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/css"), (CACHE_CONTROL, "max-age=3600")];
    (headers, STYLE)
}

/// Nothing but this site's own style and forms, should a page ever hold what somebody else wrote (OWASP ASVS 5.0, 3.4.3).
const OWN_CONTENT_ONLY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

fn main() -> oxy::Result {
    const KEY: &str = "OXY_SECRET_KEY";
    let options = Options::of_the_command_line()?;
    let (sessions, key) = match options.store {
        None => (Sessions::memory(), SecretKey::from_env_or_random(KEY)?),
        // Sessions that outlive the process are of use only with the key that sealed their cookies.
        Some(url) => (
            Sessions::from_url(url),
            SecretKey::from_env_or_file(KEY, "session_demo.key")?,
        ),
    };
    let sessions = sessions.login_page("/");
    let server = oxy::serve(App { sessions })
        .secret_key(key)
        .security_headers(SecurityHeaders::new().set("content-security-policy", OWN_CONTENT_ONLY))
        .on_error(error_page)
        .port(options.port)
        .socket_activation();
    match options.tls {
        Some((certificate, key)) => server.tls(certificate, key).run(),
        None => server.run(),
    }
}

struct Options {
    port: u16,
    store: Option<String>,
    /// The files of a certificate and its key.
    tls: Option<(String, String)>,
}

impl Options {
    fn of_the_command_line() -> oxy::Result<Self> {
        let wrong = || {
            let options = "the options are --port NUMBER, --store URL and --tls CERTIFICATE,KEY";
            Error::internal(options)
        };
        let (mut port, mut store, mut tls) = (6060, None, None);
        let mut arguments = std::env::args().skip(1);
        while let Some(option) = arguments.next() {
            let value = arguments.next().ok_or_else(wrong)?;
            match option.as_str() {
                "--port" => port = value.parse().map_err(|_| wrong())?,
                "--store" if value == "cookie:" => {
                    let message = "sessions in cookies cannot be listed, as the dashboard does: --store needs a store";
                    return Err(Error::internal(message));
                }
                "--store" => store = Some(value),
                "--tls" => {
                    let (certificate, key) = value.split_once(',').ok_or_else(wrong)?;
                    tls = Some((certificate.to_owned(), key.to_owned()));
                }
                _ => return Err(wrong()),
            }
        }
        Ok(Self { port, store, tls })
    }
}

// The pages

fn login_page(user: &str, message: &str) -> Html<String> {
    let user = escape_html(user);
    page(
        "Log in",
        &format!(
            "<h1>Log in</h1>{message}<form method=post action=/login>\
             <label>User<input name=user value=\"{user}\" autocomplete=username autocapitalize=none required autofocus></label>\
             <label>Password<input name=pass type=password autocomplete=current-password required></label>\
             <button>Log in</button></form><p><small>Try <code>admin</code> and <code>1234</code>.</small></p>"
        ),
    )
}

fn page(title: &str, content: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} · oxy</title>\
         <meta name=viewport content=\"width=device-width,initial-scale=1\"><link rel=stylesheet href=/style.css></head>\
         <body><main>{content}</main></body></html>\n"
    ))
}

/// Errors look like the other pages; whoever does not prefer HTML gets what oxy sends by itself.
fn error_page(failure: &Failure<'_>) -> Response {
    if !failure.prefers_html() {
        return failure.page();
    }
    let (title, text) = if failure.status() == StatusCode::SERVICE_UNAVAILABLE {
        let text = "Your session cannot be reached. It is kept: please try again in a few seconds.";
        ("One moment, please", text)
    } else {
        let title = failure.status().canonical_reason().unwrap_or("Error");
        (title, failure.detail().unwrap_or_default())
    };
    let text = escape_html(text);
    let id = failure.request_id();
    let id = id
        .map(|id| format!("<small>Request {id}</small>"))
        .unwrap_or_default();
    let content =
        format!("<h1>{title}</h1><p>{text}</p><p><a href=/>Back to the start</a></p>{id}");
    page(title, &content).into_response()
}

fn notices(flashes: Flashes) -> String {
    flashes
        .iter()
        .map(|flash| notice(flash.level().as_str(), flash.text()))
        .collect()
}

fn notice(level: &str, text: &str) -> String {
    format!(
        "<p role=status class=\"notice {level}\">{}</p>",
        escape_html(text)
    )
}

/// A name for the device, from what its browser says of itself.
fn device(headers: &Headers) -> String {
    let agent = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let find = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    // Edge says that it is Chrome, and Chrome that it is Safari.
    let browser = find(&[
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unknown device".to_owned(),
    }
}

fn ago(time: SystemTime) -> String {
    let minutes = SystemTime::now()
        .duration_since(time)
        .unwrap_or(Duration::ZERO)
        .as_secs()
        / 60;
    match minutes {
        0 => "just now".to_owned(),
        1 => "a minute ago".to_owned(),
        2..=119 => format!("{minutes} minutes ago"),
        _ => format!("{} hours ago", minutes / 60),
    }
}

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5d6b82; --card: #fff; --ground: #eef1f6; --line: #d5dbe6; --main: #2f5fe0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf4; --soft: #9aa7bd; --card: #1b2230; --ground: #10151f; --line: #333d50; --main: #7ea2ff; }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
  box-shadow: 0 1rem 3rem #0002 }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere }
label { display: block; margin: 1rem 0; color: var(--soft); font-size: .9rem }
input { display: block; width: 100%; margin-top: .25rem; padding: .65rem .8rem; font: inherit; font-size: 1rem; color: var(--ink);
  background: transparent; border: 1px solid var(--line); border-radius: .5rem }
input:focus-visible, button:focus-visible { outline: 2px solid var(--main); outline-offset: 2px }
button { width: 100%; margin-top: .75rem; padding: .7rem; font: inherit; font-weight: 600; cursor: pointer; color: var(--card);
  background: var(--main); border: 1px solid var(--main); border-radius: .5rem }
button.quiet { color: var(--main); background: transparent }
small { color: var(--soft) }
main > :last-child { margin-bottom: 0 }
ul { margin: 0 0 1rem; padding: 0; list-style: none }
li { padding: .65rem 0; border-top: 1px solid var(--line) }
li small { display: block }
.here { margin-left: .5rem; padding: .1rem .5rem; font-size: .75rem; color: var(--main); border: 1px solid var(--main); border-radius: 1rem }
.notice { margin: 0 0 1rem; padding: .65rem .8rem; border-left: .25rem solid var(--main); border-radius: .25rem; background: var(--ground) }
.notice.error { border-color: #d1344b }
.notice.success { border-color: #23915b }
";
