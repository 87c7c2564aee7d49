//! Handlers that are traced by the attribute of `tracing`, above and below ours.

use oxy::prelude::*;
use oxy::testing::TestClient;
use tracing::instrument;

#[oxy::app]
struct App {}

#[instrument]
#[get("/above/{id}")]
async fn above(id: u64, page: Option<u32>) -> String {
    tracing::info!("above");
    format!("{id} {page:?}")
}

#[get("/below/{id}")]
#[instrument(skip(form), err)]
async fn below(id: u64, form: String, #[default(3)] page: u32) -> Result<String, Error> {
    tracing::info!("below");
    Ok(format!("{id} {form} {page}"))
}

#[get("/qualified/{id}")]
#[tracing::instrument(level = "debug", fields(user = id))]
#[oxy::post("/qualified/{id}")]
pub async fn qualified(id: u64) -> String {
    id.to_string()
}

#[tokio::main]
async fn main() -> oxy::Result {
    let format = tracing_subscriber::fmt().with_ansi(false).without_time();
    format.with_writer(std::io::stderr).init();
    let client = TestClient::new(oxy::serve(App {}))?;
    for path in ["/above/1?page=2", "/below/1?form=2", "/qualified/3"] {
        println!("{}", client.get(path).send().await.text());
    }
    Ok(())
}
