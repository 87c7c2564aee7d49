#![forbid(unsafe_code)]
#![deny(warnings)]

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};

use oxy::prelude::*;

trait Mailer: Send + Sync {
    fn name(&self) -> &'static str;
}

struct Smtp;

impl Mailer for Smtp {
    fn name(&self) -> &'static str {
        "smtp"
    }
}

struct Wrapped<T>(T);

type Shelf = Mutex<HashMap<String, Vec<u8>>>;

#[oxy::app]
struct App {
    mailer: Box<dyn Mailer>,
    shared: Arc<dyn Mailer>,
    shelf: Shelf,
    visits: AtomicU64,
    lock: RwLock<Wrapped<[u8; 4]>>,
    rule: fn(&str) -> bool,
    pair: (u8, &'static str),
    #[cfg(any())]
    gone: std::rc::Rc<Missing>,
    #[cfg(all())]
    there: Wrapped<Option<u8>>,
}

#[get("/")]
async fn index(
    mailer: Context<Box<dyn Mailer>>,
    shared: Context<Arc<dyn Mailer>>,
    rule: Context<fn(&str) -> bool>,
    shelf: Context<Shelf>,
    pair: Context<(u8, &'static str)>,
    there: Context<Wrapped<Option<u8>>>,
    app: Context<App>,
) -> String {
    let name = if rule("rule") {
        mailer.name()
    } else {
        shared.name()
    };
    let count = shelf.lock().unwrap().len() + usize::from(app.lock.read().unwrap().0[0]);
    let visits = app.visits.load(std::sync::atomic::Ordering::Relaxed);
    format!("{name} {count} {} {:?} {visits}", pair.1, there.0)
}

fn main() {
    let app = App {
        mailer: Box::new(Smtp),
        shared: Arc::new(Smtp),
        shelf: Shelf::default(),
        visits: AtomicU64::new(1),
        lock: RwLock::new(Wrapped([0; 4])),
        rule: str::is_empty,
        pair: (1, "pair"),
        there: Wrapped(None),
    };
    assert!(oxy::serve(app).check().is_ok());
}
