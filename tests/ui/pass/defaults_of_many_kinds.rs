#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

const LIMIT: u32 = 20;

#[derive(Debug, Default, PartialEq)]
enum Order {
    #[default]
    Up,
    Down,
}

impl std::str::FromStr for Order {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "up" => Ok(Self::Up),
            "down" => Ok(Self::Down),
            _ => Err(()),
        }
    }
}

#[get("/list")]
async fn list(
    #[default(LIMIT * 2)] limit: u32,
    #[default] order: Order,
    #[default("all".to_owned())] name: String,
    #[default(if LIMIT > 1 { 1.5 } else { 2.0 })] factor: f64,
) -> String {
    format!("{limit} {order:?} {name} {factor}")
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    assert_eq!(client.get("/list").send().await.text(), "40 Up all 1.5");
    let answer = client
        .get("/list?limit=1&order=down&name=x&factor=2")
        .send()
        .await;
    assert_eq!(answer.text(), "1 Down x 2");
    let answer = client.get("/list?order=sideways").send().await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}
