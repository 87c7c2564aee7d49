use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(Debug)]
struct Broken;

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

#[get("/count")]
async fn count() -> Result<String, Broken> {
    Err(Broken)
}

fn main() {}
