//! Queries and forms: what is read is what was written, and what is malformed is refused.
#![no_main]

#[path = "client.rs"]
mod client;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use client::Asked;
use libfuzzer_sys::fuzz_target;
use oxy::prelude::*;

type Map = BTreeMap<String, Vec<String>>;

#[oxy::app]
struct App {}

#[get("/query")]
async fn query(all: Query<Map>) -> Json<Map> {
    Json(all.0)
}

#[post("/form")]
async fn form(all: Form<Map>) -> Json<Map> {
    Json(all.0)
}

#[get("/many")]
async fn many(a: Vec<String>) -> Json<Vec<String>> {
    Json(a)
}

#[get("/one")]
async fn one(a: Option<String>) -> Json<Option<String>> {
    Json(a)
}

#[get("/number")]
async fn number(a: u8) -> String {
    a.to_string()
}

static ASKED: LazyLock<Asked> =
    LazyLock::new(|| Asked::new(oxy::serve(App {}).secret_key(SecretKey::random())));

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let digit = |at: usize| char::from(*behind.get(at)?).to_digit(16);
                let byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
                rest = &behind[2..];
                byte
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The fields in their order, or none where one is malformed.
fn expected(text: &str) -> Option<Vec<(String, String)>> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decoded(name)?, decoded(value)?))
    });
    pairs.collect()
}

fn gathered(pairs: &[(String, String)]) -> Map {
    let mut map = Map::new();
    for (name, value) in pairs {
        map.entry(name.clone()).or_default().push(value.clone());
    }
    map
}

fn judge_query(text: &str) {
    let target = |path: &str| format!("/{path}?{text}");
    match target("query").parse::<oxy::Uri>() {
        Ok(uri) if uri.query() == Some(text) => {}
        _ => return,
    }
    let ask = |path: &str| ASKED.ask(|client| client.get(&target(path)));
    let (all, many, one, number) = (ask("query"), ask("many"), ask("one"), ask("number"));
    let Some(pairs) = expected(text) else {
        for response in [all, many, one, number] {
            assert_eq!(response.status(), 400, "{text}");
        }
        return;
    };
    assert_eq!(all.json::<Map>().unwrap(), gathered(&pairs), "{text}");
    let values: Vec<_> = pairs
        .iter()
        .filter(|(name, _)| name == "a")
        .map(|(_, value)| value.clone())
        .collect();
    assert_eq!(many.json::<Vec<String>>().unwrap(), values, "{text}");
    match &*values {
        [] | [_] => assert_eq!(
            one.json::<Option<String>>().unwrap().as_ref(),
            values.first()
        ),
        _ => assert_eq!(one.status(), 400),
    }
    match values
        .first()
        .filter(|_| values.len() == 1)
        .and_then(|value| value.parse::<u8>().ok())
    {
        Some(value) => assert_eq!(number.text(), value.to_string()),
        None => assert_eq!(number.status(), 400),
    }
}

fn send(body: Vec<u8>) -> oxy::testing::TestResponse {
    let kind = "application/x-www-form-urlencoded";
    ASKED.ask(|client| client.post("/form").header("content-type", kind).body(body))
}

fuzz_target!(|data: &[u8]| {
    let response = send(data.to_vec());
    let Ok(text) = std::str::from_utf8(data) else {
        assert_eq!(response.status(), 400);
        return;
    };
    match expected(text) {
        Some(pairs) => assert_eq!(response.json::<Map>().unwrap(), gathered(&pairs), "{text}"),
        None => assert_eq!(response.status(), 400, "{text}"),
    }
    judge_query(text);

    // What a browser writes is read again.
    let pairs: Vec<_> = text
        .split('\n')
        .map(|line| line.split_once('=').unwrap_or((line, "")))
        .collect();
    let response = ASKED.ask(|client| client.post("/form").form(&pairs));
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    assert_eq!(response.json::<Map>().unwrap(), gathered(&pairs), "{text}");
});
