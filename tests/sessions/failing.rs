//! Responses that fail: what had begun is taken back, what was reported as done stays.

use std::sync::Arc;

use oxy::prelude::*;
use oxy::{Layer, Next};

use crate::shop::{Account, Gate, Shop, Visitors, open_shop, shop, shop_over};
use crate::spy::{Mood, Spy, Step};
use crate::support::{SECRET, Socket, only_line, pair};

/// How a handler comes to its end.
async fn finish(end: &str, gate: &Gate) -> Result<Response, Error> {
    match end {
        "panic" => panic!("on purpose"),
        "error" => Err(Error::internal("on purpose")),
        "cookie" => Ok(text("begun").set_cookie(Cookie::new("no name", "x"))),
        "header" => Ok(text("begun").header("x-lines", "one\ntwo")),
        "wait" => {
            gate.pass().await;
            Ok(text("waited"))
        }
        status => Ok(text("finished").status(StatusCode::from_bytes(status.as_bytes()).unwrap())),
    }
}

#[post("/begin-then/{end}", app = Shop)]
async fn begin_then(
    end: String,
    sessions: SessionHandle<Account>,
    gate: Context<Gate>,
) -> Result<Response, Error> {
    sessions.begin(Account::of("bob")).await?;
    finish(&end, &gate).await
}

#[post("/update-then/{end}", app = Shop)]
async fn update_then(
    end: String,
    mut user: Session<Account>,
    gate: Context<Gate>,
) -> Result<Response, Error> {
    user.update(|user| user.count += 1).await?;
    finish(&end, &gate).await
}

#[post("/end-then/{end}", app = Shop)]
async fn end_then(
    end: String,
    user: Session<Account>,
    gate: Context<Gate>,
) -> Result<Response, Error> {
    user.end().await?;
    finish(&end, &gate).await
}

#[post("/rotate-then/{end}", app = Shop)]
async fn rotate_then(
    end: String,
    mut user: Session<Account>,
    gate: Context<Gate>,
) -> Result<Response, Error> {
    user.rotate().await?;
    finish(&end, &gate).await
}

/// Changes the session, if there is one, or begins one; says what came of it.
async fn change(
    what: &str,
    user: Option<Session<Account>>,
    sessions: SessionHandle<Account>,
) -> String {
    let result = match (what, user) {
        ("begin", _) => sessions.begin(Account::of("bob")).await.map(drop),
        ("rotate", Some(mut user)) => user.rotate().await,
        ("rename", Some(mut user)) => user.update(|user| user.name = Some("bob".into())).await,
        ("count", Some(mut user)) => user.update(|user| user.count += 1).await,
        ("end", Some(user)) => user.end().await,
        _ => Err(Error::not_found("no such change")),
    };
    match result {
        Ok(()) => "done".to_owned(),
        Err(error) => error.status().to_string(),
    }
}

/// Changes the session in a task, after the response has left.
#[post("/late/{what}", app = Shop)]
async fn late(
    what: String,
    user: Option<Session<Account>>,
    sessions: SessionHandle<Account>,
    gate: Context<Gate>,
) -> &'static str {
    let gate = Gate::clone(&gate);
    tokio::spawn(async move {
        gate.pass().await;
        gate.say(change(&what, user, sessions).await);
    });
    "answered"
}

/// Changes the session in a task, while the response leaves.
#[post("/overtaken/{what}/{end}", app = Shop)]
async fn overtaken(
    what: String,
    end: String,
    user: Option<Session<Account>>,
    sessions: SessionHandle<Account>,
    gate: Context<Gate>,
) -> Result<Response, Error> {
    let task = Gate::clone(&gate);
    tokio::spawn(async move {
        task.say(change(&what, user, sessions).await);
    });
    gate.pass().await;
    finish(&end, &gate).await
}

const FAILURES: [&str; 8] = [
    "500", "503", "599", "101", "error", "panic", "cookie", "header",
];

#[tokio::test]
async fn a_session_that_began_for_a_response_that_failed_is_deleted_again() {
    for end in FAILURES {
        let shop = shop();
        let response = shop.post(&format!("/begin-then/{end}"), "").await;
        assert!(response.status().is_server_error(), "{end}");
        assert!(response.set_cookies().is_empty(), "{end}");
        assert_eq!(shop.store.calls(Step::Create), 1, "{end}");
        assert_eq!(shop.store.rows(), 0, "{end}");
    }
}

#[tokio::test]
async fn the_session_before_a_failed_login_stays_ended() {
    for end in FAILURES {
        for before in ["ann", "bob", "nobody"] {
            let shop = shop();
            let old = shop.login(before).await;
            let response = shop.post(&format!("/begin-then/{end}"), &old).await;
            assert!(response.set_cookies().is_empty(), "{end}");
            assert_eq!(shop.me(&old).await, 401, "{end} over {before}");
            assert_eq!(shop.store.rows(), 0, "{end} over {before}");
        }
    }
}

#[tokio::test]
async fn a_session_that_began_stays_when_the_client_was_at_fault_or_is_sent_on() {
    for status in [
        "200", "204", "302", "303", "304", "400", "404", "409", "499",
    ] {
        let shop = shop();
        let old = shop.login("ann").await;
        let response = shop.post(&format!("/begin-then/{status}"), &old).await;
        assert_eq!(response.status().as_str(), status);
        let new = only_line(&response);
        assert_eq!(shop.get("/me", pair(&new)).await.text(), "bob 0 0");
        assert_eq!(shop.me(&old).await, 401);
        assert_eq!(shop.store.rows(), 1, "{status}");
    }
}

/// A shop behind a layer that makes a failure of whatever is asked so.
fn shop_behind_a_layer() -> Visitors {
    let layer = Layer::new(async |request: Request, next: Next| {
        let fails = request.headers().contains_key("x-fail");
        let response = next.run(request).await;
        if fails {
            response.status(StatusCode::BAD_GATEWAY)
        } else {
            response
        }
    });
    shop_over(
        &Spy::new(),
        |sessions| sessions,
        |server| server.secret_key(SECRET).layer(layer),
    )
}

#[tokio::test]
async fn a_layer_may_be_what_makes_the_response_fail() {
    let shop = shop_behind_a_layer();
    let request = shop.client.post("/login/ann").header("x-fail", "1");
    let response = request.send().await;
    assert_eq!(response.status(), 502);
    assert!(response.set_cookies().is_empty());
    assert_eq!(shop.store.rows(), 0);
    shop.login("ann").await;
    assert_eq!(shop.store.rows(), 1);
}

#[tokio::test]
async fn a_request_that_is_dropped_takes_its_new_session_along() {
    for shop in [shop(), shop_behind_a_layer()] {
        let shop = Arc::new(shop);
        let old = shop.login("ann").await;
        let task = tokio::spawn({
            let (shop, old) = (Arc::clone(&shop), old.clone());
            async move { shop.post("/begin-then/wait", &old).await }
        });
        shop.gate.entered.notified().await;
        assert_eq!(shop.store.rows(), 1);
        task.abort();
        shop.store.until_empty().await;
        assert_eq!(shop.me(&old).await, 401);
    }
}

#[tokio::test]
async fn a_client_that_goes_away_before_the_response_leaves_no_session_behind() {
    let shop = open_shop().await;
    for _ in 0..20 {
        let mut socket = Socket::open(shop.server.address()).await;
        tokio::select! {
            reply = socket.send("POST", "/begin-then/wait", &[], b"") => panic!("{reply:?}"),
            () = shop.gate.entered.notified() => {}
        }
        assert_eq!(shop.store.rows(), 1);
        drop(socket);
        shop.store.until_empty().await;
    }
    shop.server.stop().await;
}

#[tokio::test]
async fn a_client_that_goes_away_while_the_session_is_stored_leaves_none_behind() {
    let shop = open_shop().await;
    // Stored, but the store's answer never comes; and not yet stored.
    for mood in [Mood::Mute, Mood::Waits] {
        shop.store.set(Step::Create, mood);
        let undone = shop.store.calls(Step::Delete);
        let mut socket = Socket::open(shop.server.address()).await;
        tokio::select! {
            reply = socket.send("POST", "/login/ann", &[], b"") => panic!("{mood:?} {reply:?}"),
            () = shop.store.entered.notified() => {}
        }
        drop(socket);
        shop.store.until_done(Step::Delete, undone).await;
        assert_eq!(shop.store.rows(), 0);
    }
    shop.server.stop().await;
}

#[tokio::test]
async fn an_update_of_a_request_that_fails_afterwards_stays_stored() {
    for end in FAILURES {
        let shop = shop();
        let cookie = shop.login("ann").await;
        let response = shop.post(&format!("/update-then/{end}"), &cookie).await;
        assert!(response.status().is_server_error(), "{end}");
        assert!(response.set_cookies().is_empty(), "{end}");
        assert_eq!(shop.get("/me", &cookie).await.text(), "ann 1 0", "{end}");
    }
}

#[tokio::test]
async fn a_logout_of_a_request_that_fails_afterwards_is_a_logout() {
    for end in ["500", "503", "599", "101", "error", "panic", "header"] {
        let shop = shop();
        let cookie = shop.login("ann").await;
        let response = shop.post(&format!("/end-then/{end}"), &cookie).await;
        assert!(response.status().is_server_error(), "{end}");
        let line = only_line(&response);
        assert!(line.contains("Max-Age=0"), "{end}: {line}");
        assert_eq!(shop.me(&cookie).await, 401, "{end}");
        assert_eq!(shop.store.rows(), 0, "{end}");
    }
}

#[tokio::test]
async fn a_rotation_for_a_response_that_failed_ends_the_session() {
    for end in FAILURES {
        let shop = shop();
        let cookie = shop.login("ann").await;
        let response = shop.post(&format!("/rotate-then/{end}"), &cookie).await;
        assert!(response.status().is_server_error(), "{end}");
        assert!(response.set_cookies().is_empty(), "{end}");
        assert_eq!(shop.me(&cookie).await, 401, "{end}");
        assert_eq!(shop.store.rows(), 0, "{end}");
    }
}

#[tokio::test]
async fn after_the_response_no_session_begins_or_gets_another_id() {
    for what in ["begin", "rotate", "rename"] {
        let shop = shop();
        let cookie = shop.login("ann").await;
        let response = shop.post(&format!("/late/{what}"), &cookie).await;
        assert_eq!(response.text(), "answered");
        assert!(response.set_cookies().is_empty(), "{what}");
        let before = shop.store.all_calls();
        shop.gate.go.notify_one();
        assert_eq!(shop.gate.word().await, "500 Internal Server Error");
        assert_eq!(shop.store.all_calls(), before, "{what}");
        assert_eq!(shop.get("/me", &cookie).await.text(), "ann 0 0", "{what}");
        assert_eq!(shop.store.rows(), 1, "{what}");
    }
}

#[tokio::test]
async fn after_the_response_a_session_can_be_changed_and_ended() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    for (what, status) in [("count", 200), ("end", 401)] {
        shop.post(&format!("/late/{what}"), &cookie).await;
        shop.gate.go.notify_one();
        assert_eq!(shop.gate.word().await, "done");
        assert_eq!(shop.me(&cookie).await, status, "{what}");
    }
}

#[tokio::test]
async fn a_new_id_whose_response_leaves_while_it_is_stored_is_deleted_again() {
    for (what, step) in [
        ("begin", Step::Create),
        ("rotate", Step::Rotate),
        ("rename", Step::Create),
    ] {
        for end in ["200", "500"] {
            let shop = shop();
            let cookie = shop.login("ann").await;
            shop.store.set(step, Mood::Waits);
            let path = format!("/overtaken/{what}/{end}");
            let (response, ()) = tokio::join!(shop.post(&path, &cookie), async {
                shop.store.entered.notified().await;
                shop.gate.go.notify_one();
            });
            assert_eq!(response.status().as_str(), end, "{what}");
            assert!(response.set_cookies().is_empty(), "{what} {end}");
            shop.store.go.notify_one();
            // The response has ended the session before it got its new id.
            let word = if what == "rotate" {
                "401 Unauthorized"
            } else {
                "500 Internal Server Error"
            };
            assert_eq!(shop.gate.word().await, word, "{what} {end}");
            assert_eq!(shop.me(&cookie).await, 401, "{what} {end}");
            assert_eq!(shop.store.rows(), 0, "{what} {end}");
        }
    }
}
