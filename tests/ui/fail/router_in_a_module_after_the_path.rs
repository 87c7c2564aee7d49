use oxy::prelude::*;

#[oxy::app]
struct App {}

mod api {
    use oxy::prelude::*;

    #[oxy::router("/api")]
    pub static API: Router;
}

#[get("/users", api::API)]
async fn list() {}

fn main() {}
