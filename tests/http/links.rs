//! Links lead where they were made for: what `url!` writes, the router reads again.

use std::net::IpAddr;

use oxy::prelude::*;
use oxy::testing::TestClient;
use oxy::{Link, LinkError, LocalPath};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::support::client;

#[oxy::app(named)]
struct Linked {}

#[oxy::router("/teams/{team}")]
static TEAM: Router;

#[oxy::router(TEAM, "/years/{year}")]
static YEAR: Router;

#[get("/numbers/{signed}/{float}/{flag}/{address}", app = Linked)]
async fn numbers(signed: i64, float: f64, flag: bool, address: IpAddr) -> String {
    format!("{signed} {float} {flag} {address}")
}

#[get("/text/{first}/{second}", app = Linked)]
async fn text(first: String, second: String) -> String {
    format!("{first:?} {second:?}")
}

#[get("/letters/{letter}", app = Linked)]
async fn letter(letter: char) -> String {
    format!("{letter:?}")
}

#[get("/ids/{id}", app = Linked)]
async fn id(id: Uuid) -> String {
    id.to_string()
}

#[get("/files/{*rest}", app = Linked)]
async fn file(rest: String) -> String {
    format!("{rest:?}")
}

#[get(YEAR, "/members/{name}", app = Linked)]
async fn member(name: String, year: u16, team: String) -> String {
    format!("{name:?} {year} {team:?}")
}

#[get(YEAR, "/", app = Linked)]
async fn year(year: u16, team: u8) -> String {
    format!("{year} {team}")
}

#[get("/search", app = Linked)]
async fn search(q: String, tag: Vec<String>) -> String {
    format!("{q:?} {tag:?}")
}

/// Seldom letters, those that mean something in a path, and those that do in HTML.
const LETTERS: [char; 25] = [
    '\0', 'a', 'Z', '0', '-', '.', '_', '~', '/', '%', '?', '#', '&', '+', '=', ' ', '"', '\'',
    '<', '{', '}', '\\', '\n', 'ß', '🦀',
];

fn any_text(random: &mut StdRng) -> String {
    let length = random.random_range(0..6);
    let any = |random: &mut StdRng| {
        if random.random_bool(0.9) {
            LETTERS[random.random_range(0..LETTERS.len())]
        } else {
            random.random::<char>()
        }
    };
    (0..length).map(|_| any(random)).collect()
}

/// What a route refuses, and the empty text, which leads to another one.
fn has_no_path(value: &str) -> bool {
    let mut segments = value.split(['/', '\\']);
    value.is_empty()
        || value.contains('\0')
        || value.starts_with(['/', '\\'])
        || segments.any(|segment| [".", ".."].contains(&segment))
}

async fn answer(client: &TestClient, link: &Link) -> String {
    // What it says it is: a path of this site that stands in HTML as it is.
    let local: LocalPath = link.as_str().parse().unwrap();
    assert_eq!(local.as_str(), link.as_str());
    let response = client.get(link.as_str()).send().await;
    assert_eq!(response.status(), StatusCode::OK, "{link}");
    response.text()
}

async fn judge(
    client: &TestClient,
    result: Result<Link, LinkError>,
    values: &[&str],
    says: &str,
) -> bool {
    let fits = !values.iter().any(|value| has_no_path(value));
    assert_eq!(result.is_ok(), fits, "{values:?}: {result:?}");
    if let Ok(link) = &result {
        assert_eq!(answer(client, link).await, says, "{link}");
    }
    fits
}

#[tokio::test]
async fn a_handler_gets_the_values_of_the_link_that_led_to_it() {
    let client = client(oxy::serve(Linked {}));
    let mut random = StdRng::seed_from_u64(7);
    let mut fitting = 0;
    for _ in 0..2_000 {
        let (first, second) = (any_text(&mut random), any_text(&mut random));
        let link = url!(text, first = &first, second = second.as_str());
        let says = format!("{first:?} {second:?}");
        fitting += u32::from(judge(&client, link, &[&first, &second], &says).await);

        let link = url!(file, rest = &first);
        judge(&client, link, &[&first], &format!("{first:?}")).await;

        let link = url!(member, name = &second, team = &first, year = 1);
        let says = format!("{second:?} 1 {first:?}");
        judge(&client, link, &[&first, &second], &says).await;

        let any: char = random.random();
        let link = url!(letter, letter = any);
        judge(&client, link, &[&any.to_string()], &format!("{any:?}")).await;

        let (signed, float, flag) = (
            random.random::<i64>(),
            f64::from_bits(random.random()),
            random.random(),
        );
        let address = IpAddr::from(random.random::<[u8; 16]>());
        let link = url!(numbers, signed, float = float, flag = &flag, address);
        let says = format!("{signed} {float} {flag} {address}");
        assert_eq!(answer(&client, &link).await, says);

        let unique = Uuid::from_bytes(random.random());
        assert_eq!(
            answer(&client, &url!(id, id = unique)).await,
            unique.to_string()
        );
        let link = url!(year, team = 3, year = random.random::<u16>());
        assert!(answer(&client, &link).await.ends_with(" 3"));

        let link = url!(search)
            .query("q", &first)
            .query("tag", &second)
            .query("tag", "b");
        assert_eq!(
            answer(&client, &link).await,
            format!("{first:?} {:?}", [&second, "b"])
        );
    }
    assert!(fitting > 800, "only {fitting} pairs of texts fit");
}

#[test]
fn what_no_path_can_carry_is_an_error_that_names_the_parameter() {
    for (value, why) in [
        ("", "it is empty"),
        (".", "`.` is the path that it stands in"),
        ("..", "`..` is the path above"),
        ("a/./b", "`.` is the path that it stands in"),
        ("..\\a", "`..` is the path above"),
        ("/a", "it begins with `/` or `\\`, as an absolute path does"),
        (
            "\\a",
            "it begins with `/` or `\\`, as an absolute path does",
        ),
        ("a\0", "it has a NUL, at which some programs end a text"),
    ] {
        let error = url!(text, first = "a", second = value).unwrap_err();
        assert_eq!(error.parameter(), "second");
        let says = format!("a link has no value for the path parameter `second`: {why}");
        assert_eq!(error.to_string(), says);
    }
    for rest in ["a/../b", "a\\..\\b", "/a", "//a", "a/\0/b", ""] {
        let error = url!(file, rest = rest).unwrap_err();
        assert_eq!(error.parameter(), "rest", "{rest:?}");
    }
}

#[tokio::test]
async fn what_only_looks_like_a_way_out_is_linked_to() {
    let client = client(oxy::serve(Linked {}));
    for (rest, path) in [
        ("dir/", "/files/dir/"),
        ("a//b", "/files/a//b"),
        ("https://host/x", "/files/https%3A//host/x"),
        (".../.a/b..", "/files/.../.a/b.."),
        ("a\\b", "/files/a%5Cb"),
        ("%2e%2e/x", "/files/%252e%252e/x"),
    ] {
        let link = url!(file, rest = rest).unwrap();
        assert_eq!(link, path);
        assert_eq!(answer(&client, &link).await, format!("{rest:?}"));
    }
    assert!(url!(text, first = "...", second = ".a").is_ok());
}

#[test]
fn a_link_below_a_prefix_is_that_of_a_mounted_application() {
    #[get("/", app = Linked)]
    async fn index() {}
    assert_eq!(url!(index).below("/admin"), "/admin");
    assert_eq!(url!(index).query("a", 1).below("/admin/"), "/admin?a=1");
    assert_eq!(url!(search).below("/admin/"), "/admin/search");
    assert_eq!(url!(search).below(""), "/search");
    assert_eq!(url!(index).below("/"), "/");
}
