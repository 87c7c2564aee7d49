//! What is done for a request that has left stands in its span.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use oxy::prelude::*;

use crate::shop::{Account, Gate, Shop, shop};
use crate::spy::{Mood, Step};

/// Begins a session, and then does not come to an end.
#[post("/begin-and-stay", app = Shop)]
async fn begin_and_stay(
    sessions: SessionHandle<Account>,
    gate: Context<Gate>,
) -> Result<&'static str, Error> {
    sessions.begin(Account::of("ann")).await?;
    gate.pass().await;
    Ok("begun")
}

/// What a subscriber writes.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn line(&self, end: &str) -> Option<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let mut lines = text.lines();
        lines.find(|line| line.contains(end)).map(str::to_owned)
    }
}

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_is_taken_back_for_nobody_is_logged_in_the_span_of_its_request() {
    let buffer = Buffer::default();
    let writer = buffer.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let shop = shop();
    shop.store.set(Step::Delete, Mood::Fails);
    tokio::select! {
        _ = shop.post("/begin-and-stay", "") => panic!("it came to an end"),
        () = shop.gate.entered.notified() => {}
    }
    let told = async {
        loop {
            if let Some(line) = buffer.line("a session could not be taken back") {
                return line;
            }
            tokio::task::yield_now().await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(20), told).await;
    let line = told.expect("nothing was logged");
    assert!(line.contains("request{method=POST"), "{line}");
    assert!(line.contains("route=\"/begin-and-stay\""), "{line}");
}
