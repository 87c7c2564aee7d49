//! Arguments of all kinds behind one shape: prepared at launch, read before or with the body.

use crate::extract::probe::{Extractor, Unknown};
use crate::extract::{Extract, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;

/// An argument of type `Self`, read as its kind `K` says.
pub trait Argument<A, K>: Sized {
    /// What is worked out at launch.
    type State: Send + Sync + 'static;

    /// Whether it reads the body.
    const READS_BODY: bool = false;

    /// Whether it makes no sense without one.
    const EXPECTS_BODY: bool = false;

    /// Whether a text is a value, where it can be read from the path.
    const PARSES: Option<fn(&str) -> bool> = None;

    /// Prepares the argument, which is written with the type `type_name`.
    ///
    /// # Errors
    /// What the launch report shall list.
    fn prepare(site: &Site<'_, A>, type_name: &'static str) -> Result<Self::State, LaunchProblem>;

    /// Reads the argument.
    ///
    /// # Errors
    /// The response to give instead.
    fn read(
        state: &Self::State,
        request: &mut Request,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send;
}

impl<A, T: Extract<A>> Argument<A, Extractor> for T {
    type State = T::State;

    const READS_BODY: bool = T::READS_BODY;

    const EXPECTS_BODY: bool = T::EXPECTS_BODY;

    fn prepare(site: &Site<'_, A>, _: &'static str) -> Result<Self::State, LaunchProblem> {
        T::prepare(site)
    }

    fn read(
        state: &Self::State,
        request: &mut Request,
    ) -> impl Future<Output = Result<Self, Rejection>> + Send {
        T::extract(state, request)
    }
}

/// Never runs: a type of unknown kind does not compile in [`Fits`](super::probe::Fits), and only there.
impl<A, T> Argument<A, Unknown> for T {
    type State = ();

    fn prepare(_: &Site<'_, A>, _: &'static str) -> Result<(), LaunchProblem> {
        Err(LaunchProblem::new("an argument has a type of unknown kind"))
    }

    async fn read((): &(), _: &mut Request) -> Result<Self, Rejection> {
        Err(Rejection::internal(
            "an argument has a type of unknown kind",
        ))
    }
}

/// A prepared argument of a route, as the generated call reads it.
pub struct PreparedArgument<A, T: Argument<A, K>, K> {
    state: T::State,
}

impl<A, K, T: Argument<A, K>> PreparedArgument<A, T, K> {
    pub(crate) fn new(state: T::State) -> Self {
        Self { state }
    }

    /// Reads the argument.
    ///
    /// # Errors
    /// The response to give instead.
    pub fn read(&self, request: &mut Request) -> impl Future<Output = Result<T, Rejection>> + Send {
        T::read(&self.state, request)
    }
}
