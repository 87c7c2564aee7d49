#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::get;
use oxy::testing::TestClient;

macro_rules! scalars {
    ($($name:ident)*) => {$(
        #[derive(Debug)]
        pub struct $name(pub u32);

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

// Not ours: the types decide, and none of these is an extractor.
scalars! { Probe Plan Request Extractor Scalar Context Cookies Placeholder RouteSite Missing }

#[oxy::app]
struct App {
    route: Route,
}

struct Route;

#[get("/{probe}/{missing}")]
async fn get(
    probe: Probe,
    plan: Plan,
    request: Request,
    extractor: Extractor,
    scalar: Option<Scalar>,
    context: Vec<Context>,
    #[default(Cookies(9))] cookies: Cookies,
    missing: Missing,
    site: RouteSite,
    placeholder: Placeholder,
    route: oxy::Context<Route>,
) -> String {
    drop(route);
    format!(
        "{probe:?} {plan:?} {request:?} {extractor:?} {scalar:?} {context:?} {cookies:?} {missing:?} {site:?} {placeholder:?}"
    )
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App { route: Route })).unwrap();
    let answer = client
        .get("/1/2?plan=3&request=4&extractor=5&context=6&site=7&placeholder=8")
        .send()
        .await;
    let expected = "Probe(1) Plan(3) Request(4) Extractor(5) None [Context(6)] Cookies(9) Missing(2) RouteSite(7) \
                    Placeholder(8)";
    assert_eq!(answer.text(), expected);
}
