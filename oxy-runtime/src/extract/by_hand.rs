//! Extraction without an argument, for routes that are made at run time.

use std::sync::Arc;

use crate::app::{App, NoApp};
use crate::extract::{Extract, Site};
use crate::rejection::Rejection;
use crate::request::Request;

impl Request {
    /// Takes a value as an argument of its type would, in a route made at run time.
    ///
    /// What needs the application, such as `Context<T>`, comes from [`extract_from`](Request::extract_from).
    ///
    /// # Errors
    /// The rejection that the argument would give.
    pub async fn extract<T: Extract<NoApp>>(&mut self) -> Result<T, Rejection> {
        self.extract_from(&Arc::new(NoApp)).await
    }

    /// Takes a value as an argument of its type would, in a handler of `app`.
    ///
    /// # Errors
    /// The rejection that the argument would give; 500 when it cannot work in this application, as the log tells.
    pub async fn extract_from<A, T>(&mut self, app: &Arc<A>) -> Result<T, Rejection>
    where
        A: App,
        T: Extract<A>,
    {
        let Some(setup) = self.travel.setup.clone() else {
            return Err(Rejection::internal(
                "this request did not come through a server",
            ));
        };
        let site = Site {
            app,
            setup: &setup,
            argument: "request",
            parameter: None,
        };
        let state =
            T::prepare(&site).map_err(|problem| Rejection::internal(problem.to_string()))?;
        T::extract(&state, self).await
    }
}
