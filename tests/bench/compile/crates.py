"""The two crates that are compared: the same routes, the same types, the same bodies of the handlers.

A module has five resources of six routes. What differs is only what each framework makes its users write.
"""

ROUTES_OF_A_RESOURCE = 6
RESOURCES_OF_A_MODULE = 5

MANIFEST = """[package]
name = "{name}"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
{framework}
serde = {{ version = "1", features = ["derive"] }}
"""

AXUM_DEPENDENCIES = """axum = "0.8"
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }"""

STORE = """use std::sync::Mutex;

#[derive(Default)]
pub struct Store {
    names: Mutex<Vec<String>>,
}

impl Store {
    pub fn add(&self, name: String) -> u64 {
        let mut names = self.names.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        names.push(name);
        names.len() as u64
    }
}
"""

TYPES = """
#[derive(Deserialize)]
struct R@Filter {
    text: Option<String>,
    page: u32,
}

#[derive(Deserialize)]
struct R@New {
    name: String,
    amount: u32,
}

#[derive(Deserialize)]
struct R@Form {
    name: String,
    note: Option<String>,
}

#[derive(Serialize)]
struct R@Made {
    id: u64,
    amount: u32,
}
"""

OXY_MAIN = """#![allow(dead_code)] // An application without routes does not use its store.

mod store;
@mods@
use store::Store;

#[oxy::app]
struct App {
    store: Store,
}

fn main() -> oxy::Result {
    oxy::serve(App { store: Store::default() }).run()
}
"""

AXUM_MAIN = """#![allow(dead_code)] // An application without routes does not use its store.

mod store;
@mods@
use std::sync::Arc;

use axum::Router;
use store::Store;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app: Router<Arc<Store>> = Router::new()@nests@;
    let app = app.with_state(Arc::new(Store::default()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    axum::serve(listener, app).await
}
"""

OXY_HEAD = """use oxy::prelude::*;
use serde::{Deserialize, Serialize};

use crate::store::Store;

#[oxy::router("/m@")]
pub static M@: Router;
"""

OXY_RESOURCE = """
#[get(M@module@, "/r@/about")]
async fn r@_about() -> &'static str {
    "resource @"
}

#[get(M@module@, "/r@/{id}")]
async fn r@_show(id: u64) -> String {
    format!("resource @: {id}")
}

#[get(M@module@, "/r@/{id}/notes/{note}")]
async fn r@_note(id: u64, note: String) -> String {
    format!("resource @: {id}, {note}")
}

#[get(M@module@, "/r@")]
async fn r@_list(filter: Query<R@Filter>) -> String {
    format!("page {} of {:?}", filter.page, filter.text)
}

#[post(M@module@, "/r@")]
async fn r@_create(store: Context<Store>, Json(new): Json<R@New>) -> (StatusCode, Json<R@Made>) {
    let id = store.add(new.name);
    (StatusCode::CREATED, Json(R@Made { id, amount: new.amount }))
}

#[post(M@module@, "/r@/form")]
async fn r@_submit(store: Context<Store>, Form(form): Form<R@Form>) -> Redirect {
    let id = store.add(form.note.unwrap_or(form.name));
    Redirect::to(&format!("/m@module@/r@/{id}"))
}
"""

AXUM_HEAD = """use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::store::Store;

pub fn router() -> Router<Arc<Store>> {
    Router::new()@routes@
}
"""

AXUM_ROUTES = """
        .route("/r@/about", get(r@_about))
        .route("/r@/{id}", get(r@_show))
        .route("/r@/{id}/notes/{note}", get(r@_note))
        .route("/r@", get(r@_list).post(r@_create))
        .route("/r@/form", post(r@_submit))"""

AXUM_RESOURCE = """
async fn r@_about() -> &'static str {
    "resource @"
}

async fn r@_show(Path(id): Path<u64>) -> String {
    format!("resource @: {id}")
}

async fn r@_note(Path((id, note)): Path<(u64, String)>) -> String {
    format!("resource @: {id}, {note}")
}

async fn r@_list(Query(filter): Query<R@Filter>) -> String {
    format!("page {} of {:?}", filter.page, filter.text)
}

async fn r@_create(State(store): State<Arc<Store>>, Json(new): Json<R@New>) -> (StatusCode, Json<R@Made>) {
    let id = store.add(new.name);
    (StatusCode::CREATED, Json(R@Made { id, amount: new.amount }))
}

async fn r@_submit(State(store): State<Arc<Store>>, Form(form): Form<R@Form>) -> Redirect {
    let id = store.add(form.note.unwrap_or(form.name));
    Redirect::to(&format!("/m@module@/r@/{id}"))
}
"""


def modules(routes):
    """The numbers of the resources, module by module; `routes` is rounded up to whole resources."""
    resources = range(-(-routes // ROUTES_OF_A_RESOURCE))
    return [
        resources[first : first + RESOURCES_OF_A_MODULE]
        for first in range(0, len(resources), RESOURCES_OF_A_MODULE)
    ]


def of(template, module, resource):
    return template.replace("@module@", str(module)).replace("@", str(resource))


def oxy_files(routes):
    parts = modules(routes)
    mods = "".join(f"mod m{module};\n" for module in range(len(parts)))
    files = {"main.rs": OXY_MAIN.replace("@mods@", mods), "store.rs": STORE}
    for module, resources in enumerate(parts):
        text = OXY_HEAD.replace("@", str(module))
        for resource in resources:
            text += of(TYPES + OXY_RESOURCE, module, resource)
        files[f"m{module}.rs"] = text
    return files


def axum_files(routes):
    parts = modules(routes)
    mods = "".join(f"mod m{module};\n" for module in range(len(parts)))
    nests = "".join(
        f'\n        .nest("/m{module}", m{module}::router())' for module in range(len(parts))
    )
    files = {
        "main.rs": AXUM_MAIN.replace("@mods@", mods).replace("@nests@", nests),
        "store.rs": STORE,
    }
    for module, resources in enumerate(parts):
        lines = "".join(of(AXUM_ROUTES, module, resource) for resource in resources)
        text = AXUM_HEAD.replace("@routes@", lines)
        for resource in resources:
            text += of(TYPES + AXUM_RESOURCE, module, resource)
        files[f"m{module}.rs"] = text
    return files


def write(folder, root, counts):
    """A workspace with one package per framework and count, which is overwritten where it differs."""
    oxy = f'oxy = {{ package = "oxy-runtime", path = "{root}/oxy-runtime" }}'
    members = []
    for routes in counts:
        for framework, dependencies, files in (
            ("oxy", oxy, oxy_files(routes)),
            ("axum", AXUM_DEPENDENCIES, axum_files(routes)),
        ):
            name = f"{framework}-{routes}"
            members.append(name)
            manifest = MANIFEST.format(name=name, framework=dependencies)
            replace(folder / name / "Cargo.toml", manifest)
            for file, text in files.items():
                replace(folder / name / "src" / file, text)
    listed = ", ".join(f'"{name}"' for name in members)
    replace(folder / "Cargo.toml", f'[workspace]\nresolver = "3"\nmembers = [{listed}]\n')
    # Whatever is not named here has the version that the tests of the whole have.
    if not (folder / "Cargo.lock").exists():
        (folder / "Cargo.lock").write_bytes((root / "Cargo.lock").read_bytes())


def replace(file, text):
    if file.exists() and file.read_text() == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
