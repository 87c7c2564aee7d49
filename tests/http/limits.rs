//! How much and how long a request may take: of the application, and of a route.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::TestClient;
use oxy::{Layer, Limits, Next};
use tokio::time::Instant;

#[oxy::app(named)]
#[derive(Default)]
struct Depot {
    dropped: Arc<AtomicU32>,
}

/// Counts when it is dropped.
struct Guard(Arc<AtomicU32>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[get("/forever", app = Depot)]
async fn forever(dropped: Context<Arc<AtomicU32>>) {
    let _guard = Guard(Arc::clone(&dropped));
    std::future::pending::<()>().await;
}

#[get("/patient", app = Depot, timeout = "5 min")]
async fn patient() -> &'static str {
    tokio::time::sleep(Duration::from_secs(299)).await;
    "at last"
}

#[get("/hasty", app = Depot, timeout = "100 ms")]
async fn hasty() {
    std::future::pending::<()>().await;
}

#[get("/guarded", app = Depot, layer = slow, timeout = "1 s")]
async fn guarded() {}

fn slow() -> Layer {
    Layer::new(async |request: Request, next: Next| {
        tokio::time::sleep(Duration::from_secs(2)).await;
        next.run(request).await
    })
}

#[post("/bytes", app = Depot, limit = "1 KiB")]
async fn bytes(body: Bytes) -> String {
    body.len().to_string()
}

#[post("/form", app = Depot, limit = "100 KiB")]
async fn form(form: Form<Vec<(String, String)>>) -> String {
    form.len().to_string()
}

#[post("/whole", app = Depot, limit = "3 MiB")]
async fn whole(mut request: Request) -> Result<String, Rejection> {
    Ok(request.bytes().await?.len().to_string())
}

#[post("/none", app = Depot, limit = "1 B")]
async fn none() -> &'static str {
    "none"
}

#[post("/usual", app = Depot)]
async fn usual(body: Bytes) -> String {
    body.len().to_string()
}

fn client(limits: Limits) -> (TestClient, Arc<AtomicU32>) {
    let app = Depot::default();
    let dropped = Arc::clone(&app.dropped);
    (
        TestClient::new(oxy::serve(app).limits(limits)).unwrap(),
        dropped,
    )
}

/// The status after the time that it took.
async fn timed(client: &TestClient, path: &str) -> (u16, Duration) {
    let begun = Instant::now();
    let answer = client.get(path).send().await;
    (answer.status().as_u16(), begun.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_never_ends_is_dropped_and_answered_503() {
    let (client, dropped) = client(Limits::new());
    let begun = Instant::now();
    let answer = client.get("/forever").send().await;
    assert_eq!(begun.elapsed().as_secs(), 60);
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "5");
    assert!(
        answer.text().contains("\"status\":503"),
        "{}",
        answer.text()
    );
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_route_has_a_time_of_its_own_and_so_has_an_application() {
    let (client, _) = client(Limits::new().request_timeout(Duration::from_secs(7)));
    assert_eq!(
        timed(&client, "/forever").await,
        (503, Duration::from_secs(7))
    );
    assert_eq!(
        timed(&client, "/patient").await,
        (200, Duration::from_secs(299))
    );
    assert_eq!(
        timed(&client, "/hasty").await,
        (503, Duration::from_millis(100))
    );
    // Layers have a tenth more, to see that their route took too long.
    assert_eq!(
        timed(&client, "/guarded").await,
        (503, Duration::from_millis(1_100))
    );
}

#[tokio::test(start_paused = true)]
async fn layers_see_that_a_route_took_too_long() {
    let stamp = Layer::new(async |request: Request, next: Next| {
        next.run(request).await.header("x-stamp", "seen")
    });
    let server = oxy::serve(Depot::default())
        .fallback(async |_: Request| std::future::pending::<()>().await)
        .layer(stamp);
    let client = TestClient::new(server).unwrap();
    for path in ["/hasty", "/forever", "/nowhere"] {
        let answer = client.get(path).send().await;
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.headers()["x-stamp"], "seen");
        assert_eq!(answer.headers()["retry-after"], "5");
    }
}

#[tokio::test(start_paused = true)]
async fn a_fallback_has_the_time_of_the_application() {
    let server = oxy::serve(Depot::default())
        .fallback(async |_: Request| std::future::pending::<()>().await);
    let client = TestClient::new(server).unwrap();
    assert_eq!(
        timed(&client, "/nowhere").await,
        (503, Duration::from_secs(60))
    );
}

#[tokio::test]
async fn a_route_has_a_size_of_its_own_whatever_reads_the_body() {
    let (client, _) = client(Limits::new());
    const KIB: usize = 1024;
    let rows = [
        ("/bytes", KIB, KIB + 1),
        ("/whole", 3 * KIB * KIB, 3 * KIB * KIB + 1),
        ("/none", 1, 2),
        ("/usual", 2 * KIB * KIB, 2 * KIB * KIB + 1),
    ];
    for (path, fits, does_not) in rows {
        for (size, status) in [(fits, 200), (does_not, 413)] {
            let answer = client.post(path).body(vec![b'x'; size]).send().await;
            assert_eq!(answer.status(), status, "{path} {size}");
        }
    }
    for (size, status) in [(100 * KIB, 200), (100 * KIB + 1, 413)] {
        let field = format!("a={}", "x".repeat(size - 2));
        let request = client
            .post("/form")
            .header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(request.body(field).send().await.status(), status, "{size}");
    }
}
