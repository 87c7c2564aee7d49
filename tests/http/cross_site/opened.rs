//! What an application opens to other sites, and what the launch report says of it.

use oxy::prelude::*;

use super::{EVIL, send, shop};
use crate::support::{client, report};

const PARTNER: &str = "https://partner.example:8443";

#[tokio::test]
async fn an_origin_that_is_trusted_passes_and_its_neighbours_do_not() {
    let (server, _) = shop();
    let client = client(
        server
            .trust_origin(PARTNER)
            .trust_origin("https://b.example"),
    );
    let rows = [
        (PARTNER, 200),
        ("https://b.example", 200),
        ("https://partner.example", 403),
        ("http://partner.example:8443", 403),
        ("https://a.partner.example:8443", 403),
        ("https://b.example.attacker.example", 403),
        ("null", 403),
    ];
    for (origin, status) in rows {
        for site in ["cross-site", "same-site", ""] {
            for method in [Method::POST, Method::DELETE] {
                let response = send(&client, method, "/item", site, origin).await;
                assert_eq!(response.status(), status, "{site:?} {origin}");
            }
        }
    }
}

#[tokio::test]
async fn a_route_that_is_open_is_open_alone() {
    let (server, reached) = shop();
    let client = client(
        server
            .allow_cross_site("assertion")
            .allow_cross_site("payment hook"),
    );
    for (site, origin) in [("cross-site", EVIL), ("", "null"), ("same-site", "")] {
        for (path, status) in [("/assertion", 200), ("/renamed", 204), ("/item", 403)] {
            let response = send(&client, Method::POST, path, site, origin).await;
            assert_eq!(response.status(), status, "{path} {site:?} {origin:?}");
        }
        // The name opens the route, not its path.
        let response = send(&client, Method::PUT, "/assertion", site, origin).await;
        assert_eq!(response.status(), 403, "{site:?} {origin:?}");
    }
    assert_eq!(reached.count(), 0);
}

#[oxy::app(named)]
struct Library {}

#[post("/hook", app = Library)]
async fn library_hook() {}

#[post("/other", app = Library)]
async fn assertion_of_the_library() {}

#[tokio::test]
async fn a_route_of_a_mounted_application_is_opened_by_its_name() {
    let (server, _) = shop();
    let client = client(
        server
            .mount("/library", Library {})
            .allow_cross_site("library_hook"),
    );
    for (path, status) in [("/library/hook", 204), ("/library/other", 403)] {
        let response = send(&client, Method::POST, path, "cross-site", EVIL).await;
        assert_eq!(response.status(), status, "{path}");
    }
}

#[test]
fn names_that_open_none_or_several_are_in_the_report() {
    let rows = [
        (
            "assertoin",
            "no route is called `assertoin`",
            "did you mean `assertion`?",
        ),
        (
            "items",
            "no route is called `items`",
            "did you mean `item`?",
        ),
        (
            "renamed",
            "no route is called `renamed`",
            "names of the routes are `assertion`, `item`",
        ),
        (
            "/item",
            "no route is called `/item`",
            "did you mean `item`?",
        ),
        ("", "no route is called ``", "the names of the routes are"),
        (
            "twice",
            "2 routes are called `twice`",
            "give one of them `name = \"..\"`",
        ),
    ];
    for (name, message, help) in rows {
        let line = line!() + 1;
        let report = report(shop().0.allow_cross_site(name));
        let text = report.to_string();
        let [problem] = report.problems() else {
            panic!("{text}");
        };
        assert!(problem.message().starts_with(message), "{text}");
        assert!(text.contains(help), "{text}");
        let mut places = problem.locations().iter();
        assert!(places.any(|place| place.line == line), "{text}");
    }
    let both = report(shop().0.allow_cross_site("twice"));
    assert_eq!(both.problems()[0].locations().len(), 3, "{both}");
}

#[test]
fn a_name_that_an_application_and_a_library_use_opens_neither() {
    let (server, _) = shop();
    let server = server.route(Method::POST, "/a", async |_: Request| "a");
    assert!(server.allow_cross_site("closure").check().is_ok());
    let (server, _) = shop();
    let server = server
        .mount("/one", Library {})
        .mount("/two", Library {})
        .allow_cross_site("library_hook");
    let text = report(server).to_string();
    assert!(
        text.contains("2 routes are called `library_hook`"),
        "{text}"
    );
}

#[test]
fn origins_that_no_browser_sends_are_in_the_report_with_their_places() {
    for origin in [
        "https://example.com/",
        "https://example.com/path",
        "https://example.com?q",
        "https://example.com#f",
        "https://*.example.com",
        "https://user@example.com",
        "https://ex ample.com",
        "https://",
        "example.com",
        "null",
        "",
    ] {
        let line = line!() + 1;
        let report = report(shop().0.trust_origin(origin));
        let [problem] = report.problems() else {
            panic!("{report}");
        };
        let message = format!("the origin {origin:?} cannot be trusted: ");
        assert!(problem.message().starts_with(&message), "{report}");
        assert!(report.to_string().contains("`https://partner.example`"));
        let place = &problem.locations()[0];
        assert_eq!(
            (place.line, &*place.item),
            (line, "trust_origin"),
            "{report}"
        );
    }
}
