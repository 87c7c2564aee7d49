//! A restart with another type of data, while sessions of the old one are stored.

use oxy::prelude::*;
use oxy::{App, Running};
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::stores::{Place, in_every_store};
use crate::support::{Log, SECRET};

in_every_store!(current_thread:
    data_of_another_shape_ends_the_session_and_is_logged_and_counted,
    fields_that_come_with_a_default_end_nothing,
);

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

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
struct GrownUser {
    email: String,
    theme: String,
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

#[post("/login", app = Old)]
async fn login(sessions: SessionHandle<OldUser>) -> Result<&'static str, Error> {
    let (email, theme) = ("ann@oxy.example".to_owned(), "marker of a theme".to_owned());
    sessions.begin(OldUser { email, theme }).await?;
    Ok("in")
}

#[get("/me", app = Old)]
async fn old(user: Session<OldUser>) -> String {
    format!("{} {}", user.email, user.theme)
}

#[get("/me", app = New)]
async fn new(user: Session<NewUser>) -> String {
    format!("{} {}", user.email, user.theme)
}

#[get("/peek", app = New)]
async fn peek(user: Option<Session<NewUser>>) -> String {
    user.is_some().to_string()
}

#[get("/me", app = Grown)]
async fn grown(mut user: Session<GrownUser>) -> Result<String, Error> {
    let visits = user.update(|user| {
        user.visits += 1;
        user.visits
    });
    let visits = visits.await?;
    Ok(format!("{} {} {visits}", user.email, user.theme))
}

async fn start<A: App>(app: A) -> (Running, Client) {
    let server = oxy::serve(app).secret_key(SECRET).port(0);
    let server = server.start().await.unwrap();
    let client = Client::new(server.address());
    (server, client)
}

/// The cookies of two sessions of the old type, after its application has stopped.
async fn of_old(place: &Place) -> [String; 2] {
    let sessions = place.sessions();
    let (server, client) = start(Old { sessions }).await;
    let mut cookies = [String::new(), String::new()];
    for cookie in &mut cookies {
        *cookie = client.post("/login", "").await.new_cookie();
        let reply = client.get("/me", cookie).await;
        assert_eq!(reply.body, "ann@oxy.example marker of a theme");
    }
    server.stop().await;
    cookies
}

async fn data_of_another_shape_ends_the_session_and_is_logged_and_counted(place: Place) {
    let [first, second] = of_old(&place).await;
    let (log, _guard) = Log::capture();
    let sessions = place.sessions();
    let counted = sessions.clone();
    let (server, client) = start(New { sessions }).await;
    let reply = client.get("/me", &first).await;
    assert_eq!(reply.status, 401, "{}", reply.body);
    assert!(reply.removes_the_cookie(), "{:?}", reply.cookie_lines());
    let reply = client.get("/peek", &second).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "false"));
    assert!(reply.removes_the_cookie(), "{:?}", reply.cookie_lines());
    assert_eq!(counted.counts().unreadable, 2);
    let mut warnings = log.of("WARN");
    warnings.retain(|line| line.contains("shapes::NewUser"));
    assert_eq!(warnings.len(), 2, "{:?}", log.of("WARN"));
    for line in log.lines() {
        assert!(!line.contains("ann@") && !line.contains("marker"), "{line}");
    }
    server.stop().await;

    // Its end is final, also for those that could read it.
    let sessions = place.sessions();
    let (server, client) = start(Old { sessions }).await;
    assert_eq!(client.live(&[&first, &second]).await, [false, false]);
    server.stop().await;
}

async fn fields_that_come_with_a_default_end_nothing(place: Place) {
    let [first, second] = of_old(&place).await;
    let sessions = place.sessions();
    let counted = sessions.clone();
    let (server, client) = start(Grown { sessions }).await;
    for (cookie, visits) in [(&first, 1), (&first, 2), (&second, 1)] {
        let reply = client.get("/me", cookie).await;
        let expected = format!("ann@oxy.example marker of a theme {visits}");
        assert_eq!(reply.body, expected);
        assert!(reply.cookie_lines().is_empty());
    }
    assert_eq!(counted.counts().unreadable, 0);
    server.stop().await;
    // The way back, as after a roll-back: what the old type does not know is passed over.
    let sessions = place.sessions();
    let (server, client) = start(Old { sessions }).await;
    assert_eq!(client.live(&[&first, &second]).await, [true, true]);
    server.stop().await;
}
