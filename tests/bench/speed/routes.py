"""A program of oxy with many routes: what a request costs must not depend on how many there are.

A module has five resources of six routes, as in tests/bench/compile/crates.py, but the handlers do next to nothing, so
that 10,000 of them are built in minutes.
"""

import contextlib

from callgrind import Counted
from client import Connection, request
from figures import attempt, number, progress, table
from instructions import CONNECTIONS, WARM_UP, measured
from servers import BENCH, ROOT, SCRATCH, cargo

ROUTES = (10, 100, 1_000, 10_000)
COUNT = 960
ROUTES_OF_A_RESOURCE = 6
RESOURCES_OF_A_MODULE = 5
FOLDER = SCRATCH / "routes"

WORKSPACE = """[workspace]
resolver = "3"
members = [@members@]
"""

MANIFEST = """[package]
name = "routes-@"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
oxy = { package = "oxy-runtime", path = "@root@/oxy-runtime" }
tokio = { version = "1", features = ["rt-multi-thread"] }
"""

MAIN = """use oxy::prelude::*;

@mods@
#[oxy::app]
struct App {}

#[get("/plaintext")]
async fn plaintext() -> &'static str {
    "Hello, World!"
}

fn main() {
    let port = std::env::var("BENCH_PORT").expect("BENCH_PORT is set");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let _serving = runtime.block_on(async {
        let server = oxy::serve(App {}).port(port.parse().expect("a port"));
        server.start().await.expect("a server")
    });
    loop {
        std::thread::park();
    }
}
"""

HEAD = """use oxy::prelude::*;

#[oxy::router("/m@")]
pub static M@: Router;
"""

RESOURCE = """
#[get(M@module@, "/r@/about")]
async fn r@_about() -> &'static str {
    "about"
}

#[get(M@module@, "/r@/{id}")]
async fn r@_show(id: u64) -> String {
    format!("{id}")
}

#[get(M@module@, "/r@/{id}/notes/{note}")]
async fn r@_note(id: u64, note: u64) -> String {
    format!("{id}, {note}")
}

#[get(M@module@, "/r@")]
async fn r@_list() -> &'static str {
    "list"
}

#[post(M@module@, "/r@")]
async fn r@_create() -> &'static str {
    "created"
}

#[post(M@module@, "/r@/form")]
async fn r@_submit() -> &'static str {
    "submitted"
}
"""


def resources(routes):
    """The numbers of the resources; `routes` is rounded up to whole ones."""
    return range(-(-routes // ROUTES_OF_A_RESOURCE))


def module(resource):
    return resource // RESOURCES_OF_A_MODULE


def files(routes):
    found = {}
    for resource in resources(routes):
        part = module(resource)
        text = found.get(f"m{part}.rs") or HEAD.replace("@", str(part))
        found[f"m{part}.rs"] = text + RESOURCE.replace("@module@", str(part)).replace("@", str(resource))
    mods = "".join(f"mod {file.removesuffix('.rs')};\n" for file in found)
    return {**found, "main.rs": MAIN.replace("@mods@", mods)}


def write(counts):
    for routes in counts:
        folder = FOLDER / f"routes-{routes}"
        (folder / "src").mkdir(parents=True, exist_ok=True)
        manifest = MANIFEST.replace("@root@", str(ROOT)).replace("@", str(routes))
        (folder / "Cargo.toml").write_text(manifest)
        for file, text in files(routes).items():
            (folder / "src" / file).write_text(text)
    members = ", ".join(f'"routes-{routes}"' for routes in counts)
    (FOLDER / "Cargo.toml").write_text(WORKSPACE.replace("@members@", members))
    # The versions that the other servers have.
    (FOLDER / "Cargo.lock").write_bytes((BENCH / "Cargo.lock").read_bytes())


def paths(routes):
    """The same in all programs, and the last of each: one without a parameter, one with two."""
    last = resources(routes)[-1]
    for label, resource in (("first", 0), ("last", last)):
        start = f"/m{module(resource)}/r{resource}"
        yield f"{label}, no parameter", f"{start}/about"
        yield f"{label}, two parameters", f"{start}/12345/notes/67890"


def counted(routes):
    name = f"routes-{routes}"
    progress(f"building {name}")
    cargo("build", "--release", "--quiet", "--package", name, folder=FOLDER, target=FOLDER / "target")
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Counted(name, path=FOLDER / "target" / "release" / name))
        connections = [stack.enter_context(Connection(server.port)) for _ in range(CONNECTIONS)]
        found = {}
        for label, path in paths(routes):
            requests = [request(f"GET {path}")] * (WARM_UP + COUNT)
            found[label] = measured(server, connections, requests)[0]
        return found


def with_routes(counts):
    write(counts)
    found = {routes: attempt(f"{routes} routes", lambda: counted(routes)) for routes in counts}
    least = found[counts[0]]
    print("### Routes of oxy: instructions in user space per request, and the ratio to the least routes\n")
    print("Built without link-time optimisation, so that they are not those of the other tables.\n")
    rows = []
    for routes, own in found.items():
        cells = own and [number(own[label]) + (f" ({own[label] / least[label]:.3f})" if least else "") for label in own]
        rows.append([f"{routes:,}", *(cells or ["FAILED"] * 4)])
    table(["routes", *(label for label, _ in paths(counts[0]))], rows)
