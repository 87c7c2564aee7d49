//! Several kinds of sessions, and several applications, over one store.

use std::sync::Arc;

use oxy::prelude::*;
use oxy::session::{
    Created, Listed, Loaded, MemoryStore, Record, SecretHash, SessionKey, SessionStore, StoreError,
    Terms, Timestamp, Updated, UserTag,
};
use oxy::testing::TestClient;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

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

/// A store that has to be made ready before it can be used.
#[derive(Default)]
struct Database {
    store: OnceCell<MemoryStore>,
}

impl Database {
    fn ready(&self) -> Result<&MemoryStore, StoreError> {
        let store = self.store.get();
        store.ok_or_else(|| StoreError::new("there are no tables"))
    }
}

impl SessionStore for Database {
    async fn open(&self) -> Result<(), StoreError> {
        self.store
            .set(MemoryStore::new())
            .map_err(|_| StoreError::new("made ready twice"))
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        self.ready()?.create(record, terms).await
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        self.ready()?.load(key, now).await
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        self.ready()?.update_if(key, version, data, now).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ready()?.touch(key, seen, now).await
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ready()?.rotate(key, from, to, now).await
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ready()?.delete(key, version, now).await
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        self.ready()?.by_user(user, limit, now).await
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.ready()?.delete_by_user(user, except, now).await
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.ready()?.sweep(now, limit).await
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.ready()?.watch_ended(key).await
    }
}

#[tokio::test]
async fn a_store_is_made_ready_in_a_test_client_too() {
    let guests = Sessions::new(Database::default());
    let client = TestClient::new(oxy::serve(Annex { guests }).secret_key(SECRET)).unwrap();
    client.login_as(Guest { name: "ann".into() }).await.unwrap();
    assert_eq!(get(&client, "/room").await, "200 ann");
}
