//! What handlers may return.

use std::borrow::Cow;

use oxy::RouteSet;
use oxy::prelude::*;

use super::{Dsl, clients};
use crate::support::detail;

const MARKUP: &str = "<script>alert(1)</script>";

#[get("/response/str", app = Dsl)]
async fn fixed() -> &'static str {
    MARKUP
}

#[get("/response/string", app = Dsl)]
async fn string() -> String {
    MARKUP.to_owned()
}

#[get("/response/cow", app = Dsl)]
async fn cow() -> Cow<'static, str> {
    Cow::Borrowed("cow")
}

#[get("/response/html", app = Dsl)]
async fn page() -> Html<String> {
    Html(format!("<p>{}</p>", escape_html(MARKUP)))
}

#[get("/response/json", app = Dsl)]
async fn numbers() -> Json<Vec<u8>> {
    Json(vec![1, 2])
}

#[get("/response/bytes", app = Dsl)]
async fn bytes() -> Bytes {
    Bytes::from_static(b"<p>")
}

#[get("/response/status", app = Dsl)]
async fn status() -> StatusCode {
    StatusCode::ACCEPTED
}

#[get("/response/unit", app = Dsl)]
async fn unit() {}

#[get("/response/with-status", app = Dsl)]
async fn with_status() -> (StatusCode, &'static str) {
    (StatusCode::CREATED, "made")
}

#[get("/response/with-headers", app = Dsl)]
async fn with_headers() -> ([(&'static str, &'static str); 2], &'static str) {
    (
        [("x-one", "1"), ("content-type", "text/css")],
        "p { color: red }",
    )
}

#[get("/response/with-both", app = Dsl)]
async fn with_both() -> (StatusCode, [(&'static str, String); 1], Json<u8>) {
    (
        StatusCode::CREATED,
        [("location", format!("/things/{}", 7))],
        Json(7),
    )
}

#[get("/response/redirect/{kind}", app = Dsl)]
async fn redirect(kind: u16) -> Redirect {
    match kind {
        307 => Redirect::temporary("/test"),
        308 => Redirect::permanent("/test"),
        _ => Redirect::to("/test"),
    }
}

#[get("/response/option/{some}", app = Dsl)]
async fn option(some: bool) -> Option<&'static str> {
    some.then_some("found")
}

#[get("/response/result/{ok}", app = Dsl)]
async fn result(ok: bool) -> Result<&'static str, (StatusCode, &'static str)> {
    ok.then_some("fine")
        .ok_or((StatusCode::CONFLICT, "not fine"))
}

#[get("/response/built", app = Dsl)]
async fn built() -> Response {
    text("Created")
        .status(StatusCode::CREATED)
        .header("x-item", "7")
        .header("x-item", "8")
        .set_cookie(Cookie::new("a", 1).http_only(false))
        .remove_cookie("b")
}

#[get("/response/functions/{kind}", app = Dsl)]
async fn functions(kind: String) -> Option<Response> {
    match kind.as_str() {
        "text" => Some(text("plain")),
        "html" => Some(html("<b>bold</b>")),
        "json" => Some(json(&serde_json::json!({ "a": 1 }))),
        "empty" => Some(Response::new(oxy::Body::empty())),
        _ => None,
    }
}

/// A response type of the user's own.
struct Csv(Vec<[u8; 2]>);

impl IntoResponse for Csv {
    fn into_response(self) -> Response {
        let lines: String = self.0.iter().map(|[a, b]| format!("{a},{b}\n")).collect();
        text(lines).header("content-type", "text/csv")
    }
}

#[get("/response/own", app = Dsl)]
async fn own() -> Result<Csv, Error> {
    Ok(Csv(vec![[1, 2], [3, 4]]))
}

pub(super) fn routes() -> Vec<&'static RouteSet<Dsl>> {
    routes![
        fixed,
        string,
        cow,
        page,
        numbers,
        bytes,
        status,
        unit,
        with_status,
        with_headers,
        with_both,
        redirect,
        option,
        result,
        built,
        functions,
        own
    ]
    .to_vec()
}

const TEXT: Option<&str> = Some("text/plain; charset=utf-8");
const HTML: Option<&str> = Some("text/html; charset=utf-8");
const JSON: Option<&str> = Some("application/json");

#[tokio::test]
async fn every_result_has_its_status_type_and_body() {
    let binary = Some("application/octet-stream");
    let rows = [
        ("/response/str", 200, TEXT, MARKUP),
        ("/response/string", 200, TEXT, MARKUP),
        ("/response/cow", 200, TEXT, "cow"),
        (
            "/response/html",
            200,
            HTML,
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        ),
        ("/response/json", 200, JSON, "[1,2]"),
        ("/response/bytes", 200, binary, "<p>"),
        ("/response/status", 202, None, ""),
        ("/response/unit", 204, None, ""),
        ("/response/with-status", 201, TEXT, "made"),
        (
            "/response/with-headers",
            200,
            Some("text/css"),
            "p { color: red }",
        ),
        ("/response/with-both", 201, JSON, "7"),
        ("/response/option/true", 200, TEXT, "found"),
        ("/response/result/true", 200, TEXT, "fine"),
        ("/response/result/false", 409, TEXT, "not fine"),
        ("/response/built", 201, TEXT, "Created"),
        ("/response/functions/text", 200, TEXT, "plain"),
        ("/response/functions/html", 200, HTML, "<b>bold</b>"),
        ("/response/functions/json", 200, JSON, "{\"a\":1}"),
        ("/response/functions/empty", 200, None, ""),
        ("/response/own", 200, Some("text/csv"), "1,2\n3,4\n"),
    ];
    for client in clients() {
        for (path, status, content_type, body) in rows {
            // Twice, since nothing may pile up from call to call.
            for _ in 0..2 {
                let response = client.get(path).send().await;
                assert_eq!(response.status(), status, "{path}");
                assert_eq!(response.header("content-type"), content_type, "{path}");
                assert_eq!(response.text(), body, "{path}");
                // What has a type is not to be guessed anew.
                let nosniff = content_type.map(|_| "nosniff");
                assert_eq!(response.header("x-content-type-options"), nosniff, "{path}");
                for name in response.headers().keys() {
                    let count = response.headers().get_all(name).iter().count();
                    assert!(name == "set-cookie" || count == 1, "{path}: {count} {name}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_redirect_is_303_unless_told_otherwise() {
    for client in clients() {
        for status in [303, 307, 308] {
            let path = format!("/response/redirect/{status}");
            let response = client.get(&path).send().await;
            assert_eq!(response.status(), status);
            assert_eq!(response.header("location"), Some("/test"));
            assert_eq!(response.text(), "");
        }
    }
}

#[tokio::test]
async fn none_is_404() {
    for client in clients() {
        let response = client.get("/response/option/false").send().await;
        assert_eq!(response.status(), 404);
        assert_eq!(detail(&response), "");
        let response = client.get("/response/functions/other").send().await;
        assert_eq!(response.status(), 404);
    }
}

#[tokio::test]
async fn headers_and_cookies_are_built_onto_a_response() {
    for client in clients() {
        let response = client.get("/response/with-headers").send().await;
        assert_eq!(response.header("x-one"), Some("1"));
        let response = client.get("/response/with-both").send().await;
        assert_eq!(response.header("location"), Some("/things/7"));
        let response = client.get("/response/built").send().await;
        assert_eq!(response.header("x-item"), Some("8"), "the later replaces");
        let lines = response.set_cookies();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("a=1; "), "{lines:?}");
        assert!(
            lines[1].starts_with("b=; ") && lines[1].contains("Max-Age=0"),
            "{lines:?}"
        );
    }
}

#[test]
fn html_is_escaped_in_elements_and_attributes() {
    assert_eq!(
        escape_html("<a title=\"x\" href='y'>&amp;"),
        "&lt;a title=&quot;x&quot; href=&#39;y&#39;&gt;&amp;amp;"
    );
    assert_eq!(escape_html("é plain / text"), "é plain / text");
}
