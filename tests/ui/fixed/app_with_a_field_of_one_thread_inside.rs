use std::collections::HashMap;
use std::sync::RwLock;

use oxy::prelude::*;

#[derive(Default)]
struct SessionStore {
    data: RwLock<HashMap<String, String>>,
}

#[oxy::app]
struct App {
    store: SessionStore,
}

#[get("/dashboard")]
async fn dashboard(cookies: Cookies, store: Context<SessionStore>) -> Option<String> {
    store.data.read().ok()?.get(cookies.get_encrypted("session_id")?.as_str()).cloned()
}

fn main() -> oxy::Result {
    let store = SessionStore::default();
    oxy::serve(App { store }).secret_key(SecretKey::random()).run()
}
