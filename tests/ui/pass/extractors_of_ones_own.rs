#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;
use oxy::{Extract, LaunchProblem, Provides, Site};

/// For every application.
struct UserAgent(String);

impl<A: oxy::App> Extract<A> for UserAgent {
    type State = ();

    fn prepare(_: &Site<'_, A>) -> Result<(), LaunchProblem> {
        Ok(())
    }

    async fn extract(_: &(), request: &mut Request) -> Result<Self, Rejection> {
        let header = request.headers().get("user-agent");
        let text = header
            .and_then(|value| value.to_str().ok())
            .unwrap_or("none");
        Ok(Self(text.to_owned()))
    }
}

struct Greeting(&'static str);

/// For applications that provide a greeting; its name looks like that of a path value.
struct Greeter(&'static str);

impl<A: oxy::App + Provides<Greeting>> Extract<A> for Greeter {
    type State = &'static str;

    fn prepare(site: &Site<'_, A>) -> Result<&'static str, LaunchProblem> {
        let greeting: &Greeting = site.app().provide();
        Ok(greeting.0)
    }

    async fn extract(greeting: &&'static str, _: &mut Request) -> Result<Self, Rejection> {
        Ok(Self(greeting))
    }
}

/// For one application, and with a body.
struct Signed(Vec<u8>);

impl Extract<App> for Signed {
    type State = <Bytes as Extract<App>>::State;

    const READS_BODY: bool = true;

    fn prepare(site: &Site<'_, App>) -> Result<Self::State, LaunchProblem> {
        Bytes::prepare(site)
    }

    async fn extract(state: &Self::State, request: &mut Request) -> Result<Self, Rejection> {
        let bytes = <Bytes as Extract<App>>::extract(state, request).await?;
        Ok(Self(bytes.to_vec()))
    }
}

#[oxy::app]
struct App {
    greeting: Greeting,
}

#[post("/")]
async fn index(signed: Signed, agent: UserAgent, Greeter(greeting): Greeter) -> String {
    format!("{greeting} {} {}", agent.0, signed.0.len())
}

#[tokio::main]
async fn main() {
    let app = App {
        greeting: Greeting("hello"),
    };
    let client = TestClient::new(oxy::serve(app)).unwrap();
    assert_eq!(
        client.post("/").body("abc").send().await.text(),
        "hello none 3"
    );
}
