//! Extractors that are made of others, on routes without layers.

use oxy::prelude::*;
use oxy::testing::TestClient;
use oxy::{App, Extract, LaunchProblem, Limits, Site};

#[oxy::app(named)]
struct Composed {}

/// The theme's cookie and the size of the body, within the application's limit.
struct Theme {
    name: String,
    size: usize,
}

impl<A: App> Extract<A> for Theme {
    type State = ();

    const READS_BODY: bool = true;

    fn prepare(_: &Site<'_, A>) -> Result<(), LaunchProblem> {
        Ok(())
    }

    async fn extract((): &(), request: &mut Request) -> Result<Self, Rejection> {
        let cookies: Cookies = request.extract().await?;
        Ok(Self {
            name: cookies.get_or("theme", "light".to_owned()),
            size: request.bytes().await?.len(),
        })
    }
}

#[post("/theme", app = Composed)]
async fn theme(theme: Theme) -> String {
    format!("{} {}", theme.name, theme.size)
}

#[tokio::test]
async fn an_extractor_may_extract_others_within_the_limits_of_the_application() {
    let server = oxy::serve(Composed {})
        .secret_key(SecretKey::random())
        .limits(Limits::new().body(5));
    let client = TestClient::new(server).unwrap();
    client.set_cookie("theme", "dark");
    assert_eq!(
        client.post("/theme").body("12345").send().await.text(),
        "dark 5"
    );
    assert_eq!(
        client.post("/theme").body("123456").send().await.status(),
        413
    );
}
