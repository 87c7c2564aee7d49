//! Routers: prefixes, nesting, tags.

use oxy::prelude::*;

use crate::support::{client, detail};

#[oxy::app(named)]
struct Routed {}

#[oxy::router("/api", tag = "api")]
pub(crate) static API: Router;

#[oxy::router(API, "/v1", tags = ["v1", "stable"])]
static V1: Router;

/// A parameter in a prefix is an argument of every handler below that asks for it.
#[oxy::router(V1, "/teams/{team}")]
static PEOPLE: Router;

#[oxy::router("/")]
static ROOT: Router;

#[get(API, "/", app = Routed)]
async fn index() -> &'static str {
    "index"
}

#[get(V1, "/users/{id}", app = Routed, tag = "users")]
async fn user(id: u32) -> String {
    format!("user {id}")
}

#[route(GET, DELETE, PEOPLE, "/members/{id}", app = Routed, name = "member")]
async fn member(id: u32, method: Method, team: String) -> String {
    format!("{method} {id} of {team}")
}

#[get(PEOPLE, "/", app = Routed)]
async fn team(team: String) -> String {
    format!("team {team}")
}

#[get(PEOPLE, "/size", app = Routed)]
async fn size(team: u8, extra: Option<u8>) -> String {
    format!("{team} {extra:?}")
}

#[get(ROOT, "/about", app = Routed)]
async fn about() -> &'static str {
    "about"
}

mod elsewhere {
    use oxy::prelude::*;

    use super::Routed;

    #[get(crate::routers::API, "/elsewhere", app = Routed)]
    pub(super) async fn there() -> &'static str {
        "elsewhere"
    }

    /// The same path on another router is another path.
    #[get(super::V1, "/elsewhere", app = Routed)]
    pub(super) async fn also_there() -> &'static str {
        "elsewhere in v1"
    }
}

#[tokio::test]
async fn routes_stand_below_the_prefixes_of_their_routers() {
    let listed = routes![
        index,
        user,
        member,
        team,
        size,
        about,
        elsewhere::there,
        elsewhere::also_there
    ];
    let registered = client(oxy::serve(Routed {}));
    let listed = client(oxy::serve(Routed {}).routes(listed));
    assert_eq!(registered.routes(), listed.routes());
    let rows = [
        ("GET", "/api", 200, "index"),
        ("GET", "/api/v1/users/7", 200, "user 7"),
        ("GET", "/api/v1/teams/red/members/7", 200, "GET 7 of red"),
        (
            "DELETE",
            "/api/v1/teams/a%20b/members/7",
            200,
            "DELETE 7 of a b",
        ),
        ("GET", "/api/v1/teams/red", 200, "team red"),
        ("GET", "/api/v1/teams/9/size?team=8", 200, "9 None"),
        ("GET", "/about", 200, "about"),
        ("GET", "/api/elsewhere", 200, "elsewhere"),
        ("GET", "/api/v1/elsewhere", 200, "elsewhere in v1"),
    ];
    for client in [&registered, &listed] {
        for (method, path, status, body) in rows {
            let response = client.request(method.parse().unwrap(), path).send().await;
            assert_eq!(response.status(), status, "{path}");
            assert_eq!(response.text(), body, "{path}");
        }
        for path in [
            "/users/7",
            "/v1/users/7",
            "/api/users/7",
            "/api/",
            "/elsewhere",
        ] {
            assert_eq!(client.get(path).send().await.status(), 404, "{path}");
        }
        let response = client.get("/api/v1/users/x").send().await;
        assert_eq!(detail(&response), "path parameter `id` is not a valid u32");
        let response = client.get("/api/v1/teams/red/size").send().await;
        assert_eq!(detail(&response), "path parameter `team` is not a valid u8");
        let response = client.post("/api/v1/teams/red/members/7").send().await;
        assert_eq!(response.header("allow"), Some("GET, HEAD, DELETE, OPTIONS"));
    }
}

#[test]
fn routers_know_their_whole_prefix_and_tags() {
    assert_eq!(API.prefix(), "/api");
    assert_eq!(PEOPLE.prefix(), "/api/v1/teams/{team}");
    assert_eq!(PEOPLE.tags(), ["api", "v1", "stable"]);
    assert_eq!(ROOT.prefix(), "");
}

#[test]
fn the_table_has_whole_paths_names_and_tags() {
    let table = oxy::serve(Routed {}).check().unwrap();
    let rows: Vec<_> = table
        .routes()
        .iter()
        .map(|route| (route.path.as_str(), route.name.as_str(), &route.tags[..]))
        .collect();
    let expected: [(&str, &str, &[&str]); 8] = [
        ("/about", "about", &[]),
        ("/api", "index", &["api"]),
        ("/api/elsewhere", "there", &["api"]),
        ("/api/v1/elsewhere", "also_there", &["api", "v1", "stable"]),
        ("/api/v1/teams/{team}", "team", &["api", "v1", "stable"]),
        (
            "/api/v1/teams/{team}/members/{id}",
            "member",
            &["api", "v1", "stable"],
        ),
        (
            "/api/v1/teams/{team}/size",
            "size",
            &["api", "v1", "stable"],
        ),
        (
            "/api/v1/users/{id}",
            "user",
            &["api", "v1", "stable", "users"],
        ),
    ];
    assert_eq!(rows, expected);
}
