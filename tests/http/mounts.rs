//! Applications below a prefix of another one.

use oxy::prelude::*;
use oxy::{Layer, Next};

use crate::support::{client, only_line, report};

#[oxy::app(named)]
struct Site {
    name: Name,
}

struct Name(&'static str);

#[get("/", app = Site)]
async fn home(name: Context<Name>) -> String {
    format!("home of {}", name.0)
}

#[get("/admin", app = Site)]
async fn teaser() -> &'static str {
    "there is an admin area"
}

/// An application such as a library would export, with contexts and a router of its own.
mod admin {
    use super::{Layer, Name, Next};
    use oxy::prelude::*;

    #[oxy::app(named)]
    pub(super) struct Admin {
        pub(super) name: Name,
    }

    fn stamped() -> Layer {
        Layer::new(async |request: Request, next: Next| {
            next.run(request).await.header("x-users", "1")
        })
    }

    #[oxy::router("/users", tag = "admin", layer = stamped)]
    static USERS: Router;

    #[get("/status", app = Admin)]
    async fn status(name: Context<Name>, app: Context<Admin>) -> String {
        assert_eq!(name.0, app.name.0);
        format!("status of {}", name.0)
    }

    #[get(USERS, "/{id}", app = Admin)]
    async fn user(id: u32) -> String {
        format!("user {id}")
    }

    #[post("/login", app = Admin)]
    async fn login() -> Response {
        text("in").set_cookie(Cookie::new("admin", "root").encrypted())
    }

    #[get("/who", app = Admin)]
    async fn who(cookies: Cookies) -> Option<String> {
        cookies.get_encrypted("admin")
    }
}

#[oxy::app(named)]
struct Deserted {}

fn site() -> oxy::Serve<Site> {
    oxy::serve(Site { name: Name("site") })
}

fn admin(name: &'static str) -> admin::Admin {
    admin::Admin { name: Name(name) }
}

#[tokio::test]
async fn a_mounted_application_has_its_own_contexts_and_routers() {
    let client = client(
        site()
            .mount("/admin", admin("one"))
            .mount("/more/admin/", admin("two")),
    );
    let rows = [
        ("/", 200, "home of site"),
        ("/admin", 200, "there is an admin area"),
        ("/admin/status", 200, "status of one"),
        ("/admin/users/7", 200, "user 7"),
        ("/more/admin/status", 200, "status of two"),
        ("/more/admin/users/7", 200, "user 7"),
    ];
    for (path, status, body) in rows {
        let response = client.get(path).send().await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.text(), body, "{path}");
    }
    for path in ["/status", "/users/7", "/more/admin", "/admin/users"] {
        assert_eq!(client.get(path).send().await.status(), 404, "{path}");
    }
    for (path, stamp) in [
        ("/admin/users/7", Some("1")),
        ("/more/admin/users/unknown/x", Some("1")),
        ("/admin/unknown", None),
        ("/users/7", None),
    ] {
        let response = client.get(path).send().await;
        assert_eq!(response.header("x-users"), stamp, "{path}");
    }
}

#[tokio::test]
async fn a_mounted_application_seals_with_the_key_of_the_whole() {
    let client = client(site().mount("/admin", admin("one")));
    let response = client.post("/admin/login").send().await;
    assert!(!only_line(&response).contains("root"));
    assert_eq!(client.get("/admin/who").send().await.text(), "root");
}

#[test]
fn the_table_shows_the_mounted_routes() {
    let table = site()
        .secret_key(crate::support::SECRET)
        .mount("/admin", admin("one"))
        .check()
        .unwrap();
    let paths: Vec<_> = table.routes().iter().map(|route| &*route.path).collect();
    assert_eq!(
        paths,
        [
            "/",
            "/admin",
            "/admin/login",
            "/admin/status",
            "/admin/users/{id}",
            "/admin/who"
        ]
    );
    assert_eq!(table.routes()[4].tags, ["admin"]);
}

#[test]
fn a_mount_that_cannot_work_is_in_the_report() {
    let report = report(
        site()
            .mount("admin", admin("one"))
            .mount("/deserted", Deserted {})
            .mount("/", admin("two")),
    );
    let text = report.to_string();
    assert!(text.contains("\"admin\" must start with `/`"), "{text}");
    assert!(
        text.contains("Deserted` mounted at \"/deserted\" has no routes")
            && text.contains("its routes say `app = Deserted`"),
        "{text}"
    );
    let mounts = report.problems()[1..]
        .iter()
        .flat_map(|problem| problem.locations());
    for place in mounts {
        assert!(place.file.ends_with("tests/http/mounts.rs"), "{text}");
        assert!(place.item.starts_with("mount \""), "{text}");
    }
    // The key that a mounted route needs is missed as everywhere.
    assert!(text.contains("there is no secret key"), "{text}");
    assert!(text.contains("mounts::admin::who"), "{text}");
}
