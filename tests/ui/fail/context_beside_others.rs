use oxy::prelude::*;

struct Store;

struct Mailer;

#[oxy::app]
struct App {
    store: Store,
}

#[post("/invite")]
async fn invite(store: Context<Store>, mailer: Option<Context<Mailer>>) {
    let _ = (store, mailer);
}

fn main() {}
