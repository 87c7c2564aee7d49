//! The beginning of a session: always a new id, and the end of the session that the request was in.

use std::collections::HashSet;
use std::sync::Arc;

use oxy::Clock as _;
use oxy::prelude::*;

use crate::shop::{Account, COOKIE, Shop, Visitors, busy_shop, shop};
use crate::spy::{Mood, Step};
use crate::support::{SECRET, only_line, pair};

#[post("/twice", app = Shop)]
async fn twice(sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    sessions.begin(Account::of("ann")).await?;
    sessions.begin(Account::of("bob")).await?;
    Ok("twice")
}

#[post("/in-and-out", app = Shop)]
async fn in_and_out(sessions: SessionHandle<Account>) -> Result<String, Error> {
    let session = sessions.begin(Account::of("ann")).await?;
    session.end().await?;
    Ok(sessions.current().await?.is_none().to_string())
}

/// Everything that a session can go through in one request.
#[post("/all-at-once", app = Shop)]
async fn all_at_once(sessions: SessionHandle<Account>) -> Result<String, Error> {
    let mut session = sessions.begin(Account::of("ann")).await?;
    session.update(|user| user.count += 1).await?;
    session.rotate().await?;
    session.update(|user| user.count += 1).await?;
    session
        .update(|user| user.name = Some("cleo".into()))
        .await?;
    session.rotate().await?;
    session.update(|user| user.count += 1).await?;
    Ok(format!("{} {}", session.name(), session.count))
}

/// Another user logs in while one is logged in, and both are at hand.
#[post("/switch/{then}", app = Shop)]
async fn switch(
    then: String,
    mut before: Session<Account>,
    sessions: SessionHandle<Account>,
) -> Result<String, Error> {
    let after = sessions.begin(Account::of("bob")).await?;
    match &*then {
        "read" => {}
        "end" => before.end().await?,
        "update" => before.update(|user| user.count = 9).await?,
        "rotate" => before.rotate().await?,
        "end-all" => return Ok(before.end_all().await?.to_string()),
        "both" => {
            before.end().await?;
            after.end().await?;
            return Ok("both".into());
        }
        _ => return Err(Error::not_found("no such test")),
    }
    Ok(after.name().to_owned())
}

/// What `current` says before and after each step.
#[post("/currents", app = Shop)]
async fn currents(sessions: SessionHandle<Account>) -> Result<String, Error> {
    let name = |user: Option<Session<Account>>| {
        user.map_or("none".to_owned(), |user| user.name().to_owned())
    };
    let mut seen = vec![name(sessions.current().await?)];
    sessions.begin(Account::of("bob")).await?;
    seen.push(name(sessions.current().await?));
    sessions.end().await?;
    seen.push(name(sessions.current().await?));
    Ok(seen.join(" "))
}

#[post("/blank", app = Shop)]
async fn blank(sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    sessions.begin(Account::of("")).await?;
    Ok("begun")
}

#[post("/bulky", app = Shop)]
async fn bulky(sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    let mut account = Account::of("ann");
    account.note = "x".repeat(70_000);
    sessions.begin(account).await?;
    Ok("begun")
}

/// Logs in with a cookie; the new one.
async fn login_over(shop: &Visitors, name: &str, cookie: &str) -> String {
    let response = shop.post(&format!("/login/{name}"), cookie).await;
    assert_eq!(response.status(), 303, "{}", response.text());
    pair(&only_line(&response)).to_owned()
}

#[tokio::test]
async fn every_login_has_a_new_id_and_ends_the_older_session_of_the_request() {
    for before in ["nobody", "ann", "bob"] {
        let shop = shop();
        let old = shop.login(before).await;
        let new = login_over(&shop, "ann", &old).await;
        assert_ne!(shop.id(&old), shop.id(&new), "over {before}");
        assert_eq!(shop.me(&old).await, 401, "over {before}");
        assert_eq!(shop.get("/me", &new).await.text(), "ann 0 0");
        assert_eq!(shop.store.rows(), 1, "over {before}");
        assert_eq!(shop.sessions_of("ann").await, "1");
        assert_eq!(shop.sessions_of("bob").await, "0");
    }
}

#[tokio::test]
async fn a_session_without_a_user_is_a_session() {
    let shop = shop();
    let cookie = shop.login("nobody").await;
    assert_eq!(shop.get("/me", &cookie).await.text(), "nobody 0 0");
    assert_eq!(shop.post("/count", &cookie).await.text(), "1");
    assert_eq!(shop.get("/me", &cookie).await.text(), "nobody 1 0");
}

#[tokio::test]
async fn an_id_planted_before_the_login_is_worth_nothing_after_it() {
    let shop = shop();
    // What an attacker can have: a session of his own, one without a user, and an id that no store knows.
    let (own, anonymous) = (shop.login("eve").await, shop.login("nobody").await);
    let key = SecretKey::new(SECRET).unwrap();
    let id = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw";
    let hour = std::time::Duration::from_secs(3600);
    let now = shop.client.clock().now();
    let token = oxy::testing::seal(&key, COOKIE, id, hour, now).unwrap();
    for planted in [own, anonymous, format!("{COOKIE}={token}")] {
        let victim = login_over(&shop, "ann", &planted).await;
        assert_ne!(shop.id(&victim), shop.id(&planted));
        assert_eq!(shop.me(&planted).await, 401);
        assert_eq!(shop.get("/me", &victim).await.text(), "ann 0 0");
    }
    assert_eq!(shop.sessions_of("eve").await, "0");
}

/// Logs in ten times at once, with the same cookie each time.
async fn ten_logins(shop: &Arc<Visitors>, cookie: &str) -> HashSet<String> {
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (shop, cookie) = (Arc::clone(shop), cookie.to_owned());
            tokio::spawn(async move {
                let mut request = shop.client.post("/login/ann");
                if !cookie.is_empty() {
                    request = request.header("cookie", cookie);
                }
                pair(&only_line(&request.send().await)).to_owned()
            })
        })
        .collect();
    let mut cookies = HashSet::new();
    for task in tasks {
        cookies.insert(task.await.unwrap());
    }
    cookies
}

#[tokio::test]
async fn ten_parallel_logins_are_ten_sessions() {
    for before in [None, Some("nobody"), Some("ann")] {
        let shop = Arc::new(busy_shop());
        shop.store.set(Step::Create, Mood::Yields);
        let old = match before {
            Some(name) => shop.login(name).await,
            None => String::new(),
        };
        shop.client.clear_cookies();
        let cookies = ten_logins(&shop, &old).await;
        let ids: HashSet<_> = cookies.iter().map(|cookie| shop.id(cookie)).collect();
        assert_eq!(ids.len(), 10);
        for cookie in &cookies {
            assert_eq!(shop.me(cookie).await, 200);
        }
        assert_eq!(shop.me(&old).await, 401, "over {before:?}");
        assert_eq!(shop.store.rows(), 10);
        assert_eq!(shop.sessions_of("ann").await, "10");
    }
}

#[tokio::test]
async fn of_two_logins_in_one_request_the_second_one_lasts() {
    let shop = shop();
    let old = shop.login("ann").await;
    for cookie in ["", &old] {
        let new = only_line(&shop.post("/twice", cookie).await);
        assert_eq!(shop.get("/me", pair(&new)).await.text(), "bob 0 0");
        assert_eq!(shop.sessions_of("bob").await, "1");
        shop.post("/logout", pair(&new)).await;
    }
    assert_eq!(shop.store.rows(), 0);
    assert_eq!(shop.me(&old).await, 401);
}

#[tokio::test]
async fn a_session_that_begins_and_ends_in_one_request_leaves_nothing_behind() {
    let shop = shop();
    let response = shop.post("/in-and-out", "").await;
    assert_eq!(response.text(), "true");
    assert!(response.set_cookies().is_empty());
    assert_eq!(shop.store.rows(), 0);

    let old = shop.login("ann").await;
    let line = only_line(&shop.post("/in-and-out", &old).await);
    assert!(line.contains("Max-Age=0"), "{line}");
    assert_eq!(shop.store.rows(), 0);
    assert_eq!(shop.me(&old).await, 401);
}

#[tokio::test]
async fn however_often_a_request_changes_its_session_the_response_has_one_cookie_of_the_last_id() {
    for before in [None, Some("ann"), Some("nobody")] {
        let shop = shop();
        let old = match before {
            Some(name) => shop.login(name).await,
            None => String::new(),
        };
        let response = shop.post("/all-at-once", &old).await;
        assert_eq!(response.text(), "cleo 3");
        let new = only_line(&response);
        assert_eq!(shop.get("/me", pair(&new)).await.text(), "cleo 3 0");
        assert_eq!(shop.me(&old).await, 401);
        assert_eq!(shop.store.rows(), 1);
    }
}

#[tokio::test]
async fn after_a_login_the_older_session_of_the_same_handler_can_do_no_harm() {
    for (then, status, body) in [
        ("read", 200, "bob"),
        ("end", 200, "bob"),
        ("update", 401, ""),
        ("rotate", 401, ""),
        ("end-all", 200, "0"),
    ] {
        let shop = shop();
        let ann = shop.login("ann").await;
        let response = shop.post(&format!("/switch/{then}"), &ann).await;
        assert_eq!(response.status(), status, "{then}");
        if status == 200 {
            assert_eq!(response.text(), body, "{then}");
        }
        let line = only_line(&response);
        assert_eq!(shop.get("/me", pair(&line)).await.text(), "bob 0 0");
        assert_eq!(shop.me(&ann).await, 401, "{then}");
        assert_eq!(shop.store.rows(), 1, "{then}");
    }
}

#[tokio::test]
async fn both_sessions_of_a_handler_can_be_ended() {
    let shop = shop();
    let ann = shop.login("ann").await;
    let line = only_line(&shop.post("/switch/both", &ann).await);
    assert!(line.contains("Max-Age=0"), "{line}");
    assert_eq!(shop.store.rows(), 0);
}

#[tokio::test]
async fn a_handle_knows_the_session_that_the_request_is_in() {
    let shop = shop();
    let ann = shop.login("ann").await;
    for (cookie, expected) in [
        ("", "none bob none"),
        (&*ann, "ann bob none"),
        (&*ann, "none bob none"),
        ("__Host-session_id=junk", "none bob none"),
    ] {
        assert_eq!(shop.post("/currents", cookie).await.text(), expected);
    }
    assert_eq!(shop.store.rows(), 0);
}

#[tokio::test]
async fn a_handle_alone_asks_the_store_for_nothing() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let before = shop.store.all_calls();
    assert_eq!(shop.get("/handle", &cookie).await.status(), 200);
    assert_eq!(shop.store.all_calls(), before);
}

#[tokio::test]
async fn a_session_that_cannot_be_stored_does_not_begin_and_the_older_one_stays() {
    let shop = shop();
    let old = shop.login("ann").await;
    for path in ["/blank", "/bulky"] {
        let response = shop.post(path, &old).await;
        assert_eq!(response.status(), 500, "{path}");
        assert!(response.set_cookies().is_empty(), "{path}");
        assert_eq!(shop.store.rows(), 1, "{path}");
        assert_eq!(shop.me(&old).await, 200, "{path}");
    }
}
