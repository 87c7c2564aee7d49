//! Requests that others overtake, and handlers that nobody waits for any more.

use std::sync::Arc;
use std::time::Duration;

use oxy::prelude::*;
use oxy::{Layer, Next};

use crate::shop::{Account, COOKIE, Gate, Shop, shop, shop_over, shop_with};
use crate::spy::{Mood, Spy, Step};
use crate::support::{OTHER_SECRET, SECRET, only_line, pair};

/// Answers at once when the gate opens, whatever the handler does.
fn impatient() -> Layer {
    Layer::new(async |request: Request, next: Next| {
        let patience = request.headers().contains_key("x-impatient");
        let handler = next.run(request);
        if !patience {
            return handler.await;
        }
        let stop = tokio::time::timeout(Duration::ZERO, handler).await;
        stop.unwrap_or_else(|_| text("too slow").status(StatusCode::REQUEST_TIMEOUT))
    })
}

/// Begins a session, and then does not come to an end.
#[post("/begin-and-wait", app = Shop, layer = impatient)]
async fn begin_and_wait(
    sessions: SessionHandle<Account>,
    gate: Context<Gate>,
) -> Result<&'static str, Error> {
    sessions.begin(Account::of("ann")).await?;
    gate.pass().await;
    Ok("begun")
}

/// Begins a session, and makes its own page of an error.
#[post("/begin-or-sorry", app = Shop)]
async fn begin_or_sorry(sessions: SessionHandle<Account>) -> (StatusCode, &'static str) {
    match sessions.begin(Account::of("ann")).await {
        Ok(_) => (StatusCode::OK, "begun"),
        Err(_) => (StatusCode::BAD_REQUEST, "sorry"),
    }
}

/// Takes the session, waits, and ends it.
#[post("/slow-logout", app = Shop)]
async fn slow_logout(user: Session<Account>, gate: Context<Gate>) -> Result<&'static str, Error> {
    gate.pass().await;
    user.end().await?;
    Ok("logged out")
}

#[tokio::test]
async fn a_logout_ends_a_session_that_got_a_new_id_meanwhile() {
    let shop = shop();
    for round in 0..1_000 {
        let cookie = shop.login("ann").await;
        let (logout, rotated) = tokio::join!(shop.post("/slow-logout", &cookie), async {
            shop.gate.entered.notified().await;
            let rotated = shop.post("/rotate", &cookie).await;
            shop.gate.go.notify_one();
            rotated
        });
        assert_eq!(logout.text(), "logged out", "{round}");
        let renewed = only_line(&rotated);
        assert_eq!(shop.me(pair(&renewed)).await, 401, "{round}");
        assert_eq!(shop.me(&cookie).await, 401, "{round}");
        assert_eq!(shop.store.rows(), 0, "{round}");
    }
}

#[tokio::test]
async fn a_logout_says_when_the_session_has_gone_on_as_another_users() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let (logout, renamed) = tokio::join!(shop.post("/slow-logout", &cookie), async {
        shop.gate.entered.notified().await;
        let renamed = shop.post("/rename/bob", &cookie).await;
        shop.gate.go.notify_one();
        renamed
    });
    assert_eq!(logout.status(), 401);
    assert!(logout.set_cookies().is_empty(), "the cookie stays");
    let renewed = only_line(&renamed);
    assert_eq!(shop.me(pair(&renewed)).await, 200);
}

#[tokio::test(start_paused = true)]
async fn a_layer_that_does_not_wait_for_a_login_lets_nobody_in() {
    let shop = shop();
    let request = shop.client.post("/begin-and-wait");
    let response = request.header("x-impatient", "1").send().await;
    assert_eq!(response.status(), 408);
    assert!(response.set_cookies().is_empty());
    assert_eq!(shop.store.rows(), 0);
    // The same with patience.
    let (response, ()) = tokio::join!(shop.post("/begin-and-wait", ""), async {
        shop.gate.entered.notified().await;
        shop.gate.go.notify_one();
    });
    assert_eq!(response.text(), "begun");
    assert_eq!(shop.store.rows(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_login_that_the_store_never_confirmed_leaves_nothing_behind_whatever_the_answer() {
    let shop = shop();
    shop.store.set(Step::Create, Mood::Mute);
    let response = shop.post("/begin-or-sorry", "").await;
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (400, "sorry".to_owned())
    );
    assert!(response.set_cookies().is_empty());
    assert_eq!(shop.store.rows(), 0);
}

/// A session that an old key sealed, in a shop that has a new one.
async fn under_a_new_key() -> (crate::shop::Visitors, String) {
    let store = Spy::new();
    let before = shop_over(
        &store,
        |sessions| sessions,
        |server| server.secret_key(OTHER_SECRET),
    );
    let cookie = before.login("ann").await;
    let ring = SecretKey::ring([SECRET, OTHER_SECRET]).unwrap();
    (
        shop_over(
            &store,
            |sessions| sessions,
            |server| server.secret_key(ring),
        ),
        cookie,
    )
}

#[tokio::test]
async fn a_slow_response_does_not_bring_an_older_cookie_again() {
    let (shop, cookie) = under_a_new_key().await;
    let (slow, ()) = shop
        .slowly("count", &cookie, async { shop.advance(1_001) })
        .await;
    assert_eq!(slow.status(), 200);
    assert!(slow.set_cookies().is_empty(), "an update proves no secret");
    let (quick, ()) = tokio::join!(shop.post("/hold", &cookie), async {
        shop.gate.entered.notified().await;
        shop.gate.go.notify_one();
    });
    assert_eq!(quick.set_cookies().len(), 1, "sealed again");
    let (slow, ()) = tokio::join!(shop.post("/hold", &cookie), async {
        shop.gate.entered.notified().await;
        shop.advance(1_001);
        shop.gate.go.notify_one();
    });
    assert_eq!(slow.status(), 200);
    assert!(
        slow.set_cookies().is_empty(),
        "somebody may have logged in since"
    );
}

/// Takes the session, and waits.
#[post("/hold", app = Shop)]
async fn hold(user: Session<Account>, gate: Context<Gate>) -> String {
    gate.pass().await;
    user.name().to_owned()
}

#[tokio::test]
async fn a_logout_ends_the_sessions_of_all_cookies_that_open() {
    let shop = shop();
    let (one, two) = (shop.login("ann").await, shop.login("bob").await);
    let other = shop.login("cleo").await;
    let both = format!("{one}; {two}");
    assert_eq!(shop.me(&both).await, 401, "nobody knows which");
    assert_eq!(shop.post("/leave", &both).await.text(), "true");
    assert_eq!(shop.me(&one).await, 401);
    assert_eq!(shop.me(&two).await, 401);
    assert_eq!(shop.me(&other).await, 200);
}

#[tokio::test]
async fn scripts_never_read_the_cookie() {
    let readable = CookieDefaults::new().http_only(false);
    let shop = shop_over(
        &Spy::new(),
        |sessions| sessions,
        |server| server.secret_key(SECRET).cookies(readable),
    );
    let line = only_line(&shop.post("/login/ann", "").await);
    assert!(
        line.starts_with(COOKIE) && line.contains("HttpOnly"),
        "{line}"
    );
}

#[tokio::test]
async fn an_observer_that_panics_changes_nothing() {
    let shop = shop_with(|sessions| sessions.on_event(|_, _| panic!("no metrics today")));
    let cookie = shop.login("ann").await;
    assert_eq!(shop.me(&cookie).await, 200);
    assert_eq!(shop.post("/logout", &cookie).await.status(), 200);
    assert_eq!(shop.me(&cookie).await, 401);
}

#[tokio::test]
async fn a_user_with_control_characters_cannot_be_stored() {
    let shop = Arc::new(shop());
    let response = shop.post("/login/an%01n", "").await;
    assert_eq!(response.status(), 500);
    assert_eq!(shop.store.rows(), 0);
}
