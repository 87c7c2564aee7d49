#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

#[get("/query")]
async fn query(
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
    h: u8,
    i: u8,
    j: u8,
    k: Option<u8>,
    l: Vec<u8>,
    m: Cookies,
    n: Method,
    o: Uri,
    p: Headers,
    q: Option<u8>,
    r: Option<u8>,
    #[default(1)] s: u8,
    #[default] t: u8,
) -> String {
    drop((k, l, m, n, o, p, q, r));
    (a + b + c + d + e + f + g + h + i + j + s + t).to_string()
}

#[get("/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}/{k}/{l}/{m}/{n}/{o}/{p}/{q}/{r}/{s}/{t}")]
async fn path(
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
    h: u8,
    i: u8,
    j: u8,
    k: u8,
    l: u8,
    m: u8,
    n: u8,
    o: u8,
    p: u8,
    q: u8,
    r: u8,
    s: u8,
    t: u8,
) -> String {
    let sum = [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t];
    sum.iter().sum::<u8>().to_string()
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {}).secret_key(SecretKey::random())).unwrap();
    let answer = client
        .get("/query?a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1")
        .send()
        .await;
    assert_eq!(answer.text(), "11");
    let answer = client
        .get("/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1")
        .send()
        .await;
    assert_eq!(answer.text(), "20");
}
