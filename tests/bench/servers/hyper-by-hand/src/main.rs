//! The floor: what one writes with hyper and nothing around it, with hyper's defaults and no protection of any kind.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, COOKIE, HeaderValue, SET_COOKIE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rand::RngExt;
use serde::Serialize;
use tokio::net::TcpListener;
use uuid::Uuid;

type Answer = Response<Full<Bytes>>;

const NAME: &str = "session_id";
const NONCE: usize = 12;

#[derive(Serialize)]
struct Account {
    email: String,
    role: String,
    login_time: u64,
    city: String,
}

struct App {
    cipher: Aes256Gcm,
    sessions: RwLock<HashMap<Uuid, Account>>,
    logins: AtomicU64,
}

#[derive(Serialize)]
struct Message {
    message: &'static str,
}

impl App {
    fn seal(&self, id: Uuid) -> String {
        let nonce: [u8; NONCE] = rand::rng().random();
        let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
        let message = Payload {
            msg: id.as_hyphenated().encode_lower(&mut text).as_bytes(),
            aad: NAME.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), message)
            .expect("short enough");
        let mut value = Vec::with_capacity(NONCE + sealed.len());
        value.extend_from_slice(&nonce);
        value.extend_from_slice(&sealed);
        BASE64_URL_SAFE_NO_PAD.encode(value)
    }

    fn open(&self, value: &str) -> Option<Uuid> {
        let value = BASE64_URL_SAFE_NO_PAD.decode(value).ok()?;
        let (nonce, sealed) = value.split_first_chunk::<NONCE>()?;
        let message = Payload {
            msg: sealed,
            aad: NAME.as_bytes(),
        };
        let text = self.cipher.decrypt(&Nonce::from(*nonce), message).ok()?;
        Uuid::try_parse_ascii(&text).ok()
    }

    fn session(&self, request: &Request<Incoming>) -> Option<Uuid> {
        let cookies = request.headers().get(COOKIE)?.to_str().ok()?;
        let mut pairs = cookies.split("; ").filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == NAME)?;
        self.open(value)
    }

    fn login(&self) -> Answer {
        let number = self.logins.fetch_add(1, Ordering::Relaxed) + 1;
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
        self.sessions.write().unwrap().insert(id, account);
        let cookie = format!(
            "{NAME}={}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax",
            self.seal(id)
        );
        with_cookie(text("Login Successful"), cookie)
    }

    fn dashboard(&self, request: &Request<Incoming>) -> Answer {
        let id = self.session(request);
        let sessions = self.sessions.read().unwrap();
        let Some(account) = id.and_then(|id| sessions.get(&id)) else {
            let mut answer = text("Unauthorized - Please Login");
            *answer.status_mut() = StatusCode::UNAUTHORIZED;
            return answer;
        };
        text(format!("Welcome back, {}!", account.email))
    }

    fn logout(&self, request: &Request<Incoming>) -> Answer {
        if let Some(id) = self.session(request) {
            self.sessions.write().unwrap().remove(&id);
        }
        let cookie = format!("{NAME}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        with_cookie(text("Logged Out"), cookie)
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Answer, Infallible> {
        let path = request.uri().path();
        Ok(match (request.method(), path) {
            (&Method::GET, "/plaintext") => text("Hello, World!"),
            (&Method::GET, "/json") => json(),
            (&Method::POST, "/login") => self.login(),
            (&Method::GET, "/dashboard") => self.dashboard(&request),
            (&Method::POST, "/logout") => self.logout(&request),
            (&Method::GET, path) => match path.strip_prefix("/users/").map(str::parse::<u64>) {
                Some(Ok(id)) => text(format!("user {id}")),
                Some(Err(_)) => status(StatusCode::BAD_REQUEST),
                None => status(StatusCode::NOT_FOUND),
            },
            _ => status(StatusCode::NOT_FOUND),
        })
    }
}

fn text(body: impl Into<Bytes>) -> Answer {
    body_of("text/plain; charset=utf-8", body)
}

fn json() -> Answer {
    let message = Message {
        message: "Hello, World!",
    };
    body_of(
        "application/json",
        serde_json::to_vec(&message).expect("no map"),
    )
}

fn body_of(kind: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

fn status(status: StatusCode) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    answer
}

fn with_cookie(mut answer: Answer, cookie: String) -> Answer {
    let cookie = HeaderValue::try_from(cookie).expect("ASCII");
    answer.headers_mut().insert(SET_COOKIE, cookie);
    answer
}

fn main() {
    let environment = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let port: u16 = environment("BENCH_PORT").parse().expect("a port");
    let workers = environment("BENCH_WORKERS").parse().expect("a number");
    let key = environment("BENCH_KEY");
    let key: Vec<u8> = (0..key.len() / 2)
        .map(|at| u8::from_str_radix(&key[2 * at..2 * at + 2], 16).expect("hexadecimal digits"))
        .collect();
    let app = Arc::new(App {
        cipher: Aes256Gcm::new_from_slice(&key).expect("32 bytes"),
        sessions: RwLock::default(),
        logins: AtomicU64::new(0),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(runtime.spawn(serve(app, port))).unwrap();
}

async fn serve(app: Arc<App>, port: u16) {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .expect("a free port");
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            let service = service_fn(|request| app.answer(request));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            let _ = connection.await;
        });
    }
}
