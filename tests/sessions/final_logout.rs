//! A logout is final: no request that has the session brings it back.

use std::sync::Arc;

use crate::shop::{Visitors, busy_shop, open_shop, shop};
use crate::spy::{Mood, Step};
use crate::support::{Socket, pair};

const ROUNDS: usize = 1_000;
/// Rounds whose order is left to the threads.
const RACES: usize = 300;
const LOGOUTS: [&str; 3] = ["/logout", "/leave", "/end-all"];

/// In every round a request takes the session, a logout is answered, and only then the request changes the session.
async fn logout_overtakes(change: &str) {
    let shop = shop();
    for round in 0..ROUNDS {
        let cookie = shop.login("ann").await;
        let logout = shop.post(LOGOUTS[round % LOGOUTS.len()], &cookie);
        let (slow, logout) = shop.slowly(change, &cookie, logout).await;
        assert_eq!(logout.status(), 200, "round {round}");
        assert_eq!(slow.status(), 401, "round {round}");
        assert!(slow.set_cookies().is_empty(), "round {round}");
        assert_eq!(shop.me(&cookie).await, 401, "round {round}");
        assert_eq!(shop.store.rows(), 0, "round {round}");
    }
}

#[tokio::test]
async fn an_update_after_the_logout_is_refused_a_thousand_times_of_a_thousand() {
    logout_overtakes("count").await;
}

#[tokio::test]
async fn a_rotation_after_the_logout_is_refused_a_thousand_times_of_a_thousand() {
    logout_overtakes("rotate").await;
}

#[tokio::test]
async fn a_change_of_user_after_the_logout_is_refused_a_thousand_times_of_a_thousand() {
    logout_overtakes("rename").await;
}

#[tokio::test]
async fn an_update_after_another_login_of_the_same_browser_is_refused() {
    let shop = shop();
    for change in ["count", "rotate", "rename"] {
        let cookie = shop.login("ann").await;
        let login = shop.post("/login/bob", &cookie);
        let (slow, login) = shop.slowly(change, &cookie, login).await;
        assert_eq!(slow.status(), 401, "{change}");
        assert!(slow.set_cookies().is_empty(), "{change}");
        assert_eq!(login.status(), 303, "{change}");
        assert_eq!(shop.me(&cookie).await, 401, "{change}");
        assert_eq!(shop.sessions_of("ann").await, "0", "{change}");
    }
}

/// A request on a task of its own, and so perhaps on a thread of its own.
fn race(
    shop: &Arc<Visitors>,
    path: &'static str,
    cookie: &str,
) -> tokio::task::JoinHandle<oxy::testing::TestResponse> {
    let (shop, cookie) = (Arc::clone(shop), cookie.to_owned());
    tokio::spawn(async move { shop.client.post(path).header("cookie", cookie).send().await })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_races_a_logout_never_brings_the_session_back() {
    let shop = Arc::new(busy_shop());
    for step in [Step::Load, Step::UpdateIf, Step::Delete] {
        shop.store.set(step, Mood::Yields);
    }
    for round in 0..RACES {
        let cookie = shop.login("ann").await;
        shop.client.clear_cookies();
        let writers = [(); 3].map(|()| race(&shop, "/count", &cookie));
        let logout = race(&shop, "/leave", &cookie).await.unwrap();
        assert_eq!(logout.text(), "true", "round {round}");
        for writer in writers {
            let response = writer.await.unwrap();
            assert!(matches!(response.status().as_u16(), 200 | 401));
            assert!(response.set_cookies().is_empty(), "round {round}");
        }
        assert_eq!(shop.me(&cookie).await, 401, "round {round}");
        assert_eq!(shop.store.rows(), 0, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_that_succeeds_ends_a_session_that_is_rotated_at_the_same_time() {
    let shop = Arc::new(busy_shop());
    for step in [Step::Load, Step::Rotate, Step::Delete] {
        shop.store.set(step, Mood::Yields);
    }
    for round in 0..RACES {
        let cookie = shop.login("ann").await;
        shop.client.clear_cookies();
        let rotation = race(&shop, "/rotate", &cookie);
        let logout = race(&shop, "/logout", &cookie);
        let (rotation, logout) = (rotation.await.unwrap(), logout.await.unwrap());
        assert_eq!(shop.me(&cookie).await, 401, "round {round}");
        let renewed = rotation
            .set_cookies()
            .first()
            .map(|line| pair(line).to_owned());
        if logout.status() == 200 {
            if let Some(renewed) = &renewed {
                assert_eq!(shop.me(renewed).await, 401, "round {round}");
            }
        } else {
            // It came with an id that was worth nothing any more, and said so.
            assert_eq!(logout.status(), 401, "round {round}");
            let renewed = renewed.expect("a rotation that was first");
            assert_eq!(
                shop.post("/logout", &renewed).await.status(),
                200,
                "round {round}"
            );
        }
        assert_eq!(shop.store.rows(), 0, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_four_readers_against_one_logout_are_all_strangers_after_it() {
    let shop = open_shop().await;
    let address = shop.server.address();
    for _ in 0..8 {
        let mut socket = Socket::open(address).await;
        let reply = socket.send("POST", "/login/ann", &[], b"").await;
        let cookie = pair(reply.header("set-cookie").unwrap()).to_owned();
        let readers: Vec<_> = (0..24)
            .map(|_| {
                let cookie = cookie.clone();
                tokio::spawn(async move {
                    let mut socket = Socket::open(address).await;
                    let cookie = [("Cookie", cookie.as_str())];
                    socket.send("GET", "/me", &cookie, b"").await.status
                })
            })
            .collect();
        let own = [("Cookie", cookie.as_str())];
        assert_eq!(socket.send("POST", "/logout", &own, b"").await.status, 200);
        for reader in readers {
            assert!(matches!(reader.await.unwrap(), 200 | 401));
        }
        let mut another = Socket::open(address).await;
        assert_eq!(another.send("GET", "/me", &own, b"").await.status, 401);
    }
    assert_eq!(shop.store.rows(), 0);
    shop.server.stop().await;
}
