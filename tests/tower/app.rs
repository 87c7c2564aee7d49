//! The application under test.

use std::time::Duration;

use http::HeaderValue;
use oxy::prelude::*;
use oxy::{Client, RateLimit, Serve};
use serde::{Deserialize, Serialize};
use tower_http::set_header::SetResponseHeaderLayer;

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "name")]
pub struct User {
    name: String,
}

#[oxy::app]
pub struct App {
    sessions: Sessions<User>,
}

#[oxy::router("/api", layer = in_router)]
static API: Router;

/// Adds `name` to the field that tells the order.
fn adds(name: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    let field = http::HeaderName::from_static("x-order");
    SetResponseHeaderLayer::appending(field, HeaderValue::from_static(name))
}

pub fn in_app() -> SetResponseHeaderLayer<HeaderValue> {
    adds("app")
}

fn in_router() -> SetResponseHeaderLayer<HeaderValue> {
    adds("router")
}

fn at_route() -> SetResponseHeaderLayer<HeaderValue> {
    adds("route")
}

#[get("/")]
async fn index() -> &'static str {
    "index"
}

#[get(API, "/ordered", layer = at_route)]
async fn ordered() -> &'static str {
    "ordered"
}

#[get("/long")]
async fn long() -> String {
    "long ".repeat(1000)
}

#[get("/slow")]
async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_secs(60)).await;
    "slow"
}

#[get("/fails")]
async fn fails() -> Result<&'static str, Error> {
    Err(Error::internal("on purpose"))
}

#[get("/panics")]
async fn panics() -> &'static str {
    panic!("on purpose");
}

#[get("/cookie")]
async fn cookie() -> Response {
    text("set").set_cookie(Cookie::new("theme", "dark"))
}

#[get("/refused")]
async fn refused() -> Response {
    let error = Error::unauthorized("who are you?");
    error.into_response().set_cookie(Cookie::new("seen", "yes"))
}

#[post("/login")]
async fn login(sessions: SessionHandle<User>) -> Result<&'static str, Error> {
    let name = "Ann".to_owned();
    sessions.begin(User { name }).await?;
    Ok("welcome")
}

#[get("/dashboard")]
async fn dashboard(user: Session<User>) -> String {
    format!("hello {}", user.name)
}

#[get("/id")]
async fn id(headers: Headers) -> String {
    let id = headers.get("x-request-id").unwrap();
    id.to_str().unwrap().to_owned()
}

#[get("/who/{name}")]
async fn who(name: String, client: Client) -> String {
    format!("{name} from {:?}", client.address())
}

fn twice() -> RateLimit {
    RateLimit::per_hour(2)
}

#[get("/limited", layer = twice)]
async fn limited() -> &'static str {
    "in"
}

#[post("/echo")]
async fn echo(body: Text) -> String {
    body.0
}

pub fn served() -> Serve<App> {
    let sessions = Sessions::memory();
    oxy::serve(App { sessions }).secret_key("a-secret-of-32-bytes-for-the-tests")
}
