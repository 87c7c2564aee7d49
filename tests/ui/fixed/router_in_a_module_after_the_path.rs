use oxy::prelude::*;

#[oxy::app]
struct App {}

mod api {
    use oxy::prelude::*;

    #[oxy::router("/api")]
    pub static API: Router;
}

#[get(api::API, "/users")]
async fn list() {}

fn main() {}
