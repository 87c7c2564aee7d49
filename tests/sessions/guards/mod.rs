//! Who gets in: by the type of an argument.

mod arguments;
mod kinds;
mod unit;

use std::sync::Arc;

use oxy::prelude::*;
use oxy::testing::TestClient;
use oxy::{Layer, Next, Serve};

use crate::people::{Admin, COOKIE, User, cookies_of};
use crate::support::{client, detail};

#[oxy::app(named)]
struct Office {
    sessions: Sessions<User>,
}

/// A name that is not `Session`: the type decides, not its spelling.
type Employee = Session<User>;
type Boss = Session<User, Admin>;
type Visitor = Option<Employee>;
type Attempt = Result<Employee, Rejection>;

#[get("/in", app = Office)]
async fn enter(user: Session<User>) -> String {
    user.email.clone()
}

#[get("/in/alias", app = Office)]
async fn enter_by_alias(user: Employee) -> String {
    user.email.clone()
}

#[get("/open", app = Office)]
async fn open(user: Option<Session<User>>) -> String {
    user.map_or("nobody".to_owned(), |user| user.email.clone())
}

#[get("/open/alias", app = Office)]
async fn open_by_alias(user: Visitor) -> String {
    user.map_or("nobody".to_owned(), |user| user.email.clone())
}

#[get("/boss", app = Office)]
async fn boss(user: Session<User, Admin>) -> String {
    user.email.clone()
}

#[get("/boss/alias", app = Office)]
async fn boss_by_alias(user: Boss) -> String {
    user.email.clone()
}

#[get("/boss/maybe", app = Office)]
async fn maybe_boss(user: Option<Session<User, Admin>>) -> String {
    user.map_or("nobody".to_owned(), |user| user.email.clone())
}

#[get("/tried", app = Office)]
async fn tried(user: Result<Session<User>, Rejection>) -> String {
    match user {
        Ok(user) => user.email.clone(),
        Err(rejection) => format!("{} {rejection}", rejection.status()),
    }
}

#[get("/tried/boss", app = Office)]
async fn tried_boss(user: Result<Boss, Rejection>) -> String {
    match user {
        Ok(user) => user.email.clone(),
        Err(rejection) => format!("{} {rejection}", rejection.status()),
    }
}

#[get("/tried/alias", app = Office)]
async fn tried_by_alias(user: Attempt) -> String {
    user.map_or("nobody".to_owned(), |user| user.email.clone())
}

#[get("/both", app = Office)]
async fn both(user: Session<User>, boss: Option<Boss>) -> String {
    format!("{} {}", user.email, boss.is_some())
}

fn stamped() -> Layer {
    Layer::new(async |request: Request, next: Next| {
        next.run(request).await.header("x-layer", "router")
    })
}

#[oxy::router("/rooms", layer = stamped)]
static ROOMS: Router;

#[get(ROOMS, "/{number}", app = Office)]
async fn room(number: u8, user: Session<User>) -> String {
    format!("room {number} of {}", user.email)
}

#[post(ROOMS, "/leave", app = Office)]
async fn leave(user: Session<User>) -> Result<&'static str, Error> {
    user.end().await?;
    Ok("left")
}

fn office() -> Serve<Office> {
    oxy::serve(Office {
        sessions: Sessions::memory(),
    })
}

async fn with(user: User) -> TestClient {
    let client = client(office());
    client.login_as(user).await.unwrap();
    client
}

#[tokio::test]
async fn strangers_get_a_401_with_a_challenge() {
    let client = client(office());
    for path in [
        "/in",
        "/in/alias",
        "/boss",
        "/boss/alias",
        "/both",
        "/rooms/7",
    ] {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), 401, "{path}");
        let challenge = response.header("www-authenticate");
        assert_eq!(challenge, Some("Cookie realm=\"session\""), "{path}");
        assert_eq!(detail(&response), "please log in", "{path}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(cookies_of(&response), [""; 0], "{path}");
    }
}

#[tokio::test]
async fn strangers_get_in_where_the_session_is_optional() {
    let client = client(office());
    for path in ["/open", "/open/alias", "/boss/maybe", "/tried/alias"] {
        let response = client.get(path).send().await;
        assert_eq!(
            (response.status(), response.text()),
            (StatusCode::OK, "nobody".into())
        );
        // Who is logged in would see another page.
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(response.header("vary"), Some("Cookie"), "{path}");
        assert_eq!(cookies_of(&response), [""; 0], "{path}");
    }
    let response = client.get("/tried").send().await;
    assert_eq!(response.text(), "401 Unauthorized please log in");
}

#[tokio::test]
async fn users_get_in_where_no_role_is_asked_for() {
    let client = with(User::named("ann")).await;
    for path in [
        "/in",
        "/in/alias",
        "/open",
        "/open/alias",
        "/tried",
        "/tried/alias",
    ] {
        let response = client.get(path).send().await;
        assert_eq!(response.text(), "ann@oxy.example", "{path}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn a_role_is_asked_for_by_its_type() {
    let client = with(User::named("ann")).await;
    for path in ["/boss", "/boss/alias"] {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), 403, "{path}");
        assert_eq!(
            detail(&response),
            "your account is not allowed to do this",
            "{path}"
        );
        assert_eq!(response.header("www-authenticate"), None, "{path}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
    }
    assert_eq!(client.get("/boss/maybe").send().await.text(), "nobody");
    let tried = client.get("/tried/boss").send().await;
    assert_eq!(
        tried.text(),
        "403 Forbidden your account is not allowed to do this"
    );
    assert_eq!(
        client.get("/both").send().await.text(),
        "ann@oxy.example false"
    );
    // Being refused costs nobody the session.
    assert_eq!(client.get("/in").send().await.status(), 200);

    client.login_as(User::admin("eve")).await.unwrap();
    for path in ["/boss", "/boss/alias", "/boss/maybe", "/tried/boss"] {
        assert_eq!(
            client.get(path).send().await.text(),
            "eve@oxy.example",
            "{path}"
        );
    }
    assert_eq!(
        client.get("/both").send().await.text(),
        "eve@oxy.example true"
    );
}

#[tokio::test]
async fn sessions_work_below_routers_and_their_layers() {
    let client = client(office());
    assert_eq!(
        client.get("/rooms/7").send().await.header("x-layer"),
        Some("router")
    );
    client.login_as(User::named("ann")).await.unwrap();
    let response = client.get("/rooms/7").send().await;
    assert_eq!(response.text(), "room 7 of ann@oxy.example");
    assert_eq!(response.header("x-layer"), Some("router"));
    let left = client.post("/rooms/leave").send().await;
    assert_eq!(left.text(), "left");
    assert_eq!(cookies_of(&left), [format!("-{COOKIE}")]);
    assert_eq!(client.get("/rooms/7").send().await.status(), 401);
}

#[tokio::test]
async fn layers_around_everything_neither_lose_nor_see_the_session() {
    // Takes the request apart, as a layer of tower's would, and replaces what is not allowed.
    let apart = Layer::new(async |request: Request, next: Next| {
        let request = Request::new(request.into_http());
        let response = next.run(request).await;
        assert!(!response.headers().contains_key("set-cookie"));
        match response.status_code() {
            StatusCode::FORBIDDEN => text("not for you").status(StatusCode::NOT_FOUND),
            _ => response.header("x-layer", "all"),
        }
    });
    let client = client(office().layer(apart));
    let refused = client.get("/in").send().await;
    assert_eq!(
        (refused.status().as_u16(), refused.header("x-layer")),
        (401, Some("all"))
    );
    client.login_as(User::named("ann")).await.unwrap();
    assert_eq!(client.get("/in").send().await.text(), "ann@oxy.example");
    let hidden = client.get("/boss").send().await;
    assert_eq!(
        (hidden.status().as_u16(), hidden.text()),
        (404, "not for you".to_owned())
    );
    let left = client.post("/rooms/leave").send().await;
    assert_eq!(cookies_of(&left), [format!("-{COOKIE}")]);
}

#[tokio::test]
async fn routes_made_at_run_time_ask_by_hand() {
    let server = office()
        .route(
            Method::GET,
            "/made",
            |mut request: Request, app: Arc<Office>| async move {
                let user: Session<User> = request.extract_from(&app).await?;
                Ok::<_, Rejection>(user.email.clone())
            },
        )
        .route(
            Method::GET,
            "/made/boss",
            |mut request: Request, app: Arc<Office>| async move {
                let boss: Option<Boss> = request.extract_from(&app).await?;
                Ok::<_, Rejection>(boss.is_some().to_string())
            },
        )
        .route(
            Method::POST,
            "/made/{name}",
            |mut request: Request, app: Arc<Office>| async move {
                let name: String = request.param("name")?;
                let sessions: SessionHandle<User> = request.extract_from(&app).await?;
                let begun = sessions.begin(User::admin(&name)).await?;
                // The one request has one session, whoever asks for it.
                let user: Session<User> = request.extract_from(&app).await?;
                assert_eq!(*user, *begun);
                Ok::<_, Error>("begun")
            },
        );
    let client = client(server);
    let refused = client.get("/made").send().await;
    assert_eq!(refused.status(), 401);
    assert_eq!(
        refused.header("www-authenticate"),
        Some("Cookie realm=\"session\"")
    );
    assert_eq!(client.get("/made/boss").send().await.text(), "false");
    let begun = client.post("/made/eve").send().await;
    assert_eq!(begun.text(), "begun");
    assert_eq!(cookies_of(&begun), [COOKIE]);
    assert_eq!(client.get("/made").send().await.text(), "eve@oxy.example");
    assert_eq!(client.get("/made/boss").send().await.text(), "true");
    assert_eq!(client.get("/in").send().await.text(), "eve@oxy.example");
}

#[tokio::test]
async fn head_is_a_get_without_a_body() {
    let client = client(office());
    let refused = client.head("/in").send().await;
    assert_eq!(
        (refused.status().as_u16(), refused.text()),
        (401, String::new())
    );
    assert_eq!(
        refused.header("www-authenticate"),
        Some("Cookie realm=\"session\"")
    );
    client.login_as(User::named("ann")).await.unwrap();
    let response = client.head("/in").send().await;
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (200, String::new())
    );
    assert_eq!(response.header("content-length"), Some("15"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_session_changes_nothing_about_what_is_not_there() {
    let client = with(User::named("ann")).await;
    for (method, path, status, allow) in [
        (Method::GET, "/nowhere", 404, None),
        (Method::POST, "/in", 405, Some("GET, HEAD, OPTIONS")),
        (Method::DELETE, "/rooms/7", 405, Some("GET, HEAD, OPTIONS")),
        (Method::OPTIONS, "/in", 204, Some("GET, HEAD, OPTIONS")),
    ] {
        let response = client.request(method.clone(), path).send().await;
        assert_eq!(response.status(), status, "{method} {path}");
        assert_eq!(response.header("allow"), allow, "{method} {path}");
        assert_eq!(cookies_of(&response), [""; 0], "{method} {path}");
        assert_eq!(response.header("cache-control"), None, "{method} {path}");
    }
    assert_eq!(client.get("/in").send().await.status(), 200);
}
