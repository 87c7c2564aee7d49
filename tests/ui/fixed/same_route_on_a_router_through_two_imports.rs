#[oxy::app]
struct App {}

mod api {
    use oxy::prelude::*;

    #[oxy::router("/api")]
    pub static API: Router;
}

mod users {
    use crate::api::API as BASE;
    use oxy::prelude::*;

    #[get(BASE, "/users")]
    pub async fn list() {}
}

mod people {
    use crate::api;
    use oxy::prelude::*;

    #[get(api::API, "/people")]
    pub async fn list() {}
}

fn main() {}
