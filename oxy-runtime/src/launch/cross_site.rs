//! What may come from other sites, as the application says it.

use crate::cross_site::check_origin;
use crate::launch::builder::{Serve, place};
use crate::launch::draft::Draft;
use crate::problem::{LaunchProblem, Location};

/// A route that is open to all sites, by its name.
pub(super) struct Opened {
    name: String,
    location: Location,
}

impl<A: 'static> Serve<A> {
    /// Lets pages of another origin cause requests that change something: forms and scripts of a partner, for example.
    ///
    /// Without it, a request that is not a GET, HEAD or OPTIONS and that a page of another site or origin caused is
    /// answered 403 before its body is looked at, be it a login. Which requests these are, browsers say in
    /// `Sec-Fetch-Site`; older ones send an `Origin`, which then has to be the request's `Host` (so a proxy has to hand
    /// `Host` on). Clients that are no browsers send neither and pass. The rules are those of `CrossOriginProtection` in
    /// Go 1.25, which the CSRF cheat sheet of OWASP describes as "Fetch Metadata".
    ///
    /// The origin is compared as a whole: scheme, host, and the port where it is not the default one. Anything else, such
    /// as a path, a wildcard or `null`, goes into the launch report. A page of that origin can read the answers only if a
    /// layer adds the header fields of CORS.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # use oxy::testing::TestClient;
    /// # #[oxy::app]
    /// # struct App {}
    /// #[post("/orders")]
    /// async fn order() -> &'static str {
    ///     "ordered"
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let client = TestClient::new(oxy::serve(App {}).trust_origin("https://partner.example")).unwrap();
    /// for (origin, status) in [("https://partner.example", 200), ("https://evil.example", 403)] {
    ///     let request = client.post("/orders").header("sec-fetch-site", "cross-site");
    ///     assert_eq!(request.header("origin", origin).send().await.status(), status);
    /// }
    /// # }
    /// ```
    #[track_caller]
    pub fn trust_origin(mut self, origin: impl Into<String>) -> Self {
        let origin = origin.into();
        match check_origin(&origin) {
            Ok(()) => self.setup.trusted_origins.push(origin),
            Err(reason) => self.problems.push(
                LaunchProblem::new(format!("the origin {origin:?} cannot be trusted: {reason}"))
                    .help("write it as browsers send it, such as `https://partner.example` or `http://localhost:3000`")
                    .at(place("trust_origin".to_owned())),
            ),
        }
        self
    }

    /// Lets pages of every site cause requests for one route, by the route's `name`, which is its function's by default.
    ///
    /// It is for a route that expects them and that proves by other means who is asking, such as the endpoint to which
    /// an identity provider sends its form. Without it they are answered 403, see
    /// [`trust_origin`](Serve::trust_origin) (Go 1.25, `CrossOriginProtection`; OWASP CSRF cheat sheet, "Fetch
    /// Metadata"). Calls by servers, such as webhooks, come without a browser and do not need it.
    ///
    /// A name that no route has, or that two have, goes into the launch report, so that no other route is ever opened by
    /// accident.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # use oxy::testing::TestClient;
    /// # #[oxy::app]
    /// # struct App {}
    /// #[post("/saml/acs")]
    /// async fn signed_assertion(body: Text) -> String {
    ///     format!("verified {}", body.0)
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let client = TestClient::new(oxy::serve(App {}).allow_cross_site("signed_assertion")).unwrap();
    /// let request = client.post("/saml/acs").header("sec-fetch-site", "cross-site").body("it");
    /// assert_eq!(request.send().await.text(), "verified it");
    /// # }
    /// ```
    #[track_caller]
    pub fn allow_cross_site(mut self, route_name: impl Into<String>) -> Self {
        let name = route_name.into();
        let location = place(format!("allow_cross_site \"{name}\""));
        self.opened.push(Opened { name, location });
        self
    }
}

/// Marks the routes that are open to all sites.
pub(super) fn open(opened: &[Opened], drafts: &mut [Draft], problems: &mut Vec<LaunchProblem>) {
    for Opened { name, location } in opened {
        let mut named: Vec<&mut Draft> = drafts
            .iter_mut()
            .filter(|draft| draft.name == *name)
            .collect();
        match &mut named[..] {
            [draft] => draft.allows_cross_site = true,
            [] => problems.push(
                LaunchProblem::new(format!("no route is called `{name}`"))
                    .help(suggestion(name, drafts))
                    .at(location.clone()),
            ),
            several => {
                let problem = LaunchProblem::new(format!(
                    "{} routes are called `{name}`, and only one can be opened to other sites",
                    several.len()
                ))
                .help("give one of them `name = \"..\"`")
                .at(location.clone());
                let places = several.iter().map(|draft| draft.location.clone());
                problems.push(places.fold(problem, LaunchProblem::at));
            }
        }
    }
}

/// The name that may have been meant, or the first ones that there are.
fn suggestion(name: &str, drafts: &[Draft]) -> String {
    const LISTED: usize = 10;
    let mut names: Vec<&str> = drafts.iter().map(|draft| draft.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return "there are no routes".to_owned();
    }
    let likeness = |other: &&&str| alike(name, other);
    let nearest = names.iter().max_by_key(likeness);
    if let Some(nearest) =
        nearest.filter(|near| 3 * alike(name, near) >= 2 * near.len().max(name.len()))
    {
        return format!("did you mean `{nearest}`?");
    }
    let quoted: Vec<String> = names
        .iter()
        .take(LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if names.len() > LISTED { ", .." } else { "" };
    format!("the names of the routes are {}{more}", quoted.join(", "))
}

/// How many bytes two names share at their beginnings and ends.
fn alike(one: &str, other: &str) -> usize {
    let shared =
        |pairs: &mut dyn Iterator<Item = (u8, u8)>| pairs.take_while(|(a, b)| a == b).count();
    let start = shared(&mut one.bytes().zip(other.bytes()));
    let end = shared(&mut one.bytes().rev().zip(other.bytes().rev()));
    (start + end).min(one.len()).min(other.len())
}
