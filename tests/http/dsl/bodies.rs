//! Arguments that read the body.

use oxy::RouteSet;
use oxy::prelude::*;

use super::{Dsl, clients};
use crate::support::detail;

#[derive(serde::Deserialize)]
struct Person {
    name: String,
    age: u8,
    #[serde(default)]
    hobby: Vec<String>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Home {
    address: String,
    owner: Owner,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Owner {
    name: String,
}

#[post("/body/bytes", app = Dsl)]
async fn bytes(body: Bytes) -> Bytes {
    body
}

#[post("/body/text", app = Dsl)]
async fn upper(body: Text) -> String {
    body.0.to_uppercase()
}

/// The body stands first, and is read last.
#[post("/body/form/{id}", app = Dsl)]
async fn form(person: Form<Person>, id: u32, #[default(1)] times: u8) -> String {
    format!(
        "{id} {} {} {:?} {times}",
        person.name, person.age, person.hobby
    )
}

#[post("/body/json", app = Dsl)]
async fn mirror(home: Json<Home>) -> Json<Home> {
    home
}

#[post("/body/optional", app = Dsl)]
async fn optional(person: Option<Json<Owner>>) -> String {
    person.map_or_else(|| "nobody".to_owned(), |person| person.0.name)
}

#[post("/body/result", app = Dsl)]
async fn result(person: Result<Form<Person>, Rejection>) -> String {
    match person {
        Ok(person) => person.0.name,
        Err(rejection) => format!("refused with {}", rejection.status().as_u16()),
    }
}

/// More arguments than one tuple holds: the body is read after those of the second one, too.
#[post("/body/many", app = Dsl)]
#[allow(clippy::too_many_arguments)]
async fn many(
    person: Form<Person>,
    #[default] a: u8,
    #[default] b: u8,
    #[default] c: u8,
    #[default] d: u8,
    #[default] e: u8,
    #[default] f: u8,
    #[default] g: u8,
    #[default] h: u8,
    #[default] i: u8,
    #[default] j: u8,
    #[default] k: u8,
    #[default] l: u8,
    #[default] m: u8,
    #[default] n: u8,
    #[default] o: u8,
    #[default] p: u8,
    last: u8,
) -> String {
    let sum: u8 = [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, last]
        .iter()
        .sum();
    format!("{} {sum}", person.name)
}

/// Asks for no body, and gets none to hang on.
#[post("/body/ignored", app = Dsl)]
async fn ignored() -> &'static str {
    "ignored"
}

pub(super) fn routes() -> Vec<&'static RouteSet<Dsl>> {
    routes![bytes, upper, form, mirror, optional, result, many, ignored].to_vec()
}

#[tokio::test]
async fn the_body_comes_as_bytes_or_text() {
    for client in clients() {
        let response = client
            .post("/body/bytes")
            .body(vec![0, 159, 146, 150])
            .send()
            .await;
        assert_eq!(response.bytes().as_ref(), [0, 159, 146, 150]);
        let response = client.post("/body/text").body("loud é").send().await;
        assert_eq!(response.text(), "LOUD É");
        let response = client.post("/body/text").body(vec![0xff]).send().await;
        assert_eq!(response.status(), 400);
        assert_eq!(detail(&response), "the body is not UTF-8 text");
        let response = client.post("/body/ignored").body("whatever").send().await;
        assert_eq!(response.text(), "ignored");
    }
}

#[tokio::test]
async fn a_form_is_a_struct() {
    for client in clients() {
        let fields = [
            ("name", "joe & ann"),
            ("age", "25"),
            ("hobby", "a"),
            ("hobby", "b"),
        ];
        let response = client
            .post("/body/form/3?times=2")
            .form(&fields)
            .send()
            .await;
        assert_eq!(response.text(), "3 joe & ann 25 [\"a\", \"b\"] 2");
        // Media types are compared without case and parameters.
        let request = client
            .post("/body/form/3")
            .header(
                "content-type",
                "Application/X-WWW-Form-urlencoded; charset=utf-8",
            )
            .body("age=25&name=a+b");
        assert_eq!(request.send().await.text(), "3 a b 25 [] 1");
    }
}

#[tokio::test]
async fn json_is_a_struct_in_both_directions() {
    let home = serde_json::json!({ "address": "12 Main", "owner": { "name": "Ann" } });
    for client in clients() {
        for content_type in ["application/json", "application/vnd.home+json; v=1"] {
            let request = client
                .post("/body/json")
                .header("content-type", content_type)
                .body(home.to_string());
            let response = request.send().await;
            assert_eq!(response.header("content-type"), Some("application/json"));
            assert_eq!(response.json::<serde_json::Value>().unwrap(), home);
        }
    }
}

#[tokio::test]
async fn an_optional_body_is_none_only_without_type_and_content() {
    for client in clients() {
        let response = client.post("/body/optional").send().await;
        assert_eq!(response.text(), "nobody");
        let owner = Owner { name: "Ann".into() };
        let response = client.post("/body/optional").json(&owner).send().await;
        assert_eq!(response.text(), "Ann");
        let response = client.post("/body/optional").body("{}").send().await;
        assert_eq!(response.status(), 415);
        let typed = client
            .post("/body/optional")
            .header("content-type", "application/json");
        assert_eq!(typed.send().await.status(), 400);
    }
}

#[tokio::test]
async fn a_handler_may_answer_a_refused_body_itself() {
    let rows = [
        (Some("text/plain"), "name=a&age=1", "refused with 415"),
        (
            Some("application/x-www-form-urlencoded"),
            "age=%",
            "refused with 400",
        ),
        (
            Some("application/x-www-form-urlencoded"),
            "age=1",
            "refused with 422",
        ),
        (
            Some("application/x-www-form-urlencoded"),
            "age=1&name=a",
            "a",
        ),
    ];
    for client in clients() {
        for (content_type, body, expected) in rows {
            let mut request = client.post("/body/result").body(body);
            if let Some(content_type) = content_type {
                request = request.header("content-type", content_type);
            }
            let response = request.send().await;
            assert_eq!(response.text(), expected, "{content_type:?} {body}");
            assert_eq!(response.status(), 200);
        }
    }
}

#[tokio::test]
async fn the_body_is_read_when_all_else_is_there() {
    for client in clients() {
        let fields = [("name", "ann"), ("age", "none")];
        let response = client.post("/body/form/x").form(&fields).send().await;
        assert_eq!(response.status(), 400);
        let response = client.post("/body/many").form(&fields).send().await;
        assert_eq!(response.status(), 400);
        assert_eq!(
            detail(&response),
            "query parameter `last` of type u8 is missing"
        );
        let response = client.post("/body/many?last=1").form(&fields).send().await;
        assert_eq!(response.status(), 422);
        let fields = [("name", "ann"), ("age", "30")];
        let response = client
            .post("/body/many?last=1&b=2")
            .form(&fields)
            .send()
            .await;
        assert_eq!(response.text(), "ann 3");
    }
}
