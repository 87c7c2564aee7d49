use std::sync::Arc;

use oxy::prelude::*;

trait Mailer {
    fn send(&self, to: &str);
}

#[oxy::app]
struct App {
    mailer: Arc<dyn Mailer + Send + Sync>,
}

#[post("/greet/{name}")]
async fn greet(name: String, mailer: Context<Arc<dyn Mailer + Send + Sync>>) {
    mailer.send(&name);
}

fn main() {}
