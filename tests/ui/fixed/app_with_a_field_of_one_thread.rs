use oxy::prelude::*;

#[oxy::app]
struct App {
    name: String,
    visits: std::sync::Mutex<u64>,
}

#[get("/")]
async fn index(app: Context<App>) -> String {
    app.visits.lock().unwrap().to_string()
}

fn main() -> oxy::Result {
    let app = App {
        name: "shop".into(),
        visits: 0.into(),
    };
    oxy::serve(app).run()
}
