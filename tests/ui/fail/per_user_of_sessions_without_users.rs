use oxy::prelude::*;

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
struct Visitor {
    cart: Vec<u32>,
}

#[oxy::app]
struct App {
    sessions: Sessions<Visitor>,
}

#[get("/cart")]
async fn cart(visitor: Session<Visitor>) -> String {
    visitor.cart.len().to_string()
}

fn main() -> oxy::Result {
    let sessions = Sessions::memory().per_user(5);
    oxy::serve(App { sessions }).secret_key(SecretKey::random()).run()
}
