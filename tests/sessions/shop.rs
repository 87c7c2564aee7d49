//! The application whose sessions are followed from their beginning to their end; the modules add routes of their own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::{TestClient, TestResponse};
use oxy::{Clock, ManualClock, Running, Serve};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::spy::Spy;
use crate::support::{SECRET, only_line, pair, value};

/// The name of the cookie.
pub(crate) const COOKIE: &str = "__Host-session_id";

#[derive(Serialize, Deserialize, SessionData, Clone, Debug, Default, PartialEq)]
#[session(user = "name")]
pub(crate) struct Account {
    pub(crate) name: Option<String>,
    pub(crate) count: u32,
    pub(crate) other: u32,
    pub(crate) note: String,
}

impl Account {
    pub(crate) fn of(name: &str) -> Self {
        let name = (name != "nobody").then(|| name.to_owned());
        Self {
            name,
            ..Self::default()
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("nobody")
    }
}

/// Lets a test hold a handler until it says go, and hear from tasks that outlive their request.
#[derive(Default, Clone)]
pub(crate) struct Gate {
    pub(crate) entered: Arc<Notify>,
    pub(crate) go: Arc<Notify>,
    word: Arc<Mutex<String>>,
    said: Arc<Notify>,
}

impl Gate {
    pub(crate) async fn pass(&self) {
        self.entered.notify_one();
        self.go.notified().await;
    }

    pub(crate) fn say(&self, word: impl Into<String>) {
        *self.word.lock().unwrap() = word.into();
        self.said.notify_one();
    }

    /// What is said next.
    pub(crate) async fn word(&self) -> String {
        let said = tokio::time::timeout(Duration::from_secs(20), self.said.notified());
        said.await.expect("a word in time");
        std::mem::take(&mut *self.word.lock().unwrap())
    }
}

#[oxy::app(named)]
pub(crate) struct Shop {
    pub(crate) sessions: Sessions<Account>,
    pub(crate) gate: Gate,
}

#[get("/plain", app = Shop)]
async fn plain() -> &'static str {
    "plain"
}

#[get("/me", app = Shop)]
async fn me(user: Session<Account>) -> String {
    format!("{} {} {}", user.name(), user.count, user.other)
}

#[get("/peek", app = Shop)]
async fn peek(user: Option<Session<Account>>) -> String {
    user.map_or("stranger".to_owned(), |user| user.name().to_owned())
}

#[get("/handle", app = Shop)]
async fn handle(_sessions: SessionHandle<Account>) -> &'static str {
    "handle"
}

#[post("/login/{name}", app = Shop)]
async fn login(name: String, sessions: SessionHandle<Account>) -> Result<Redirect, Error> {
    sessions.begin(Account::of(&name)).await?;
    Ok(Redirect::to("/me"))
}

#[post("/count", app = Shop)]
async fn count(mut user: Session<Account>) -> Result<String, Error> {
    let count = user.update(|user| {
        user.count += 1;
        user.count
    });
    Ok(count.await?.to_string())
}

#[post("/rotate", app = Shop)]
async fn rotate(mut user: Session<Account>) -> Result<&'static str, Error> {
    user.rotate().await?;
    Ok("rotated")
}

/// Takes the session, waits, and changes it then.
#[post("/slow/{change}", app = Shop)]
async fn slow(
    change: String,
    mut user: Session<Account>,
    gate: Context<Gate>,
) -> Result<String, Error> {
    gate.pass().await;
    match &*change {
        "count" => user.update(|user| user.count += 1).await?,
        "rename" => user.update(|user| user.name = Some("cleo".into())).await?,
        "rotate" => user.rotate().await?,
        _ => return Err(Error::not_found("no such change")),
    }
    Ok(format!("{} {}", user.name(), user.count))
}

#[post("/logout", app = Shop)]
async fn logout(user: Session<Account>) -> Result<&'static str, Error> {
    user.end().await?;
    Ok("logged out")
}

/// The logout of a page that strangers may see, too.
#[post("/leave", app = Shop)]
async fn leave(sessions: SessionHandle<Account>) -> Result<String, Error> {
    Ok(sessions.end().await?.to_string())
}

#[post("/end-all", app = Shop)]
async fn end_all(user: Session<Account>) -> Result<String, Error> {
    Ok(user.end_all().await?.to_string())
}

/// How many sessions a user has.
#[get("/sessions/{name}", app = Shop)]
async fn sessions(name: String, sessions: Context<Sessions<Account>>) -> Result<String, Error> {
    Ok(sessions.list(&name).await?.len().to_string())
}

/// A shop, its store, and a client that keeps no cookies: each request says which it brings.
pub(crate) struct Visitors {
    pub(crate) client: TestClient,
    pub(crate) store: Arc<Spy>,
    pub(crate) gate: Gate,
}

/// A shop with the default sessions.
pub(crate) fn shop() -> Visitors {
    shop_with(|sessions| sessions)
}

/// A shop whose store may take its time, as it does when much is asked at once.
pub(crate) fn busy_shop() -> Visitors {
    shop_with(patient)
}

/// For stores that yield to others while the machine is busy.
pub(crate) fn patient(sessions: Sessions<Account>) -> Sessions<Account> {
    sessions.deadline(Duration::from_secs(60))
}

/// A shop whose sessions are changed from the default.
#[track_caller]
pub(crate) fn shop_with(change: impl FnOnce(Sessions<Account>) -> Sessions<Account>) -> Visitors {
    shop_over(&Spy::new(), change, |server| server.secret_key(SECRET))
}

/// A shop over a store that may have sessions already, launched as `serve` says.
#[track_caller]
pub(crate) fn shop_over(
    store: &Arc<Spy>,
    change: impl FnOnce(Sessions<Account>) -> Sessions<Account>,
    serve: impl FnOnce(Serve<Shop>) -> Serve<Shop>,
) -> Visitors {
    let (shop, gate) = new_shop(store, change);
    Visitors {
        client: TestClient::new(serve(oxy::serve(shop))).unwrap(),
        store: Arc::clone(store),
        gate,
    }
}

fn new_shop(
    store: &Arc<Spy>,
    change: impl FnOnce(Sessions<Account>) -> Sessions<Account>,
) -> (Shop, Gate) {
    let gate = Gate::default();
    let sessions = change(Sessions::new(Arc::clone(store)));
    let shop = Shop {
        sessions,
        gate: gate.clone(),
    };
    (shop, gate)
}

/// A shop behind a socket.
pub(crate) struct Open {
    pub(crate) server: Running,
    pub(crate) store: Arc<Spy>,
    pub(crate) gate: Gate,
    pub(crate) clock: Arc<ManualClock>,
}

/// A shop behind a socket.
pub(crate) async fn open_shop() -> Open {
    let store = Spy::new();
    let (shop, gate) = new_shop(&store, patient);
    let clock = Arc::new(ManualClock::new());
    let server = oxy::serve(shop)
        .secret_key(SECRET)
        .clock(Arc::clone(&clock));
    Open {
        server: server.port(0).start().await.unwrap(),
        store,
        gate,
        clock,
    }
}

impl Visitors {
    /// Sends a request with this `Cookie` line, or none.
    pub(crate) async fn send(&self, method: Method, path: &str, cookie: &str) -> TestResponse {
        self.client.clear_cookies();
        let mut request = self.client.request(method, path);
        if !cookie.is_empty() {
            request = request.header("cookie", cookie);
        }
        request.send().await
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> TestResponse {
        self.send(Method::GET, path, cookie).await
    }

    pub(crate) async fn post(&self, path: &str, cookie: &str) -> TestResponse {
        self.send(Method::POST, path, cookie).await
    }

    /// Logs in; the cookie as a client sends it back. `nobody` begins a session without a user.
    pub(crate) async fn login(&self, name: &str) -> String {
        let response = self.post(&format!("/login/{name}"), "").await;
        assert_eq!(response.status(), 303, "{}", response.text());
        pair(&only_line(&response)).to_owned()
    }

    /// Sends a slow request, and lets `between` happen while it has the session and has not changed it yet.
    pub(crate) async fn slowly<T>(
        &self,
        change: &str,
        cookie: &str,
        between: impl Future<Output = T>,
    ) -> (TestResponse, T) {
        let path = format!("/slow/{change}");
        tokio::join!(self.post(&path, cookie), async {
            self.gate.entered.notified().await;
            let result = between.await;
            self.gate.go.notify_one();
            result
        })
    }

    /// What `/me` answers to a cookie.
    pub(crate) async fn me(&self, cookie: &str) -> u16 {
        self.get("/me", cookie).await.status().as_u16()
    }

    /// The number of a user's sessions.
    pub(crate) async fn sessions_of(&self, name: &str) -> String {
        self.get(&format!("/sessions/{name}"), "").await.text()
    }

    pub(crate) fn advance(&self, milliseconds: u64) {
        let step = Duration::from_millis(milliseconds);
        self.client.clock().advance(step);
    }

    /// The id in a cookie of this shop.
    pub(crate) fn id(&self, cookie: &str) -> String {
        let key = SecretKey::new(SECRET).unwrap();
        let now = self.client.clock().now();
        oxy::testing::unseal(&key, COOKIE, value(cookie), now).expect("a sealed id")
    }
}
