use oxy::prelude::*;

trait Store: Send + Sync {
    fn users(&self) -> String;
}

#[oxy::app]
struct App {
    users: Users,
}

struct Users(Box<dyn Store>);

#[get("/users")]
async fn list(store: Context<Users>) -> String {
    store.0.users()
}

fn main() {}
