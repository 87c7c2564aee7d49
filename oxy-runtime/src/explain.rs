//! What is told in development of a request that its application has no route for: to the log here, to the client by the page.

use crate::endpoint::Outcome;
use crate::request::Request;
use crate::routing::{Explainer, MethodSet, NearRoute, in_one_line, loggable};

/// The routes that are nearest to a request that none answers.
pub(crate) fn miss(explainer: &Explainer, method: MethodSet, request: &Request) -> Vec<NearRoute> {
    let path = request.uri().path();
    let nearest = explainer.nearest(method, path);
    tracing::debug!(
        %method,
        path = %loggable(path),
        nearest = %in_one_line(&nearest),
        "no route answers a request"
    );
    nearest
}

/// The route of a request, where it was refused for a parameter in its path.
pub(crate) fn refusal(explainer: &Explainer, route: usize, outcome: &Outcome) -> Vec<NearRoute> {
    let error = match outcome {
        Ok(response) => response.contents.failure.as_ref(),
        Err(rejection) => Some(rejection.error()),
    };
    let Some(refused) = error.and_then(|error| error.refused_parameter()) else {
        return Vec::new();
    };
    let nearest = explainer.refused(route, refused);
    tracing::debug!(
        nearest = %in_one_line(&nearest),
        "a route does not take a parameter of its path"
    );
    nearest
}
