//! An application with routes of all shapes.

use oxy::Serve;
use oxy::prelude::*;

#[oxy::app(named)]
pub(super) struct Site {}

#[oxy::app(named)]
struct Admin {}

#[oxy::router("/api")]
static API: Router;

#[get("/", app = Site)]
async fn home() -> &'static str {
    "home"
}

#[get("/users", app = Site)]
async fn list() -> &'static str {
    "all"
}

#[post("/users", app = Site)]
async fn create() -> &'static str {
    "created"
}

#[get("/users/{id}", app = Site)]
async fn show(id: u64) -> Result<String, Error> {
    match id {
        7 => Ok(id.to_string()),
        8 => Err(Error::bad_request("eight is not taken")),
        _ => Err(Error::not_found("there is no such user")),
    }
}

#[get("/users/{id}/posts/{slug}", app = Site)]
async fn post(id: u64, slug: String) -> String {
    format!("{id} {slug}")
}

#[get("/archive/", app = Site)]
async fn archive() -> &'static str {
    "archive"
}

#[get("/files/{*path}", app = Site)]
async fn file(path: String) -> String {
    path
}

#[get(API, "/orders/{order}", app = Site)]
async fn order(order: u32) -> String {
    order.to_string()
}

#[oxy::router("/shops/{shop}")]
static SHOP: Router;

#[get(SHOP, "/sales", app = Site)]
async fn sales(shop: u8) -> String {
    shop.to_string()
}

#[get("/status", app = Admin)]
async fn status() -> &'static str {
    "fine"
}

pub(super) fn site() -> Serve<Site> {
    oxy::serve(Site {}).mount("/admin", Admin {}).route(
        Method::GET,
        "/made/{number}",
        async |request: Request| {
            let number: u8 = request.param("number")?;
            Ok::<_, Rejection>(number.to_string())
        },
    )
}
