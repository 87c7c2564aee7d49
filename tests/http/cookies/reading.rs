//! Plain cookies of a request, byte for byte.

use oxy::prelude::*;

use super::{Crumbs, ask, crumbs};
use crate::support::{client, detail, only_line, pair};

#[get("/unquoted", app = Crumbs)]
async fn unquoted(name: String, cookies: Cookies) -> Option<String> {
    cookies.get_unquoted(&name).map(str::to_owned)
}

/// The name may be shorter-lived than the value.
#[get("/theme", app = Crumbs)]
async fn theme(user: String, cookies: Cookies) -> String {
    let theme = cookies.get(&format!("theme-{user}"));
    let all: Vec<_> = cookies.all(&format!("theme-{user}")).collect();
    let bare = cookies.get_unquoted(&format!("theme-{user}"));
    format!("{theme:?} {all:?} {bare:?}")
}

#[get("/typed", app = Crumbs)]
async fn typed(name: String, cookies: Cookies) -> Result<String, Rejection> {
    let number: Option<u32> = cookies.parse(&name)?;
    Ok(format!("{number:?}"))
}

#[get("/typed-or", app = Crumbs)]
async fn typed_or(cookies: Cookies) -> String {
    let count: u32 = cookies.get_or("count", 7);
    let float: f64 = cookies.get_or("float", 0.5);
    let flag: bool = cookies.get_or("flag", true);
    let text: String = cookies.get_or("text", "none".to_owned());
    format!("{count} {float} {flag} {text}")
}

#[tokio::test]
async fn plain_values_are_read_as_they_stand() {
    let client = client(crumbs());
    // The lines of the request, the name that is asked for, and its value.
    let rows: [(&[&str], &str, Option<&str>); 21] = [
        (&["a=1"], "a", Some("1")),
        (&["a=1; b=2"], "b", Some("2")),
        (&["a="], "a", Some("")),
        // S04: only the first `=` splits.
        (&["a=value=with=equals"], "a", Some("value=with=equals")),
        // S05: a name is no prefix of another.
        (&["user=short; username=long"], "user", Some("short")),
        (&["username=long; user=short"], "user", Some("short")),
        (&["user=short; username=long"], "username", Some("long")),
        // S06: names have a case.
        (&["MY_SESSION=v"], "my_session", None),
        // S10: quotes belong to the value.
        (&["x=\"quoted\""], "x", Some("\"quoted\"")),
        // S11: a pair without `=` is none.
        (&["no_value; valid=value"], "no_value", None),
        (&["no_value; valid=value"], "valid", Some("value")),
        // S12: several lines are one list.
        (&["a=1", "b=2"], "a", Some("1")),
        (&["a=1", "b=2"], "b", Some("2")),
        // S13: of duplicates a plain read takes the first.
        (&["a=1; a=2"], "a", Some("1")),
        (&["b=0", "a=2", "a=1"], "a", Some("2")),
        // Blanks around a pair are not part of it.
        (&[" a \t=\t 1 ;b = 2 "], "a", Some("1")),
        (&["a=1 2"], "a", Some("1 2")),
        // Names are never decoded.
        (&["%5F%5FHost-id=evil"], "__Host-id", None),
        (&["%61=1"], "a", None),
        (&["a=%20"], "a", Some("%20")),
        (&[], "a", None),
    ];
    for (lines, name, value) in rows {
        let response = ask(&client, &format!("/get?name={name}"), lines).await;
        let found = (response.status() == 200).then(|| response.text());
        assert_eq!(found.as_deref(), value, "{lines:?} {name}");
    }
}

#[tokio::test]
async fn s10_quotes_are_taken_off_on_request() {
    let client = client(crumbs());
    for (line, value) in [
        ("x=\"quoted\"", "quoted"),
        ("x=bare", "bare"),
        ("x=\"", "\""),
    ] {
        let response = ask(&client, "/unquoted?name=x", &[line]).await;
        assert_eq!(response.text(), value, "{line}");
    }
}

#[tokio::test]
async fn a_name_may_be_put_together() {
    let client = client(crumbs());
    let response = ask(&client, "/theme?user=7", &["theme-7=dark"]).await;
    assert_eq!(response.text(), "Some(\"dark\") [\"dark\"] Some(\"dark\")");
}

#[tokio::test]
async fn s13_all_values_of_a_name_come_in_their_order() {
    let client = client(crumbs());
    let lines = ["a=1; b=2; a=3", "a=4"];
    assert_eq!(ask(&client, "/all?name=a", &lines).await.text(), "1|3|4");
    let response = ask(&client, "/pairs", &lines).await;
    assert_eq!(response.text(), "a:1|b:2|a:3|a:4");
}

#[tokio::test]
async fn s14_a_set_cookie_field_of_a_request_is_not_read() {
    let client = client(crumbs());
    let request = client
        .get("/get?name=session")
        .header("set-cookie", "session=v");
    assert_eq!(request.send().await.status(), 404);
}

#[tokio::test]
async fn s22_a_typed_read_gives_the_value_the_default_or_a_400() {
    let client = client(crumbs());
    let rows = [
        ("count=42", "Some(42)"),
        ("count=0042", "Some(42)"),
        ("other=1", "None"),
    ];
    for (line, expected) in rows {
        let response = ask(&client, "/typed?name=count", &[line]).await;
        assert_eq!(response.text(), expected, "{line}");
    }
    for line in ["count=abc", "count=", "count=-1"] {
        let response = ask(&client, "/typed?name=count", &[line]).await;
        assert_eq!(response.status(), 400, "{line}");
        assert_eq!(detail(&response), "cookie `count` is not a valid u32");
    }
    let rows = [
        (
            "count=42; float=36.5; flag=false; text=x",
            "42 36.5 false x",
        ),
        ("count=abc; float=abc; flag=not_a_bool", "7 0.5 true none"),
        ("count=; text=", "7 0.5 true "),
        ("z=1", "7 0.5 true none"),
    ];
    for (line, expected) in rows {
        let response = ask(&client, "/typed-or", &[line]).await;
        assert_eq!(response.text(), expected, "{line}");
    }
}

#[tokio::test]
async fn a_neighbour_that_is_no_text_harms_only_itself() {
    let client = client(crumbs());
    let line: &[u8] = b"bad=\xff\xfe; good=1; \x80=2";
    for (name, status) in [("good", 200), ("bad", 404)] {
        let request = client
            .get(&format!("/get?name={name}"))
            .header("cookie", line);
        assert_eq!(request.send().await.status(), status, "{name}");
    }
}

#[tokio::test]
async fn pairs_after_the_300th_are_not_read_and_counted() {
    let client = client(crumbs());
    let of = |count: usize| {
        let pairs: Vec<_> = (1..=count).map(|index| format!("c{index}=v")).collect();
        pairs.join("; ")
    };
    let read = async |count, name: &str| {
        let response = ask(&client, &format!("/get?name={name}"), &[&of(count)]).await;
        response.status().as_u16()
    };
    assert_eq!(read(300, "c300").await, 200);
    assert_eq!(client.cookie_counts().overfull, 0);
    assert_eq!(read(301, "c300").await, 200);
    assert_eq!(read(301, "c301").await, 404);
    assert_eq!(client.cookie_counts().overfull, 1);
}

#[tokio::test]
async fn s01_what_was_set_comes_back() {
    let client = client(crumbs());
    let response = client.get("/set?name=theme&value=dark").send().await;
    assert_eq!(pair(&only_line(&response)), "theme=dark");
    assert_eq!(client.get("/get?name=theme").send().await.text(), "dark");
    // Sealed, it is not readable on the way.
    let response = client.get("/set-sealed?name=who&value=alice").send().await;
    let line = only_line(&response);
    assert!(!line.contains("alice"), "{line}");
    assert_eq!(
        client.get("/get-sealed?name=who").send().await.text(),
        "alice"
    );
    assert_ne!(client.get("/get?name=who").send().await.text(), "alice");
}
