//! `Context<T>` as an argument.

use crate::app::{App, Context, ProvidedBy};
use crate::extract::{Extract, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;

impl<A, T> Extract<A> for Context<T>
where
    A: App,
    T: ?Sized + ProvidedBy<A>,
{
    type State = Self;

    fn prepare(site: &Site<'_, A>) -> Result<Self, LaunchProblem> {
        Ok(T::context(site.app))
    }

    async fn extract(state: &Self, _: &mut Request) -> Result<Self, Rejection> {
        Ok(state.clone())
    }
}
