//! Changes of a session's data: explicit, durable when they return, and never lost to each other.

use std::collections::HashSet;
use std::sync::Arc;

use oxy::prelude::*;

use crate::shop::{Account, Gate, Shop, Visitors, busy_shop, open_shop, shop};
use crate::spy::{Mood, Step};
use crate::support::{Socket, only_line, pair};

const PARALLEL: u32 = 100;
const ROUNDS: u32 = 20;

#[post("/count-slowly", app = Shop)]
async fn count_slowly(mut user: Session<Account>) -> Result<String, Error> {
    tokio::task::yield_now().await;
    let count = user.update(|user| {
        user.count += 1;
        user.count
    });
    let count = count.await?;
    tokio::task::yield_now().await;
    Ok(count.to_string())
}

#[post("/add/{field}", app = Shop)]
async fn add(field: String, mut user: Session<Account>) -> Result<&'static str, Error> {
    tokio::task::yield_now().await;
    let change = user.update(|user| match &*field {
        "count" => user.count += 1,
        _ => user.other += 1,
    });
    change.await?;
    Ok("added")
}

/// Stored, and not answered yet.
#[post("/update-and-wait", app = Shop)]
async fn update_and_wait(
    mut user: Session<Account>,
    gate: Context<Gate>,
) -> Result<&'static str, Error> {
    user.update(|user| user.count += 1).await?;
    gate.pass().await;
    Ok("answered")
}

/// Reads, changes, reads, changes again.
#[post("/twice-counted", app = Shop)]
async fn twice_counted(mut user: Session<Account>) -> Result<String, Error> {
    let mut seen = vec![user.count];
    user.update(|user| user.count += 1).await?;
    seen.push(user.count);
    user.update(|user| user.count += 1).await?;
    seen.push(user.count);
    Ok(format!("{seen:?}"))
}

#[post("/fill/{size}", app = Shop)]
async fn fill(size: usize, mut user: Session<Account>) -> Result<String, Error> {
    let filled = user.update(|user| user.note = "x".repeat(size)).await;
    match filled {
        Ok(()) => Ok(user.note.len().to_string()),
        // The handler still has what is stored.
        Err(error) => Err(error.with_header(
            oxy::header::HeaderName::from_static("x-note"),
            oxy::header::HeaderValue::from(user.note.len()),
        )),
    }
}

#[get("/note", app = Shop)]
async fn note(user: Session<Account>) -> String {
    user.note.len().to_string()
}

#[post("/rename/{name}", app = Shop)]
async fn rename(name: String, mut user: Session<Account>) -> Result<String, Error> {
    let name = (name != "nobody").then_some(name);
    user.update(|user| user.name.clone_from(&name)).await?;
    Ok(user.name().to_owned())
}

#[tokio::test]
async fn an_update_is_stored_when_it_returns_and_not_when_the_handler_has() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let (response, seen) = tokio::join!(shop.post("/update-and-wait", &cookie), async {
        shop.gate.entered.notified().await;
        let seen = shop.get("/me", &cookie).await.text();
        shop.gate.go.notify_one();
        seen
    });
    assert_eq!(seen, "ann 1 0");
    assert_eq!(response.text(), "answered");
}

#[tokio::test]
async fn nothing_is_written_unless_the_handler_says_so() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    for path in ["/me", "/peek", "/note"] {
        shop.get(path, &cookie).await;
    }
    let calls = [Step::UpdateIf, Step::Touch, Step::Create, Step::Rotate];
    let calls = calls.map(|step| shop.store.calls(step));
    assert_eq!(calls, [0, 0, 1, 0]);
}

#[tokio::test]
async fn an_update_sends_no_cookie_and_keeps_the_id() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let response = shop.post("/count", &cookie).await;
    assert!(response.set_cookies().is_empty());
    assert_eq!(shop.get("/me", &cookie).await.text(), "ann 1 0");
}

#[tokio::test]
async fn a_handler_sees_what_it_has_changed() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let response = shop.post("/twice-counted", &cookie).await;
    assert_eq!(response.text(), "[0, 1, 2]");
    assert_eq!(shop.get("/me", &cookie).await.text(), "ann 2 0");
}

#[tokio::test]
async fn an_update_is_made_from_what_is_stored_now_and_not_from_what_the_handler_read() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let (slow, fast) = shop
        .slowly("count", &cookie, shop.post("/count", &cookie))
        .await;
    assert_eq!(fast.text(), "1");
    assert_eq!(slow.text(), "ann 2");
    assert_eq!(shop.get("/me", &cookie).await.text(), "ann 2 0");
}

/// Sends many requests at once, on all threads of the runtime; the answers.
async fn at_once(shop: &Arc<Visitors>, paths: &[&'static str], cookie: &str) -> Vec<String> {
    shop.client.clear_cookies();
    let tasks = (0..PARALLEL as usize).map(|number| {
        let (shop, cookie) = (Arc::clone(shop), cookie.to_owned());
        let path = paths[number % paths.len()];
        tokio::spawn(async move {
            let request = shop.client.post(path).header("cookie", cookie);
            let response = request.send().await;
            assert_eq!(response.status(), 200, "{}", response.text());
            response.text()
        })
    });
    let mut answers = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        answers.push(task.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_parallel_increments_are_a_hundred_every_time() {
    let shop = Arc::new(busy_shop());
    shop.store.set(Step::Load, Mood::Yields);
    shop.store.set(Step::UpdateIf, Mood::Yields);
    for _ in 0..ROUNDS {
        let cookie = shop.login("ann").await;
        let answers = at_once(&shop, &["/count-slowly"], &cookie).await;
        let different: HashSet<u32> = answers.iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!(different, (1..=PARALLEL).collect(), "each saw its own");
        assert_eq!(shop.get("/me", &cookie).await.text(), "ann 100 0");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_changes_of_two_fields_are_both_kept() {
    let shop = Arc::new(busy_shop());
    shop.store.set(Step::UpdateIf, Mood::Yields);
    let cookie = shop.login("ann").await;
    at_once(&shop, &["/add/count", "/add/other"], &cookie).await;
    assert_eq!(shop.get("/me", &cookie).await.text(), "ann 50 50");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_increments_over_many_connections_are_all_there() {
    let shop = open_shop().await;
    let address = shop.server.address();
    let mut socket = Socket::open(address).await;
    let reply = socket.send("POST", "/login/ann", &[], b"").await;
    let cookie = pair(reply.header("set-cookie").unwrap()).to_owned();
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let cookie = cookie.clone();
            tokio::spawn(async move {
                let mut socket = Socket::open(address).await;
                for _ in 0..5 {
                    let cookie = [("Cookie", cookie.as_str())];
                    let reply = socket.send("POST", "/count-slowly", &cookie, b"").await;
                    assert_eq!(reply.status, 200, "{reply:?}");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let reply = socket.send("GET", "/me", &[("Cookie", &cookie)], b"").await;
    assert_eq!(reply.body, "ann 100 0");
    shop.server.stop().await;
}

#[tokio::test]
async fn data_of_more_than_64_kib_is_refused_and_nothing_is_changed() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    assert_eq!(shop.post("/fill/65000", &cookie).await.text(), "65000");
    for size in ["65536", "70000", "1000000"] {
        let response = shop.post(&format!("/fill/{size}"), &cookie).await;
        assert_eq!(response.status(), 500, "{size}");
        assert_eq!(response.header("x-note"), Some("65000"), "{size}");
        assert_eq!(shop.get("/note", &cookie).await.text(), "65000", "{size}");
    }
}

#[tokio::test]
async fn an_update_that_changes_the_user_gives_the_session_a_new_id() {
    for (before, after) in [("nobody", "ann"), ("ann", "bob"), ("ann", "nobody")] {
        let shop = shop();
        let old = shop.login(before).await;
        shop.post("/count", &old).await;
        let response = shop.post(&format!("/rename/{after}"), &old).await;
        assert_eq!(response.text(), after);
        let new = only_line(&response);
        let new = pair(&new);
        assert_ne!(shop.id(&old), shop.id(new));
        assert_eq!(shop.me(&old).await, 401, "{before} to {after}");
        assert_eq!(shop.get("/me", new).await.text(), format!("{after} 1 0"));
        assert_eq!(shop.store.rows(), 1, "{before} to {after}");
        for name in ["ann", "bob"] {
            let expected = if name == after { "1" } else { "0" };
            assert_eq!(shop.sessions_of(name).await, expected, "{name}");
        }
    }
}

#[tokio::test]
async fn a_change_of_the_user_loses_no_update_of_another_request() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let (slow, fast) = shop
        .slowly("rename", &cookie, shop.post("/count", &cookie))
        .await;
    assert_eq!(fast.text(), "1");
    assert_eq!(slow.text(), "cleo 1");
    let line = only_line(&slow);
    assert_eq!(shop.get("/me", pair(&line)).await.text(), "cleo 1 0");
}

#[tokio::test]
async fn an_update_of_a_request_that_a_rotation_overtook_is_kept() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let (slow, rotated) = shop
        .slowly("count", &cookie, shop.post("/rotate", &cookie))
        .await;
    assert_eq!(slow.text(), "ann 1");
    assert!(slow.set_cookies().is_empty());
    let line = only_line(&rotated);
    assert_eq!(shop.get("/me", pair(&line)).await.text(), "ann 1 0");
}
