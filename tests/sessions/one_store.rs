//! Several kinds of sessions, and several applications, over one store.

use std::sync::Arc;

use oxy::prelude::*;
use oxy::session::MemoryStore;
use oxy::testing::TestClient;
use serde::{Deserialize, Serialize};

use crate::support::{SECRET, report};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "name")]
struct Guest {
    name: String,
}

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "name")]
struct Clerk {
    name: String,
}

#[oxy::app(named)]
struct Hotel {
    guests: Sessions<Guest>,
    clerks: Sessions<Clerk>,
}

#[get("/guest", app = Hotel)]
async fn guest(guest: Session<Guest>) -> Result<String, Error> {
    Ok(guest.list().await?.len().to_string())
}

#[get("/clerk", app = Hotel)]
async fn clerk(clerk: Session<Clerk>) -> Result<String, Error> {
    Ok(clerk.list().await?.len().to_string())
}

#[post("/guest/end-all", app = Hotel)]
async fn end_all(guest: Session<Guest>) -> Result<String, Error> {
    Ok(guest.end_all().await?.to_string())
}

/// Ends a session of anybody by what names it.
#[post("/end/{name}/{reference}", app = Hotel)]
async fn end_one(
    name: String,
    reference: String,
    guests: Context<Sessions<Guest>>,
) -> Result<String, Error> {
    Ok(guests.end_one(&name, &reference).await?.to_string())
}

/// What names the first session of a guest.
#[get("/reference/{name}", app = Hotel)]
async fn reference(name: String, guests: Context<Sessions<Guest>>) -> Result<String, Error> {
    let mut found = guests.list(&name).await?;
    Ok(found.remove(0).reference)
}

fn hotel() -> TestClient {
    let store = Arc::new(MemoryStore::new());
    let hotel = Hotel {
        guests: Sessions::new(Arc::clone(&store)).per_user(1),
        clerks: Sessions::new(store).cookie("clerk_session"),
    };
    TestClient::new(oxy::serve(hotel).secret_key(SECRET)).unwrap()
}

async fn get(client: &TestClient, path: &str) -> String {
    let response = client.get(path).send().await;
    format!("{} {}", response.status().as_u16(), response.text())
}

#[tokio::test]
async fn users_of_one_name_are_two_people_where_their_sessions_are_of_two_kinds() {
    let client = hotel();
    let name = || "ann".to_owned();
    client.login_as(Clerk { name: name() }).await.unwrap();
    client.login_as(Guest { name: name() }).await.unwrap();
    assert_eq!(get(&client, "/guest").await, "200 1");
    assert_eq!(
        get(&client, "/clerk").await,
        "200 1",
        "not capped with the guests"
    );
    assert_eq!(client.post("/guest/end-all").send().await.text(), "1");
    assert_eq!(get(&client, "/clerk").await, "200 1");
}

#[tokio::test]
async fn an_administrator_ends_one_session_of_a_user() {
    let client = hotel();
    client.login_as(Guest { name: "ann".into() }).await.unwrap();
    let reference = client.get("/reference/ann").send().await.text();
    for (path, ended) in [
        (format!("/end/bob/{reference}"), "false"),
        ("/end/ann/0".to_owned(), "false"),
        (format!("/end/ann/{reference}"), "true"),
        (format!("/end/ann/{reference}"), "false"),
    ] {
        assert_eq!(client.post(&path).send().await.text(), ended, "{path}");
    }
    assert!(get(&client, "/guest").await.starts_with("401"));
}

#[oxy::app(named)]
struct Annex {
    guests: Sessions<Guest>,
}

#[get("/room", app = Annex)]
async fn room(guest: Session<Guest>) -> String {
    guest.name.clone()
}

#[tokio::test]
async fn a_mounted_application_shares_the_sessions_that_are_cloned_for_it() {
    let guests = Sessions::memory();
    let hotel = Hotel {
        guests: guests.clone(),
        clerks: Sessions::memory().cookie("clerk_session"),
    };
    let server = oxy::serve(hotel).mount("/annex", Annex { guests });
    let client = TestClient::new(server.secret_key(SECRET)).unwrap();
    client.login_as(Guest { name: "ann".into() }).await.unwrap();
    assert_eq!(get(&client, "/guest").await, "200 1");
    assert_eq!(get(&client, "/annex/room").await, "200 ann");
    client.post("/guest/end-all").send().await;
    assert!(get(&client, "/annex/room").await.starts_with("401"));
}

#[test]
fn the_cookie_of_messages_is_taken() {
    let guests = Sessions::memory().cookie("flash");
    let report = report(oxy::serve(Annex { guests }).secret_key(SECRET));
    assert_eq!(
        report.problems()[0].message(),
        "`Sessions<Guest>`: its cookie has the name of that of messages"
    );
}

/// An application whose sessions the launch cannot see.
#[oxy::app(named)]
struct Cellar {
    hidden: Hidden,
}

struct Hidden(Sessions<Guest>);

impl oxy::Provides<Sessions<Guest>> for Cellar {
    fn provide(&self) -> &Sessions<Guest> {
        &self.hidden.0
    }
}

#[get("/cellar", app = Cellar)]
async fn cellar(guest: Session<Guest>) -> String {
    guest.name.clone()
}

#[test]
fn sessions_that_are_no_field_of_the_application_are_a_problem() {
    let hidden = Hidden(Sessions::memory());
    let report = report(oxy::serve(Cellar { hidden }).secret_key(SECRET));
    assert_eq!(report.problems().len(), 1, "{report}");
    assert_eq!(
        report.problems()[0].message(),
        "a route takes a session of `Sessions<Guest>`, which is no field of the application"
    );
}
