//! Path parameters.

use std::str::FromStr;

use oxy::RouteSet;
use oxy::prelude::*;

use super::{Dsl, clients};
use crate::support::detail;

#[derive(Debug)]
enum Fruit {
    Apple,
    Pear,
}

impl FromStr for Fruit {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "apple" => Ok(Self::Apple),
            "pear" => Ok(Self::Pear),
            _ => Err(()),
        }
    }
}

#[derive(Debug)]
struct UserId(u32);

impl FromStr for UserId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[get("/path/number/{id}", app = Dsl)]
async fn number(id: u32) -> String {
    format!("{id}")
}

#[get("/path/float/{size}", app = Dsl)]
async fn float(size: f64) -> String {
    format!("{size}")
}

#[get("/path/boolean/{flag}", app = Dsl)]
async fn boolean(flag: bool) -> String {
    format!("{flag}")
}

#[get("/path/text/{word}", app = Dsl)]
async fn word(word: String) -> String {
    word
}

#[get("/path/uuid/{id}", app = Dsl)]
async fn uuid(id: Uuid) -> String {
    format!("{id}")
}

#[get("/path/fruit/{fruit}", app = Dsl)]
async fn fruit(fruit: Fruit) -> String {
    format!("{fruit:?}")
}

#[get("/path/user/{id}", app = Dsl)]
async fn user(id: UserId) -> String {
    format!("user {}", id.0)
}

/// In another order than in the path, with extractors and query values between.
#[get("/path/minus/{from}/{what}", app = Dsl)]
async fn minus(method: Method, what: i64, verbose: Option<bool>, from: i64) -> String {
    match verbose {
        Some(true) => format!("{method}: {from} - {what} = {}", from - what),
        _ => format!("{}", from - what),
    }
}

#[get("/path/six/{a}/{b}/{c}/{d}/{e}/{f}", app = Dsl)]
async fn six(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8) -> String {
    format!("{a}{b}{c}{d}{e}{f}")
}

#[get("/path/rest/{*file}", app = Dsl)]
async fn rest(file: String) -> String {
    file
}

/// A parameter may have the name of a keyword.
#[get("/path/keyword/{type}", app = Dsl)]
async fn keyword(r#type: String) -> String {
    r#type
}

/// In one path a parameter, in the other a query value.
#[get("/path/books", app = Dsl)]
#[get("/path/books/{genre}", app = Dsl)]
async fn books(genre: String) -> String {
    genre
}

pub(super) fn routes() -> Vec<&'static RouteSet<Dsl>> {
    routes![
        number, float, boolean, word, uuid, fruit, user, minus, six, rest, keyword, books
    ]
    .to_vec()
}

#[tokio::test]
async fn parameters_are_parsed_by_their_types() {
    let rows = [
        ("/path/number/7", "7"),
        ("/path/float/3", "3"),
        ("/path/float/3.5", "3.5"),
        ("/path/boolean/true", "true"),
        ("/path/text/word", "word"),
        (
            "/path/uuid/67e55044-10b1-426f-9247-bb680e5fe0c8",
            "67e55044-10b1-426f-9247-bb680e5fe0c8",
        ),
        ("/path/fruit/apple", "Apple"),
        ("/path/fruit/pear", "Pear"),
        ("/path/user/12", "user 12"),
        ("/path/minus/9/4", "5"),
        ("/path/minus/9/4?verbose=true", "GET: 9 - 4 = 5"),
        ("/path/six/1/2/3/4/5/6", "123456"),
        ("/path/rest/a/b/c.txt", "a/b/c.txt"),
        ("/path/keyword/struct", "struct"),
        ("/path/books?genre=crime", "crime"),
        ("/path/books/crime", "crime"),
        ("/path/books/crime?genre=other", "crime"),
    ];
    for client in clients() {
        for (path, body) in rows {
            let response = client.get(path).send().await;
            assert_eq!(response.text(), body, "{path}");
            assert_eq!(response.status(), 200, "{path}");
        }
    }
}

#[tokio::test]
async fn a_parameter_is_decoded_once_and_keeps_its_segment() {
    let rows = [
        ("/path/text/a%20b", "a b"),
        ("/path/text/a+b", "a+b"),
        ("/path/text/100%2525", "100%25"),
        ("/path/text/a%2Fb", "a/b"),
        ("/path/text/%C3%A9", "é"),
        ("/path/number/%37", "7"),
        ("/path/rest/a%20b/c", "a b/c"),
    ];
    for client in clients() {
        for (path, body) in rows {
            assert_eq!(client.get(path).send().await.text(), body, "{path}");
        }
    }
}

#[tokio::test]
async fn a_bad_path_parameter_is_400_and_named() {
    let rows = [
        ("/path/number/abc", "path parameter `id` is not a valid u32"),
        ("/path/number/-3", "path parameter `id` is not a valid u32"),
        (
            "/path/number/4294967296",
            "path parameter `id` is not a valid u32",
        ),
        (
            "/path/float/wide",
            "path parameter `size` is not a valid f64",
        ),
        (
            "/path/boolean/asdf",
            "path parameter `flag` is not a valid bool",
        ),
        (
            "/path/fruit/4",
            "path parameter `fruit` is not a valid Fruit",
        ),
        ("/path/user/x", "path parameter `id` is not a valid UserId"),
        (
            "/path/minus/a/8",
            "path parameter `from` is not a valid i64",
        ),
        (
            "/path/minus/8/a",
            "path parameter `what` is not a valid i64",
        ),
        (
            "/path/uuid/67e55044",
            "path parameter `id` is not a valid Uuid",
        ),
        // Malformed escapes and bytes that are not UTF-8.
        (
            "/path/text/%ZZ",
            "path parameter `word` is not a valid String",
        ),
        (
            "/path/text/%ff",
            "path parameter `word` is not a valid String",
        ),
        (
            "/path/six/1/2/3/4/5/256",
            "path parameter `f` is not a valid u8",
        ),
    ];
    for client in clients() {
        for (path, expected) in rows {
            let response = client.get(path).send().await;
            assert_eq!(response.status(), 400, "{path}");
            assert_eq!(detail(&response), expected, "{path}");
        }
    }
}

#[tokio::test]
async fn a_missing_segment_is_404() {
    for client in clients() {
        for path in [
            "/path/number",
            "/path/number/",
            "/path/number/1/2",
            "/path/rest",
            "/path/rest/",
            "/path/minus/1",
        ] {
            assert_eq!(client.get(path).send().await.status(), 404, "{path}");
        }
    }
}
