//! The trait that makes a type an argument of handlers.

use crate::extract::Site;
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;

/// A type that is taken from a request, in a handler of the application `A`.
///
/// [`prepare`](Extract::prepare) runs once per argument when the application is launched, so that
/// [`extract`](Extract::extract) has nothing to look up. Implement it for all applications, or for those that
/// [provide](crate::Provides) what you need.
///
/// ```
/// use oxy::prelude::*;
/// use oxy::{Extract, LaunchProblem, Site};
///
/// struct UserAgent(String);
///
/// impl<A: oxy::App> Extract<A> for UserAgent {
///     type State = ();
///
///     fn prepare(_: &Site<'_, A>) -> Result<(), LaunchProblem> {
///         Ok(())
///     }
///
///     async fn extract(_: &(), request: &mut Request) -> Result<Self, Rejection> {
///         let header = request.headers().get("user-agent").and_then(|value| value.to_str().ok());
///         header.map(|value| Self(value.to_owned())).ok_or_else(|| {
///             Rejection::bad_request("the header `user-agent` is missing").absent()
///         })
///     }
/// }
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/")]
/// async fn index(agent: UserAgent, again: Option<UserAgent>) -> String {
///     agent.0
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a handler argument",
    label = "neither an extractor nor a value that can be parsed",
    note = "application state is taken as `Context<{Self}>`; a body as `Json<T>`, `Form<T>`, `Text` or `Bytes`; a whole query as `Query<T>`",
    note = "a path or query value needs `impl std::str::FromStr for {Self}`; an extractor of your own `impl oxy::Extract<A>`"
)]
pub trait Extract<A>: Sized + Send {
    /// What is worked out once per argument at launch; `()` when there is nothing.
    type State: Send + Sync + 'static;

    /// Whether it reads the request's body: it is then extracted last, and only one argument may.
    const READS_BODY: bool = false;

    /// Whether it makes no sense without a body, as `Form<T>` and unlike `Request`: a route whose methods have none (GET, HEAD)
    /// and that does not say `allow(get_body)` then does not compile. (A type that has the name of one that never reads it, such as
    /// `Headers`, is told of at launch.)
    const EXPECTS_BODY: bool = Self::READS_BODY;

    /// Prepares the argument when the application is launched.
    ///
    /// # Errors
    /// What the launch report shall list: something that it needs is not configured.
    fn prepare(site: &Site<'_, A>) -> Result<Self::State, LaunchProblem>;

    /// Takes the value from a request.
    ///
    /// # Errors
    /// The response to give instead of running the handler.
    fn extract(
        state: &Self::State,
        request: &mut Request,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send;
}
