//! Query values, one by one and as a struct.

use oxy::RouteSet;
use oxy::prelude::*;

use super::{Dsl, clients};
use crate::support::detail;

#[get("/query/required", app = Dsl)]
async fn required(q: String, page: u32) -> String {
    format!("{q} {page}")
}

#[get("/query/optional", app = Dsl)]
async fn optional(cursor: Option<i64>, note: Option<String>) -> String {
    format!("{cursor:?} {note:?}")
}

#[get("/query/many", app = Dsl)]
async fn many(tag: Vec<String>, id: Vec<u8>) -> String {
    format!("{tag:?} {id:?}")
}

const KIND: &str = "all";

#[get("/query/default", app = Dsl)]
async fn default(
    #[default(20)] limit: u32,
    #[default(KIND.to_owned())] kind: String,
    #[default] most: u64,
) -> String {
    format!("{limit} {kind} {most}")
}

#[derive(serde::Deserialize)]
struct Page {
    number: u32,
    #[serde(default)]
    tag: Vec<String>,
    size: Option<u8>,
}

#[get("/query/whole", app = Dsl)]
async fn whole(page: Query<Page>) -> String {
    format!("{} {:?} {:?}", page.number, page.tag, page.size)
}

/// The whole query and single values of it.
#[get("/query/mixed", app = Dsl)]
async fn mixed(page: Option<Query<Page>>, #[default(1)] number: u32) -> String {
    format!("{} {number}", page.is_some())
}

pub(super) fn routes() -> Vec<&'static RouteSet<Dsl>> {
    routes![required, optional, many, default, whole, mixed].to_vec()
}

#[tokio::test]
async fn query_values_go_by_name_and_type() {
    let rows = [
        ("/query/required?q=a&page=2", "a 2"),
        ("/query/required?page=2&other=3&q=a", "a 2"),
        ("/query/required?q=&page=2", " 2"),
        ("/query/required?q=a+b%2Bc&page=2", "a b+c 2"),
        ("/query/required?q=100%25%20off&page=2", "100% off 2"),
        ("/query/required?%71=a&page=2", "a 2"),
        ("/query/optional", "None None"),
        ("/query/optional?", "None None"),
        ("/query/optional?cursor=5", "Some(5) None"),
        // An input that was left empty, as browsers send it.
        ("/query/optional?cursor=&note=", "None Some(\"\")"),
        ("/query/many", "[] []"),
        ("/query/many?tag=a&id=1&tag=b&id=2", "[\"a\", \"b\"] [1, 2]"),
        ("/query/default", "20 all 0"),
        ("/query/default?limit=5", "5 all 0"),
        ("/query/default?limit=", "20 all 0"),
        ("/query/default?limit=5&kind=new&most=9", "5 new 9"),
        ("/query/whole?number=3", "3 [] None"),
        (
            "/query/whole?number=3&tag=a&tag=b&size=9",
            "3 [\"a\", \"b\"] Some(9)",
        ),
        ("/query/mixed", "false 1"),
        ("/query/mixed?number=4", "true 4"),
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
async fn a_bad_query_value_is_400_and_named() {
    let malformed = "a field is not percent-encoded UTF-8: every `%` takes two hexadecimal digits";
    let rows = [
        (
            "/query/required?q=a",
            "query parameter `page` of type u32 is missing",
        ),
        (
            "/query/required?page=1",
            "query parameter `q` of type String is missing",
        ),
        // Names are compared byte for byte.
        (
            "/query/required?Q=a&page=1",
            "query parameter `q` of type String is missing",
        ),
        (
            "/query/required?q=a&page=-1",
            "query parameter `page` is not a valid u32",
        ),
        (
            "/query/required?q=a&page=",
            "query parameter `page` is not a valid u32",
        ),
        (
            "/query/required?q=a&q=b&page=1",
            "query parameter `q` was given more than once",
        ),
        (
            "/query/optional?cursor=x",
            "query parameter `cursor` is not a valid i64",
        ),
        (
            "/query/many?id=1&id=300",
            "query parameter `id` is not a valid u8",
        ),
        (
            "/query/default?limit=x",
            "query parameter `limit` is not a valid u32",
        ),
        ("/query/required?q=%ZZ&page=1", malformed),
        ("/query/required?q=%ff&page=1", malformed),
        ("/query/whole?number=3&x=%", malformed),
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
async fn a_query_that_does_not_fit_its_struct_is_400_and_says_which_field() {
    let rows = [
        ("/query/whole", "number"),
        ("/query/whole?tag=a", "number"),
        ("/query/whole?number=x", "number"),
        ("/query/whole?number=1&size=256", "size"),
        ("/query/mixed?number=x", "number"),
    ];
    for client in clients() {
        for (path, field) in rows {
            let response = client.get(path).send().await;
            assert_eq!(response.status(), 400, "{path}");
            assert!(
                detail(&response).contains(field),
                "{path}: {}",
                response.text()
            );
        }
    }
}
