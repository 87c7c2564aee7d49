//! Routing, sealing, opening, and a whole dashboard request, without a socket: `cargo bench -p oxy-runtime`.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use oxy::prelude::*;
use oxy::testing::{TestClient, seal, unseal};
use tokio::runtime::{Builder, Runtime};

#[path = "../../examples/sessions.rs"]
#[allow(dead_code, unreachable_pub)]
mod sessions;

oxy::default_app!(crate::sessions::App);

#[oxy::app(named)]
struct Many {}

const SESSION: &str = "550e8400-e29b-41d4-a716-446655440000";
const HOUR: Duration = Duration::from_secs(3600);

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A client of as many routes with a parameter each.
fn client_of(count: usize) -> TestClient {
    let server = (0..count).fold(oxy::serve(Many {}), |server, index| {
        let path = format!("/api/v1/resource{index}/{{id}}/details");
        server.route(Method::GET, path, |request: Request| async move {
            request.param::<u64>("id").map(|id| id.to_string())
        })
    });
    TestClient::new(server).unwrap()
}

fn routing(criterion: &mut Criterion) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("routing");
    for count in [10, 1_000] {
        let client = client_of(count);
        let path = format!("/api/v1/resource{}/42/details", count - 1);
        group.bench_with_input(
            BenchmarkId::new("of routes", count),
            &path,
            |bencher, path| {
                bencher.iter(|| runtime.block_on(client.get(path).send()));
            },
        );
    }
}

fn sealing(criterion: &mut Criterion) {
    let (key, now) = (SecretKey::random(), SystemTime::now());
    let token = seal(&key, "session_id", SESSION, HOUR, now).unwrap();
    criterion.bench_function("seal", |bencher| {
        bencher.iter(|| seal(&key, "session_id", black_box(SESSION), HOUR, now));
    });
    criterion.bench_function("open", |bencher| {
        bencher.iter(|| unseal(&key, "session_id", black_box(&token), now));
    });
}

fn dashboard(criterion: &mut Criterion) {
    let runtime = runtime();
    let server = oxy::serve(sessions::App::default()).secret_key(SecretKey::random());
    let client = TestClient::new(server).unwrap();
    runtime.block_on(client.post("/login").send());
    criterion.bench_function("dashboard", |bencher| {
        bencher.iter(|| runtime.block_on(client.get("/dashboard").send()));
    });
    assert_eq!(
        runtime.block_on(client.get("/dashboard").send()).status(),
        StatusCode::OK
    );
}

criterion_group!(benches, routing, sealing, dashboard);
criterion_main!(benches);
