//! What a session can hold: all that JSON and the bounds permit, unchanged by the store.

use oxy::prelude::*;

use crate::client::Client;
use crate::site::{Account, Site, Town};
use crate::stores::{Place, in_every_store};

in_every_store!(
    data_of_64_kib_is_kept_and_more_is_refused,
    any_unicode_is_kept_in_users_labels_and_data,
);

/// Keeps a note of that many bytes.
#[post("/note/{length}", app = Site)]
async fn note_of(length: usize, mut user: Session<Account>) -> Result<&'static str, Error> {
    user.update(|user| user.note = "n".repeat(length)).await?;
    Ok("noted")
}

/// Logs in with a note.
#[post("/write", app = Site)]
async fn write(note: Bytes, sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    let name = String::from_utf8_lossy(&note).into_owned();
    let account = Account {
        name: Some(name.clone()),
        count: 7,
        note: name.clone(),
    };
    sessions.begin(account).label(name).await?;
    Ok("in")
}

/// The note and the label, as JSON.
#[get("/note", app = Site)]
async fn read(user: Session<Account>) -> Result<Json<[Option<String>; 3]>, Error> {
    let own = user.list().await?.into_iter().find(|info| info.current);
    let label = own.and_then(|info| info.label);
    Ok(Json([user.name.clone(), Some(user.note.clone()), label]))
}

async fn note(client: &Client, cookie: &str) -> [Option<String>; 3] {
    let reply = client.get("/note", cookie).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).unwrap()
}

/// The bytes of an account `ann` besides its note, and the version byte.
const REST: usize = r#"{"name":"ann","count":0,"note":""}"#.len() + 1;

async fn data_of_64_kib_is_kept_and_more_is_refused(place: Place) {
    let town = Town::new(place);
    let (here, there) = (town.instance().await, town.instance().await);
    let cookie = here.client.login("ann").await;
    let most = 64 * 1024 - REST;
    let path = format!("/note/{most}");
    assert_eq!(here.client.post(&path, &cookie).await.status, 200);
    let path = format!("/note/{}", most + 1);
    assert_eq!(here.client.post(&path, &cookie).await.status, 500);
    for site in [&here, &there] {
        let [_, note, _] = note(&site.client, &cookie).await;
        assert_eq!(note.unwrap(), "n".repeat(most), "the last that was kept");
    }
    assert_eq!(there.client.post("/note/0", &cookie).await.status, 200);
    let [_, note, _] = note(&here.client, &cookie).await;
    assert_eq!(note.as_deref(), Some(""));
}

async fn any_unicode_is_kept_in_users_labels_and_data(place: Place) {
    let town = Town::new(place);
    let site = town.instance().await;
    for text in [
        "Zoë's 📱 — 東京 / مرحبا",
        "'; DROP TABLE oxy_sessions; --",
        "{tag} \\u0041 %s %00 $1 \"quoted\" \\",
        // Separate from its look-alike below: composed, and decomposed.
        "\u{e9}",
        "e\u{301}",
        "\u{200d}\u{202e}\u{feff}\u{fffd}\u{10ffff}",
        &"𝄞".repeat(128),
    ] {
        let reply = site
            .client
            .send("POST", "/write", "", text.as_bytes())
            .await;
        assert_eq!(reply.status, 200, "{text}: {}", reply.body);
        let cookie = reply.new_cookie();
        let expected = Some(text.to_owned());
        let read = note(&site.client, &cookie).await;
        assert_eq!(read, [expected.clone(), expected.clone(), expected]);
        let listed = site.sessions.list(text).await.unwrap();
        assert_eq!(listed.len(), 1, "{text}");
    }
    assert_eq!(site.sessions.end_all("e\u{301}").await.unwrap(), 1);
    assert_eq!(site.sessions.list("\u{e9}").await.unwrap().len(), 1);
}
