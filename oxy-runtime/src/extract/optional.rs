//! Extractors that may give nothing: `Option<E>` and `Result<E, Rejection>`.

use crate::extract::{Extract, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;

impl<A, E: Extract<A>> Extract<A> for Option<E> {
    type State = E::State;

    const READS_BODY: bool = E::READS_BODY;

    const EXPECTS_BODY: bool = E::EXPECTS_BODY;

    fn prepare(site: &Site<'_, A>) -> Result<Self::State, LaunchProblem> {
        E::prepare(site)
    }

    async fn extract(state: &Self::State, request: &mut Request) -> Result<Self, Rejection> {
        match E::extract(state, request).await {
            Ok(value) => Ok(Some(value)),
            Err(rejection) if rejection.is_absent() => Ok(None),
            Err(rejection) => Err(rejection),
        }
    }
}

impl<A, E: Extract<A>> Extract<A> for Result<E, Rejection> {
    type State = E::State;

    const READS_BODY: bool = E::READS_BODY;

    const EXPECTS_BODY: bool = E::EXPECTS_BODY;

    fn prepare(site: &Site<'_, A>) -> Result<Self::State, LaunchProblem> {
        E::prepare(site)
    }

    async fn extract(state: &Self::State, request: &mut Request) -> Result<Self, Rejection> {
        Ok(E::extract(state, request).await)
    }
}
