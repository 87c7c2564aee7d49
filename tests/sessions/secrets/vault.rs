//! An application that logs all it can get hold of, as a user in need would.

use oxy::prelude::*;
use oxy::{Layer, Next, Role};
use serde::{Deserialize, Serialize};

/// What nobody may find in a log; the suite uses them nowhere else.
pub(super) const EMAIL: &str = "ann@vault.example";
pub(super) const PASSWORD: &str = "correct-horse-battery";
pub(super) const MARKER: &str = "marker-of-what-a-session-holds";
pub(super) const MESSAGE: &str = "message that is shown once";

/// Without a `Debug` of its own: oxy must not need one.
#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
pub(super) struct Owner {
    pub(super) email: Option<String>,
    pub(super) note: String,
}

struct Banker;

impl Role<Owner> for Banker {
    fn permits(owner: &Owner) -> bool {
        owner.email.is_none()
    }
}

#[oxy::app(named)]
pub(super) struct Vault {
    pub(super) sessions: Sessions<Owner>,
}

#[derive(Deserialize)]
struct Login {
    email: String,
    password: String,
    /// A number, so that what is none is refused.
    pin: Option<u32>,
}

#[post("/login", app = Vault)]
async fn login(
    form: Form<Login>,
    sessions: SessionHandle<Owner>,
    cookies: Cookies,
) -> Result<Redirect, Error> {
    tracing::info!(?sessions, ?cookies, pin = form.pin.is_some(), "a login");
    if form.password != PASSWORD {
        return Err(Error::unauthorized("wrong password"));
    }
    let owner = Owner {
        email: Some(form.email.clone()).filter(|email| email != "nobody"),
        note: MARKER.to_owned(),
    };
    let begin = sessions.begin(owner).label("a label");
    tracing::info!(?begin, "beginning");
    let session = begin.await?;
    tracing::info!(?session, "begun");
    Ok(Redirect::to("/me").flash(Flash::success(MESSAGE)))
}

/// Refuses what does not fit, in words that quote it to the client.
#[post("/login/json", app = Vault)]
async fn login_by_json(login: Result<Json<Login>, Rejection>) -> Result<String, Rejection> {
    let login = login?;
    Ok(format!("{} {:?}", login.email == EMAIL, login.pin))
}

#[get("/login", app = Vault)]
async fn login_page() -> &'static str {
    "log in"
}

#[get("/me", app = Vault)]
async fn me(user: Session<Owner>, headers: Headers, uri: Uri) -> Result<String, Error> {
    let list = user.list().await?.len();
    tracing::info!(?user, ?headers, path = uri.path(), list, "looking");
    Ok(user.note.clone())
}

#[get("/flashes", app = Vault)]
async fn flashes(flashes: Flashes) -> String {
    tracing::info!(?flashes, "showing");
    flashes
        .into_iter()
        .map(|flash| flash.text().to_owned())
        .collect()
}

#[get("/boss", app = Vault)]
async fn boss(user: Session<Owner, Banker>) -> String {
    format!("{user:?}")
}

#[post("/note/{length}", app = Vault)]
async fn note(length: usize, mut user: Session<Owner>) -> Result<&'static str, Error> {
    user.update(|owner| owner.note = MARKER.repeat(length))
        .await?;
    Ok("noted")
}

#[post("/rename", app = Vault)]
async fn rename(mut user: Session<Owner>) -> Result<&'static str, Error> {
    user.update(|owner| owner.email = Some(EMAIL.repeat(100)))
        .await?;
    Ok("renamed")
}

#[post("/rotate", app = Vault)]
async fn rotate(mut user: Session<Owner>) -> Result<&'static str, Error> {
    user.rotate().await?;
    Ok("rotated")
}

#[post("/logout", app = Vault)]
async fn logout(user: Session<Owner>) -> Result<&'static str, Error> {
    user.end().await?;
    Ok("out")
}

#[post("/end-all", app = Vault)]
async fn end_all(user: Session<Owner>, all: Context<Sessions<Owner>>) -> Result<String, Error> {
    tracing::info!(?all, "ending");
    Ok(user.end_all().await?.to_string())
}

#[post("/broken-login", app = Vault)]
async fn broken_login(sessions: SessionHandle<Owner>) -> Result<&'static str, Error> {
    let (email, note) = (Some(EMAIL.to_owned()), MARKER.to_owned());
    sessions.begin(Owner { email, note }).await?;
    Err(Error::internal("on purpose"))
}

#[get("/panic", app = Vault)]
async fn panics(user: Session<Owner>, cookies: Cookies, request: Request) -> String {
    panic!("{user:?} {cookies:?} {request:?}")
}

/// Sees every request and every response.
pub(super) fn watching() -> Layer {
    Layer::new(async |request: Request, next: Next| {
        tracing::info!(?request, "coming");
        let response = next.run(request).await;
        tracing::info!(?response, "going");
        response
    })
}
