#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

macro_rules! pages {
    ($($name:ident $path:literal $ty:ty;)*) => {$(
        #[get($path)]
        async fn $name(id: $ty) -> String {
            format!("{} {id}", stringify!($name))
        }
    )*};
}

pages! {
    users "/users/{id}" u64;
    rooms "/rooms/{id}" String;
}

macro_rules! whole {
    ($(#[$attribute:meta])* $name:ident($argument:ident: $ty:ty) $body:expr) => {
        $(#[$attribute])*
        async fn $name($argument: $ty) -> String {
            $body
        }
    };
}

whole! {
    #[get("/whole/{page}")]
    #[post("/whole/{page}")]
    whole(page: u32) page.to_string()
}

macro_rules! named {
    ($name:ident, $method:ident, $prefix:literal) => {
        #[$method($prefix)]
        async fn $name(limit: Option<u32>, #[default(3)] offset: u32) -> String {
            format!("{limit:?} {offset}")
        }
    };
}

named!(named, get, "/named");

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    assert_eq!(client.get("/users/1").send().await.text(), "users 1");
    assert_eq!(client.get("/rooms/a").send().await.text(), "rooms a");
    assert_eq!(client.post("/whole/2").send().await.text(), "2");
    assert_eq!(
        client.get("/named?limit=1").send().await.text(),
        "Some(1) 3"
    );
}
