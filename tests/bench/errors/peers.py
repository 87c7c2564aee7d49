"""The frameworks beside oxy: how a program of each begins and ends, around the lines of a mistake.

The versions are named exactly, and changed here by hand; of what they depend on, a run takes the newest that fits. What
a mistake does not use, be it an import, an argument or a function, is no warning; other warnings are shown.
"""

import dataclasses
import re

MANIFEST = """[package]
name = "{name}-mistakes"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
{package} = {{ version = "={version}", features = {features} }}
serde = {{ version = "1", features = ["derive"] }}
{more}"""

ALLOW = "#![allow(dead_code, unused_imports, unused_variables)]\n"

ROCKET_HEAD = """use rocket::form::{Form, FromForm};
use rocket::serde::json::Json;
use rocket::{Build, Request, Rocket, State, get, head, launch, post, route, routes};
use serde::{Deserialize, Serialize};

"""

ROCKET_APP = """
fn app() -> Rocket<Build> { rocket::build().mount("/", routes![@functions@]) }
"""

ROCKET_MAIN = """
#[launch]
fn start() -> _ { app() }
"""

ACTIX_HEAD = """use actix_web::{App, HttpRequest, HttpServer, get, head, post, route, routes, web};
use serde::{Deserialize, Serialize};

"""

ACTIX_APP = """
fn routes(config: &mut web::ServiceConfig) { config@functions@; }
"""

ACTIX_MAIN = """
#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let server = HttpServer::new(|| App::new().configure(routes)).workers(1).bind(("127.0.0.1", 0))?;
    println!("http://{}", server.addrs()[0]);
    server.run().await
}
"""

AXUM_HEAD = """use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::routing::{MethodFilter, get, on, post};
use axum::{Extension, Form, Json, Router, debug_handler};
use serde::{Deserialize, Serialize};

"""

AXUM_MAIN = """
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = app();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, app).await
}
"""

# What stands below a route's attribute.
ITEM = re.compile(r"^#\[(?:get|head|post|route)\b[^\n]*\n[^\n]*\b(?:fn|struct) (\w+)", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    title: str
    package: str
    version: str
    features: str
    head: str
    main: str
    entry: str = "fn app("
    app: str = ""
    each: str = "{}"
    between: str = ""
    more: str = ""

    def manifest(self):
        return MANIFEST.format(**dataclasses.asdict(self))

    def program(self, lines):
        """The whole source, of the lines of a mistake: what registers its functions is added if it is not there."""
        app = ""
        if self.entry not in lines:
            functions = self.between.join(self.each.format(name) for name in ITEM.findall(lines))
            app = self.app.replace("@functions@", functions)
        return ALLOW + self.head + lines + app + self.main


PEERS = (
    Peer(
        name="rocket",
        title="Rocket",
        package="rocket",
        version="0.5.2",
        features='["json"]',
        head=ROCKET_HEAD,
        main=ROCKET_MAIN,
        app=ROCKET_APP,
        between=", ",
    ),
    Peer(
        name="actix",
        title="actix-web",
        package="actix-web",
        version="4.18.1",
        features="[]",
        head=ACTIX_HEAD,
        main=ACTIX_MAIN,
        entry="fn routes(",
        app=ACTIX_APP,
        each=".service({})",
    ),
    Peer(
        name="axum",
        title="axum",
        package="axum",
        version="0.8.9",
        features='["macros"]',
        head=AXUM_HEAD,
        main=AXUM_MAIN,
        more='tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }\n',
    ),
)
