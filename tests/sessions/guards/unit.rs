//! Handlers are plain functions: a unit test calls them without an application.

use oxy::prelude::*;
use oxy::testing::{session, session_handle};

use crate::people::{Admin, User};

#[oxy::app(named)]
struct Plain {
    sessions: Sessions<User>,
}

#[post("/rename/{name}", app = Plain)]
async fn rename(name: String, mut user: Session<User>) -> Result<String, Error> {
    user.update(|user| user.email = format!("{name}@oxy.example"))
        .await?;
    Ok(format!("you are {}", user.email))
}

#[get("/admin", app = Plain)]
async fn admin(user: Session<User, Admin>) -> String {
    format!("{} may do anything", user.email)
}

#[post("/login/{name}", app = Plain)]
async fn login(name: String, sessions: SessionHandle<User>) -> Result<String, Error> {
    let user = sessions.begin(User::named(&name)).label("a test").await?;
    Ok(format!("{} session", user.list().await?.len()))
}

#[post("/logout", app = Plain)]
async fn logout(user: Session<User>) -> Result<&'static str, Error> {
    user.end().await?;
    Ok("out")
}

#[tokio::test]
async fn with_a_session() {
    let ann = session(User::named("ann")).await.unwrap();
    let renamed = rename("bob".to_owned(), ann).await.unwrap();
    assert_eq!(renamed, "you are bob@oxy.example");
    let ann = session(User::named("ann")).await.unwrap();
    assert_eq!(logout(ann).await.unwrap(), "out");
}

#[tokio::test]
async fn with_a_role_that_is_checked() {
    let eve = session(User::admin("eve")).await.unwrap();
    assert_eq!(admin(eve).await, "eve@oxy.example may do anything");
    let refused = session::<User, Admin>(User::named("ann"))
        .await
        .unwrap_err();
    assert_eq!(refused.status(), 403);
}

#[tokio::test]
async fn with_a_handle() {
    let sessions = session_handle();
    assert_eq!(
        login("ann".to_owned(), sessions).await.unwrap(),
        "1 session"
    );

    let sessions = session_handle();
    assert!(sessions.current().await.unwrap().is_none());
    sessions.begin(User::named("ann")).await.unwrap();
    assert_eq!(
        sessions.current().await.unwrap().unwrap().email,
        "ann@oxy.example"
    );
    assert!(sessions.end().await.unwrap());
    assert!(sessions.current().await.unwrap().is_none());
}

#[tokio::test]
async fn each_has_a_store_of_its_own() {
    let ann = session::<User, oxy::session::Anyone>(User::named("ann"))
        .await
        .unwrap();
    let again = session::<User, oxy::session::Anyone>(User::named("ann"))
        .await
        .unwrap();
    assert_eq!(ann.end_all().await.unwrap(), 1);
    assert_eq!(again.list().await.unwrap().len(), 1);
}
