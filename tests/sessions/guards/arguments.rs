//! A session beside other arguments, wherever it stands.

use oxy::prelude::*;
use serde::{Deserialize, Serialize};

use crate::people::{Admin, User, cookies_of};
use crate::support::client;

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    text: String,
}

#[oxy::app(named)]
struct Desk {
    sessions: Sessions<User>,
}

#[post("/first/{id}", app = Desk)]
async fn first(user: Session<User>, id: u32, note: Form<Note>) -> String {
    format!("{} {id} {}", user.email, note.text)
}

#[post("/middle/{id}", app = Desk)]
async fn middle(id: u32, user: Session<User>, note: Form<Note>) -> String {
    format!("{} {id} {}", user.email, note.text)
}

#[post("/last/{id}", app = Desk)]
async fn last(note: Form<Note>, id: u32, user: Session<User>) -> String {
    format!("{} {id} {}", user.email, note.text)
}

#[post("/json/{id}", app = Desk)]
async fn as_json(note: Json<Note>, tag: Option<String>, user: Session<User>, id: u32) -> String {
    format!("{} {id} {} {tag:?}", user.email, note.text)
}

#[put("/whole/{id}", app = Desk)]
async fn whole(mut request: Request, user: Session<User>, id: u32) -> Result<String, Rejection> {
    let body = request.bytes().await?;
    Ok(format!("{} {id} {}", user.email, body.len()))
}

#[post("/all/{id}", app = Desk)]
async fn all(
    note: Form<Note>,
    cookies: Cookies,
    boss: Option<Session<User, Admin>>,
    sessions: SessionHandle<User>,
    user: Session<User>,
    admin: Context<Sessions<User>>,
    id: u32,
) -> Result<String, Error> {
    let Note { text } = &*note;
    let same = sessions
        .current()
        .await?
        .is_some_and(|found| *found == *user);
    let count = admin.list(&user.email).await?.len();
    let own = cookies.get_encrypted(crate::people::COOKIE).is_some();
    Ok(format!(
        "{id} {text} {} {same} {count} {own}",
        boss.is_some()
    ))
}

fn desk() -> oxy::Serve<Desk> {
    oxy::serve(Desk {
        sessions: Sessions::memory(),
    })
}

#[tokio::test]
async fn its_place_makes_no_difference() {
    let client = client(desk());
    client.login_as(User::named("ann")).await.unwrap();
    for path in ["/first/7", "/middle/7", "/last/7"] {
        let response = client.post(path).form(&[("text", "hello")]).send().await;
        assert_eq!(response.text(), "ann@oxy.example 7 hello", "{path}");
    }
    let note = Note { text: "hi".into() };
    let response = client.post("/json/7?tag=a").json(&note).send().await;
    assert_eq!(response.text(), "ann@oxy.example 7 hi Some(\"a\")");
    let response = client.put("/whole/7").body("12345").send().await;
    assert_eq!(response.text(), "ann@oxy.example 7 5");
    let response = client
        .post("/all/7")
        .form(&[("text", "hello")])
        .send()
        .await;
    assert_eq!(response.text(), "7 hello false true 1 true");
}

#[tokio::test]
async fn a_strangers_body_is_not_looked_at() {
    let client = client(desk());
    for path in ["/first/7", "/middle/7", "/last/7", "/json/7", "/all/7"] {
        // Neither a form nor JSON: whoever is logged in gets a 415 for it.
        let response = client.post(path).body("{{{{").send().await;
        assert_eq!(response.status(), 401, "{path}");
        assert_eq!(cookies_of(&response), [""; 0], "{path}");
    }
    client.login_as(User::named("ann")).await.unwrap();
    for path in ["/first/7", "/middle/7", "/last/7", "/json/7", "/all/7"] {
        let response = client.post(path).body("{{{{").send().await;
        assert_eq!(response.status(), 415, "{path}");
    }
    let response = client
        .post("/last/x")
        .form(&[("text", "hello")])
        .send()
        .await;
    assert_eq!(response.status(), 400);
}
