//! What stands in the log, down to TRACE: no cookie, token, id, key, password, user or data of a session.

mod forms;
mod vault;

use std::sync::Arc;
use std::time::Duration;

use oxy::prelude::*;
use oxy::session::{Timestamp, UserTag};
use oxy::testing::{TestClient, TestResponse};
use oxy::{Clock, Serve, SessionStore};

use self::forms::{forms_of, id_forms};
use self::vault::{EMAIL, MARKER, MESSAGE, Owner, PASSWORD, Vault, watching};
use crate::people::COOKIE;
use crate::spy::{Mood, Spy, Step};
use crate::support::{Log, OTHER_SECRET, SECRET, Socket, value};

/// A client, and all that must not be in the log.
struct Visit {
    client: TestClient,
    store: Arc<Spy>,
    hidden: Vec<String>,
}

fn vault(store: &Arc<Spy>, key: SecretKey) -> Serve<Vault> {
    let sessions = Sessions::<Owner>::new(Arc::clone(store));
    let sessions = sessions
        .per_user(2)
        .idle(Duration::from_secs(600))
        .login_page("/login");
    oxy::serve(Vault { sessions })
        .layer(watching())
        .secret_key(key)
}

impl Visit {
    fn new(secrets: &[&str], store: &Arc<Spy>) -> Self {
        let key = SecretKey::ring(secrets).unwrap();
        let client = TestClient::new(vault(store, key)).unwrap();
        Self {
            client,
            store: Arc::clone(store),
            hidden: Vec::new(),
        }
    }

    async fn send(&mut self, method: Method, path: &str, form: &[(&str, &str)]) -> TestResponse {
        let mut request = self.client.request(method.clone(), path);
        if !form.is_empty() {
            request = request.form(form);
        }
        let response = request.send().await;
        self.learn(&response).await;
        response
    }

    async fn get(&mut self, path: &str) -> u16 {
        self.send(Method::GET, path, &[]).await.status().as_u16()
    }

    async fn post(&mut self, path: &str) -> u16 {
        self.send(Method::POST, path, &[]).await.status().as_u16()
    }

    async fn login(&mut self, email: &str) -> String {
        let form = [("email", email), ("password", PASSWORD)];
        let response = self.send(Method::POST, "/login", &form).await;
        assert_eq!(response.status(), 303, "{}", response.text());
        self.client.cookie(COOKIE).unwrap()
    }

    /// Everything secret that a response brings about.
    async fn learn(&mut self, response: &TestResponse) {
        let now = self.client.clock().now();
        for line in response.set_cookies() {
            let token = value(line);
            if token.is_empty() {
                continue;
            }
            self.hidden.extend(forms_of(token));
            for secret in [SECRET, OTHER_SECRET] {
                let key = SecretKey::new(secret).unwrap();
                let id = oxy::testing::unseal(&key, COOKIE, token, now);
                self.hidden.extend(id.iter().flat_map(|id| id_forms(id)));
            }
        }
        let user = UserTag::new("session_id", EMAIL);
        let stored = self.store.by_user(&user, 100, Timestamp(0)).await;
        for listed in stored.unwrap_or_default() {
            let loaded = self.store.load(&listed.key, Timestamp(0)).await;
            let record = loaded.unwrap().live().unwrap();
            self.hidden.extend(forms::bytes(record.secret.as_bytes()));
            let number = listed.key.number();
            self.hidden.extend(forms::bytes(&number.to_be_bytes()));
            self.hidden.push(number.to_string());
        }
    }

    /// Sends a `Cookie` line of one's own.
    async fn present(&mut self, cookie: &str) -> u16 {
        self.client.clear_cookies();
        self.hidden.extend(forms_of(value(cookie)));
        let request = self.client.get("/me").header("cookie", cookie);
        let response = request.send().await;
        self.learn(&response).await;
        response.status().as_u16()
    }
}

/// Logins, changes, rotations and logouts as they should be.
async fn ordinary(visit: &mut Visit) {
    assert_eq!(visit.get("/me").await, 303);
    for _ in 0..3 {
        visit.login(EMAIL).await;
        visit.client.clear_cookies();
    }
    let old = visit.login(EMAIL).await;
    assert_eq!(visit.get("/me").await, 200);
    assert_eq!(visit.get("/flashes").await, 200);
    assert_eq!(visit.post("/note/3").await, 200);
    assert_eq!(visit.post("/rotate").await, 200);
    assert_eq!(visit.get("/boss").await, 403);
    assert_eq!(visit.post("/logout").await, 200);
    assert_eq!(visit.post("/logout").await, 401);
    assert_eq!(visit.present(&format!("{COOKIE}={old}")).await, 303);
    visit.login("nobody").await;
    assert_eq!(visit.get("/boss").await, 200);
    visit.login(EMAIL).await;
    assert_eq!(visit.post("/end-all").await, 200);
}

/// What clients send that is not right.
async fn hostile(visit: &mut Visit) {
    for form in [
        [("email", EMAIL), ("password", "wrong-horse"), ("pin", "1")],
        [("email", EMAIL), ("password", PASSWORD), ("pin", PASSWORD)],
        [
            ("email", EMAIL),
            ("password", PASSWORD),
            ("password", MARKER),
        ],
    ] {
        let response = visit.send(Method::POST, "/login", &form).await;
        assert!(response.status().is_client_error(), "{}", response.text());
    }
    let login = serde_json::json!({ "email": EMAIL, "password": PASSWORD, "pin": PASSWORD });
    let refused = visit.client.post("/login/json").json(&login).send().await;
    assert!(refused.text().contains(PASSWORD), "the client may see it");
    let token = visit.login(EMAIL).await;
    let mut flipped = token.clone();
    flipped.replace_range(40..41, if &token[40..41] == "A" { "B" } else { "A" });
    let other = SecretKey::new("a third secret that the ring never had").unwrap();
    let now = visit.client.clock().now();
    let foreign = oxy::testing::seal(&other, COOKIE, MARKER, Duration::from_secs(60), now).unwrap();
    let own = SecretKey::new(SECRET).unwrap();
    let no_id = oxy::testing::seal(&own, COOKIE, MARKER, Duration::from_secs(60), now).unwrap();
    for bad in [&token[1..], &flipped, &foreign, &no_id, MARKER] {
        assert_eq!(visit.present(&format!("{COOKIE}={bad}")).await, 303);
    }
    let second = visit.login(EMAIL).await;
    visit
        .present(&format!("{COOKIE}={token}; {COOKIE}={second}"))
        .await;
    visit
        .present(&format!("{COOKIE}={token}; {}", "a=b; ".repeat(400)))
        .await;
    // Over plain http, which is warned of.
    let form = [("email", EMAIL), ("password", PASSWORD)];
    let request = visit.client.post("/login").header("host", "vault.example");
    let response = request.form(&form).send().await;
    visit.learn(&response).await;
    // A page of another site, with all cookies.
    let request = visit
        .client
        .post("/logout")
        .header("cookie", format!("{COOKIE}={token}"));
    let refused = request.header("sec-fetch-site", "cross-site").send().await;
    assert_eq!(refused.status(), 403);
}

/// What goes wrong in the application and its store.
async fn failing(visit: &mut Visit) {
    visit.client.clear_cookies();
    assert_eq!(visit.post("/broken-login").await, 500);
    let token = visit.login(EMAIL).await;
    assert_eq!(visit.get("/panic").await, 500);
    assert_eq!(visit.post("/note/100000").await, 500, "larger than 64 KiB");
    assert_eq!(visit.post("/rename").await, 500, "longer than a user");
    visit.store.set_all(Mood::Fails);
    for (method, path) in [
        (Method::GET, "/me"),
        (Method::POST, "/logout"),
        (Method::POST, "/end-all"),
        (Method::POST, "/note/1"),
    ] {
        let status = visit.send(method, path, &[]).await.status();
        assert_eq!(status, 503, "{path}");
    }
    visit.store.set_all(Mood::Works);
    visit.store.set(Step::Delete, Mood::Fails);
    assert_eq!(visit.post("/logout").await, 503);
    visit.store.set_all(Mood::Works);
    assert_eq!(visit.present(&format!("{COOKIE}={token}")).await, 200);
    visit.client.clock().advance(Duration::from_secs(700));
    assert_eq!(visit.present(&format!("{COOKIE}={token}")).await, 303);
    visit
        .client
        .clock()
        .advance(Duration::from_secs(7 * 24 * 60 * 60));
    assert_eq!(visit.present(&format!("{COOKIE}={token}")).await, 303);
    visit.client.sweep().await.unwrap();
}

/// Keys that cannot be used, and what becomes of sessions when the key changes.
async fn keys(visit: &mut Visit) {
    let token = visit.login(EMAIL).await;
    let mut between = Visit::new(&[OTHER_SECRET, SECRET], &visit.store);
    let since = visit
        .client
        .clock()
        .now()
        .duration_since(between.client.clock().now());
    between.client.clock().advance(since.unwrap());
    assert_eq!(between.present(&format!("{COOKIE}={token}")).await, 200);
    assert!(
        between
            .client
            .cookie(COOKIE)
            .is_some_and(|new| new != token),
        "sealed again"
    );
    visit.hidden.append(&mut between.hidden);

    let secret = "short-secret-of-a-key";
    visit.hidden.push(secret.to_owned());
    let error = SecretKey::new(secret).unwrap_err();
    let key = SecretKey::new(SECRET).unwrap();
    let report = vault(&visit.store, SecretKey::random())
        .secret_key(secret)
        .check();
    let report = report.unwrap_err();
    tracing::error!(%error, ?error, ?key, %report, ?report, "a key");
    let environment = SecretKey::from_env("OXY_TEST_THERE_IS_NO_SUCH_VARIABLE").unwrap_err();
    tracing::error!(%environment, ?environment, "a key");
}

/// The same behind a socket, whose tasks run on this thread.
async fn served(visit: &mut Visit) {
    let server = vault(&visit.store, SecretKey::new(SECRET).unwrap()).port(0);
    let running = server.start().await.unwrap();
    let mut socket = Socket::open(running.address()).await;
    let form = format!("email={EMAIL}&password={PASSWORD}");
    let form_type = [("Content-Type", "application/x-www-form-urlencoded")];
    let reply = socket
        .send("POST", "/login", &form_type, form.as_bytes())
        .await;
    assert_eq!(reply.status, 303);
    let token = value(reply.header("set-cookie").unwrap()).to_owned();
    visit.hidden.extend(forms_of(&token));
    for cookie in [format!("{COOKIE}={token}"), format!("{COOKIE}={token}x")] {
        for (method, path) in [("GET", "/me"), ("GET", "/panic"), ("POST", "/logout")] {
            let headers = [("Cookie", cookie.as_str())];
            socket.send(method, path, &headers, b"").await;
        }
    }
    socket
        .exchange(format!("{MARKER}\r\n\r\n").as_bytes(), false)
        .await;
    drop(socket);
    running.stop().await;
}

#[tokio::test]
async fn none_is_in_any_log_line() {
    let (log, _guard) = Log::capture();
    let store = Spy::new();
    let mut visit = Visit::new(&[SECRET], &store);
    ordinary(&mut visit).await;
    hostile(&mut visit).await;
    failing(&mut visit).await;
    keys(&mut visit).await;
    served(&mut visit).await;

    let mut hidden = visit.hidden;
    for text in [
        SECRET,
        OTHER_SECRET,
        EMAIL,
        PASSWORD,
        MARKER,
        MESSAGE,
        "wrong-horse",
    ] {
        hidden.extend(forms_of(text));
    }
    hidden.sort();
    hidden.dedup();
    assert!(hidden.len() > 200, "{}", hidden.len());
    let lines = log.lines();
    for level in ["ERROR", "WARN", "INFO", "DEBUG"] {
        assert!(!log.of(level).is_empty(), "no line of {level}: {lines:#?}");
    }
    for event in [
        "begun",
        "renewed",
        "ended",
        "idle",
        "revoked",
        "bad_seal",
        "unknown",
        "undone",
        "store_error",
    ] {
        let field = format!(" event={event} ");
        assert!(
            lines.iter().any(|line| line.contains(&field)),
            "no {event}: {lines:#?}"
        );
    }
    for line in &lines {
        for hidden in &hidden {
            assert!(!line.contains(hidden.as_str()), "{hidden:?} is in {line}");
        }
    }
}
