use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Broken;

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        "broken".into_response()
    }
}

#[get("/count")]
async fn count() -> Result<String, (StatusCode, Broken)> {
    Err((StatusCode::BAD_GATEWAY, Broken))
}

fn main() {}
