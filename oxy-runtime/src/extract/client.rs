//! Who sent the request.

use crate::client::Client;
use crate::extract::{Extract, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;

impl<A> Extract<A> for Client {
    type State = ();

    fn prepare(_: &Site<'_, A>) -> Result<(), LaunchProblem> {
        Ok(())
    }

    async fn extract((): &(), request: &mut Request) -> Result<Self, Rejection> {
        Ok(Self::of(request))
    }
}
