//! Applications that share a store, one after the other under changing keys, or at the same time.

use std::sync::Arc;

use oxy::prelude::*;
use oxy::session::MemoryStore;
use oxy::testing::TestClient;

use crate::people::cookies_of;
use crate::shop::{Account, COOKIE, Gate, Shop, Visitors, shop_over};
use crate::spy::Spy;
use crate::support::{OTHER_SECRET, SECRET, only_line, pair};

/// The application, started on this store with these secrets.
fn started(store: &Arc<Spy>, secrets: &[&str]) -> Visitors {
    let key = SecretKey::ring(secrets).unwrap();
    shop_over(store, |sessions| sessions, |server| server.secret_key(key))
}

#[tokio::test]
async fn a_rotation_of_the_key_logs_nobody_out() {
    let store = Spy::new();
    let old = started(&store, &[SECRET]).login("ann").await;

    let between = started(&store, &[OTHER_SECRET, SECRET]);
    let response = between.get("/me", &old).await;
    assert_eq!(response.text(), "ann 0 0");
    let new = pair(&only_line(&response)).to_owned();
    assert_ne!(new, old);
    // What the new key has sealed is not sent again.
    assert_eq!(cookies_of(&between.get("/me", &new).await), [""; 0]);

    let after = started(&store, &[OTHER_SECRET]);
    assert_eq!(after.me(&new).await, 200);
    assert_eq!(
        after.me(&old).await,
        401,
        "its key is not in the ring any more"
    );
    assert_eq!(
        after.sessions_of("ann").await,
        "1",
        "it is the same session"
    );
}

#[tokio::test]
async fn no_session_outlives_end_all_whatever_key_it_began_under() {
    let store = Spy::new();
    let first = started(&store, &[SECRET]);
    let (kept, unseen) = (first.login("ann").await, first.login("ann").await);
    let bob = first.login("bob").await;

    let between = started(&store, &[OTHER_SECRET, SECRET]);
    let sealed_again = pair(&only_line(&between.get("/me", &kept).await)).to_owned();
    let younger = between.login("ann").await;

    let after = started(&store, &[OTHER_SECRET]);
    let youngest = after.login("ann").await;
    assert_eq!(after.post("/end-all", &sealed_again).await.text(), "4");
    for cookie in [&kept, &unseen, &sealed_again, &younger, &youngest] {
        for application in [&first, &between, &after] {
            assert_eq!(application.me(cookie).await, 401);
        }
    }
    assert_eq!(between.me(&bob).await, 200);
}

#[tokio::test]
async fn an_administrator_ends_all_after_a_rotation_of_the_key() {
    let store = Spy::new();
    let old = started(&store, &[SECRET]).login("ann").await;
    let after = started(&store, &[OTHER_SECRET]);
    assert_eq!(after.post("/devices/end-of/ann", "").await.text(), "1");
    assert_eq!(started(&store, &[SECRET]).me(&old).await, 401);
}

fn over(store: impl oxy::SessionStore) -> TestClient {
    let shop = Shop {
        sessions: Sessions::<Account>::new(store),
        gate: Gate::default(),
    };
    TestClient::new(oxy::serve(shop).secret_key(SECRET)).unwrap()
}

async fn login(client: &TestClient) -> String {
    let response = client.post("/login/ann").send().await;
    pair(&only_line(&response)).to_owned()
}

async fn status(client: &TestClient, method: Method, path: &str, cookie: &str) -> u16 {
    client.clear_cookies();
    let request = client.request(method, path).header("cookie", cookie);
    request.send().await.status().as_u16()
}

#[tokio::test]
async fn applications_on_one_store_see_each_others_sessions() {
    let store = Arc::new(MemoryStore::new());
    let (one, two) = (over(Arc::clone(&store)), over(Arc::clone(&store)));
    let (first, second) = (login(&one).await, login(&two).await);
    assert_eq!(store.len(), 2);
    for client in [&one, &two] {
        for cookie in [&first, &second] {
            assert_eq!(status(client, Method::GET, "/me", cookie).await, 200);
        }
        assert_eq!(client.get("/sessions/ann").send().await.text(), "2");
    }
    assert_eq!(status(&two, Method::POST, "/count", &first).await, 200);
    one.clear_cookies();
    let counted = one.get("/me").header("cookie", &first).send().await;
    assert_eq!(counted.text(), "ann 1 0");

    assert_eq!(status(&two, Method::POST, "/logout", &first).await, 200);
    assert_eq!(status(&one, Method::GET, "/me", &first).await, 401);
    assert_eq!(status(&one, Method::GET, "/me", &second).await, 200);
    assert_eq!(status(&one, Method::POST, "/end-all", &second).await, 200);
    assert_eq!(status(&two, Method::GET, "/me", &second).await, 401);
    assert_eq!(store.len(), 0);
}

#[tokio::test]
async fn applications_on_stores_of_their_own_do_not() {
    let (one, two) = (over(MemoryStore::new()), over(MemoryStore::new()));
    let cookie = login(&one).await;
    assert_eq!(status(&one, Method::GET, "/me", &cookie).await, 200);
    // The seal is right, and nobody is in.
    assert_eq!(status(&two, Method::GET, "/me", &cookie).await, 401);
    assert_eq!(two.get("/sessions/ann").send().await.text(), "0");
    assert!(two.cookie(COOKIE).is_none());
    assert_eq!(two.post("/devices/end-of/ann").send().await.text(), "0");
    assert_eq!(status(&one, Method::GET, "/me", &cookie).await, 200);
}
