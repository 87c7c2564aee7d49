//! The span of a request, and what stands in it.

use oxy::Layer;
use oxy::prelude::*;
use oxy::testing::TestClient;

use crate::support::Log;

#[oxy::app(named)]
struct Spanned {}

#[get("/rooms/{number}", app = Spanned)]
async fn room(number: u32) -> String {
    tracing::info!("in the handler");
    format!("{number}")
}

#[get("/broken", app = Spanned)]
async fn broken() -> Result<String, Error> {
    Err(Error::internal("on purpose"))
}

fn client() -> TestClient {
    let server = oxy::serve(Spanned {}).explain_misses(false);
    TestClient::new(server).unwrap()
}

/// The text of a field, wherever it was recorded.
fn field<'l>(lines: &'l [String], name: &str) -> Option<&'l str> {
    lines.iter().find_map(|line| {
        let rest = line.split(&format!(" {name}=")).nth(1)?;
        rest.split(' ').next()
    })
}

#[tokio::test]
async fn a_request_has_one_span_with_its_route_and_outcome() {
    let (log, _guard) = Log::capture();
    let client = client();
    let request = client.get("/rooms/7?token=s3cret");
    request.header("cookie", "a=s3cret").send().await;
    let lines = log.lines();
    assert_eq!(lines[0], "DEBUG oxy::request method=GET");
    assert_eq!(field(&lines, "route"), Some("/rooms/{number}"));
    assert_eq!(field(&lines, "status"), Some("200"));
    assert_eq!(field(&lines, "request_id").map(str::len), Some(32));
    let latency: f64 = field(&lines, "latency_ms").unwrap().parse().unwrap();
    assert!(latency > 0.0 && latency < 10_000.0, "{latency}");
    assert_eq!(lines.last().unwrap(), "DEBUG oxy::request message=answered");
    assert!(
        lines.iter().all(|line| !line.contains("s3cret")),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_request_without_a_route_has_a_span_as_well() {
    let (log, _guard) = Log::capture();
    client().get("/nowhere").send().await;
    let lines = log.lines();
    assert_eq!(field(&lines, "route"), None);
    assert_eq!(field(&lines, "status"), Some("404"));
}

#[tokio::test]
async fn a_method_of_any_length_is_cut() {
    let (log, _guard) = Log::capture();
    let method = Method::from_bytes("X".repeat(20_000).as_bytes()).unwrap();
    client().request(method, "/rooms/7").send().await;
    let lines = log.lines();
    assert_eq!(field(&lines, "method"), Some(&*"X".repeat(32)));
    assert_eq!(field(&lines, "status"), Some("501"));
    assert!(lines.iter().all(|line| line.len() < 500), "{lines:?}");
}

#[get("/never", app = Spanned)]
async fn never() -> &'static str {
    let _told = Told;
    std::future::pending().await
}

/// Says when it is dropped.
struct Told;

impl Drop for Told {
    fn drop(&mut self) {
        tracing::info!("in the handler, dropped");
    }
}

/// Asks, and waits for no answer.
async fn ask_in_vain() {
    let client = client();
    let sent = client.get("/never").send();
    let waited = tokio::time::timeout(std::time::Duration::from_millis(10), sent).await;
    assert!(waited.is_err());
}

#[tokio::test]
async fn a_request_that_nobody_waits_for_has_a_status_as_well() {
    let (log, _guard) = Log::capture();
    ask_in_vain().await;
    let lines = log.lines();
    assert_eq!(field(&lines, "route"), Some("/never"));
    assert_eq!(field(&lines, "status"), Some("499"));
    assert!(field(&lines, "latency_ms").is_some());
    let last = lines.last().unwrap();
    assert!(last.ends_with("dropped before it was answered"), "{last}");
}

#[tokio::test]
async fn the_span_the_log_and_the_page_name_the_same_request() {
    let (log, _guard) = Log::capture();
    let response = client().get("/broken").send().await;
    let problem: serde_json::Value = response.json().unwrap();
    let id = problem["request_id"].as_str().unwrap();
    let lines = log.lines();
    let named = lines.iter().filter(|line| line.contains(id));
    assert_eq!(named.count(), 2, "the span and the error: {lines:?}");
    assert_eq!(field(&lines, "request_id"), Some(id));
}

#[tokio::test]
async fn two_requests_have_two_ids() {
    let (log, _guard) = Log::capture();
    let client = client();
    client.get("/rooms/7").send().await;
    let one = log.lines().len();
    client.get("/rooms/8").send().await;
    let lines = log.lines();
    let first = field(&lines[..one], "request_id").unwrap();
    assert_ne!(Some(first), field(&lines[one..], "request_id"));
}

/// What a subscriber of the field writes, into a buffer.
#[derive(Clone, Default)]
struct Buffer(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Buffer {
    /// What is logged from now on, as long as the guard is there.
    fn log() -> (Self, tracing::subscriber::DefaultGuard) {
        let buffer = Self::default();
        let writer = buffer.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(move || writer.clone())
            .finish();
        (buffer, tracing::subscriber::set_default(subscriber))
    }

    /// The line that ends so.
    fn line(&self, end: &str) -> String {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines()
            .find(|line| line.ends_with(end))
            .unwrap()
            .to_owned()
    }
}

#[tokio::test]
async fn what_layers_and_handlers_log_stands_in_the_span() {
    let (buffer, guard) = Buffer::log();
    let layer = Layer::new(async |request: Request, next: oxy::Next| {
        tracing::info!("in the layer");
        next.run(request).await
    });
    let client = TestClient::new(oxy::serve(Spanned {}).layer(layer)).unwrap();
    client.get("/rooms/7").send().await;
    drop(guard);
    for said in ["in the layer", "in the handler", "answered"] {
        let line = buffer.line(said);
        assert!(line.contains("request{method=GET request_id="), "{line}");
        assert!(line.contains("route=\"/rooms/{number}\""), "{line}");
    }
}

#[tokio::test]
async fn what_a_handler_logs_as_it_is_dropped_stands_in_the_span() {
    let (buffer, guard) = Buffer::log();
    ask_in_vain().await;
    drop(guard);
    let line = buffer.line("in the handler, dropped");
    assert!(line.contains("route=\"/never\""), "{line}");
}
