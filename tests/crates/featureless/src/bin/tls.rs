//! Encryption, without the feature `tls`.

use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index() -> &'static str {
    "index"
}

fn main() -> oxy::Result {
    oxy::serve(App {}).tls("certificate.pem", "key.pem").run()
}
