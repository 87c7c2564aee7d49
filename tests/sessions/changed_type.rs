//! The application's type has changed, and sessions of the old one are still stored.

use std::sync::Arc;

use oxy::prelude::*;
use oxy::session::MemoryStore;
use oxy::testing::TestClient;
use serde::{Deserialize, Serialize};

use crate::people::{COOKIE, cookies_of};
use crate::support::{Log, client, detail};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
struct OldUser {
    email: String,
    theme: String,
}

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
struct NewUser {
    email: String,
    theme: u32,
}

/// Fields may come and go as long as serde has a value for them.
#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
struct GrownUser {
    email: String,
    #[serde(default)]
    visits: u32,
}

#[oxy::app(named)]
struct Old {
    sessions: Sessions<OldUser>,
}

#[oxy::app(named)]
struct New {
    sessions: Sessions<NewUser>,
}

#[oxy::app(named)]
struct Grown {
    sessions: Sessions<GrownUser>,
}

#[get("/", app = Old)]
async fn old(user: Session<OldUser>) -> String {
    format!("{} {}", user.email, user.theme)
}

#[get("/", app = New)]
async fn new(user: Session<NewUser>) -> String {
    format!("{} {}", user.email, user.theme)
}

#[get("/open", app = New)]
async fn open(user: Option<Session<NewUser>>) -> String {
    user.is_some().to_string()
}

#[post("/login", app = New)]
async fn login(sessions: SessionHandle<NewUser>) -> Result<String, Error> {
    let before = sessions.current().await?.is_some();
    let email = "bob@oxy.example".to_owned();
    sessions.begin(NewUser { email, theme: 7 }).await?;
    Ok(before.to_string())
}

#[get("/unreadable", app = New)]
async fn unreadable(sessions: Context<Sessions<NewUser>>) -> String {
    sessions.counts().unreadable.to_string()
}

#[get("/login", app = New)]
async fn login_page() -> &'static str {
    "log in"
}

#[get("/", app = Grown)]
async fn grown(mut user: Session<GrownUser>) -> Result<String, Error> {
    let visits = user.update(|user| {
        user.visits += 1;
        user.visits
    });
    let visits = visits.await?;
    Ok(format!("{} {visits}", user.email))
}

/// A store with a session of the old type, its application, and the session's cookie.
async fn before() -> (Arc<MemoryStore>, TestClient, String) {
    let store = Arc::new(MemoryStore::new());
    let sessions = Sessions::new(Arc::clone(&store));
    let old = client(oxy::serve(Old { sessions }));
    let (email, theme) = ("ann@oxy.example".to_owned(), "marker of a theme".to_owned());
    old.login_as(OldUser { email, theme }).await.unwrap();
    let cookie = old.cookie(COOKIE).unwrap();
    assert_eq!(
        old.get("/").send().await.text(),
        "ann@oxy.example marker of a theme"
    );
    (store, old, cookie)
}

fn after(store: &Arc<MemoryStore>, cookie: &str) -> TestClient {
    let sessions = Sessions::new(Arc::clone(store));
    let new = client(oxy::serve(New { sessions }));
    new.set_cookie(COOKIE, cookie);
    new
}

#[tokio::test]
async fn data_of_another_shape_ends_the_session() {
    let (store, old, cookie) = before().await;
    let (log, _guard) = Log::capture();
    let new = after(&store, &cookie);
    let response = new.get("/").send().await;
    assert_eq!(response.status(), 401);
    assert_eq!(detail(&response), "please log in");
    assert_eq!(cookies_of(&response), [format!("-{COOKIE}")]);
    assert_eq!(new.get("/unreadable").send().await.text(), "1");
    assert!(store.is_empty());
    assert_eq!(old.get("/").send().await.status(), 401);
    let warnings = log.of("WARN");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].contains("changed_type::NewUser"),
        "{warnings:?}"
    );
    for line in log.lines() {
        assert!(!line.contains("ann@") && !line.contains("marker"), "{line}");
    }
}

#[tokio::test]
async fn an_optional_session_of_another_shape_is_none() {
    let (store, _, cookie) = before().await;
    let new = after(&store, &cookie);
    let response = new.get("/open").send().await;
    assert_eq!(response.text(), "false");
    assert_eq!(cookies_of(&response), [format!("-{COOKIE}")]);
    assert!(store.is_empty());
}

#[tokio::test]
async fn a_login_over_it_works() {
    let (store, _, cookie) = before().await;
    let new = after(&store, &cookie);
    let response = new.post("/login").send().await;
    assert_eq!(response.text(), "false");
    assert_eq!(cookies_of(&response), [COOKIE]);
    assert_eq!(new.get("/").send().await.text(), "bob@oxy.example 7");
    assert_eq!(store.len(), 1);
}

#[tokio::test]
async fn its_owner_is_sent_to_the_login_page() {
    let (store, _, cookie) = before().await;
    let sessions = Sessions::new(Arc::clone(&store)).login_page("/login");
    let new = client(oxy::serve(New { sessions }));
    new.set_cookie(COOKIE, &cookie);
    let response = new.get("/").send().await;
    assert_eq!(response.status(), 303);
    assert_eq!(cookies_of(&response), [format!("-{COOKIE}")]);
    assert_eq!(new.get("/login").send().await.status(), 200);
}

#[tokio::test]
async fn fields_that_come_and_go_end_nothing() {
    let (store, old, cookie) = before().await;
    let sessions = Sessions::new(Arc::clone(&store));
    let grown = client(oxy::serve(Grown { sessions }));
    grown.set_cookie(COOKIE, &cookie);
    assert_eq!(grown.get("/").send().await.text(), "ann@oxy.example 1");
    assert_eq!(grown.get("/").send().await.text(), "ann@oxy.example 2");
    // The way back is closed: what the new type does not know is gone.
    assert_eq!(old.get("/").send().await.status(), 401);
}
