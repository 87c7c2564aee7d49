#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

mod own {
    use oxy::prelude::*;

    /// A response whose parts are none.
    pub struct Result<T, E>(pub std::result::Result<T, E>);

    impl<T: ToString, E: ToString> IntoResponse for Result<T, E> {
        fn into_response(self) -> Response {
            match self.0 {
                Ok(value) => text(value.to_string()),
                Err(error) => text(error.to_string()).status(StatusCode::CONFLICT),
            }
        }
    }

    pub struct Option<T>(pub T);

    impl<T: ToString> IntoResponse for Option<T> {
        fn into_response(self) -> Response {
            text(self.0.to_string())
        }
    }

    #[get("/number")]
    async fn number() -> Result<u8, u16> {
        Result(Ok(7))
    }

    #[get("/maybe")]
    async fn maybe() -> Option<u8> {
        Option(8)
    }
}

#[get("/conflict")]
async fn conflict() -> own::Result<u8, u16> {
    own::Result(Err(9))
}

type Answer<T> = Result<T, (StatusCode, String)>;

#[get("/answer")]
async fn answer() -> Answer<Option<Html<String>>> {
    Ok(Some(Html("10".to_owned())))
}

#[get("/nested")]
fn nested()
-> std::result::Result<core::option::Option<(StatusCode, [(&'static str, u16); 1], String)>, Error>
{
    Ok(Some((
        StatusCode::CREATED,
        [("x-count", 1)],
        "11".to_owned(),
    )))
}

#[get("/never")]
async fn never() -> Result<&'static str, std::convert::Infallible> {
    Ok("12")
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    for (path, answer) in [
        ("/number", "7"),
        ("/maybe", "8"),
        ("/conflict", "9"),
        ("/answer", "10"),
        ("/nested", "11"),
        ("/never", "12"),
    ] {
        assert_eq!(client.get(path).send().await.text(), answer, "{path}");
    }
}
