//! JSON bodies.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::extract::body::require_type;
use crate::extract::{Extract, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::{IntoResponse, Response, json};
use crate::setup::Setup;

/// A JSON body as a value, and a value as a JSON response; needs the feature `json`, on by default.
///
/// Another content type is 415, over 2 MiB is 413, malformed is 400 (as is a value nested more than 127 levels deep, a limit of serde_json), and JSON that does not
/// fit the type is 422 with the reason. `Option<Json<T>>` is `None` without a content type and a body.
///
/// ```
/// use oxy::prelude::*;
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Point { x: f64, y: f64 }
///
/// #[oxy::app]
/// struct App {}
///
/// #[post("/mirror")]
/// async fn mirror(point: Json<Point>) -> Json<Point> {
///     Json(Point { x: -point.x, y: point.y })
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<A, T: DeserializeOwned + Send> Extract<A> for Json<T> {
    type State = Arc<Setup>;

    const READS_BODY: bool = true;

    fn prepare(site: &Site<'_, A>) -> Result<Arc<Setup>, LaunchProblem> {
        Ok(Arc::clone(site.setup))
    }

    async fn extract(setup: &Arc<Setup>, request: &mut Request) -> Result<Self, Rejection> {
        let bytes = read(setup, request).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| does_not_fit(&error))
    }
}

// What follows is compiled once, not for every type of a body.

async fn read(setup: &Setup, request: &mut Request) -> Result<Bytes, Rejection> {
    require_type(request, "application/json", |essence| {
        essence == "application/json"
            || (essence.starts_with("application/") && essence.ends_with("+json"))
    })?;
    let limits = &setup.limits;
    Ok(request.read_body(limits.body, limits).await?)
}

fn does_not_fit(error: &serde_json::Error) -> Rejection {
    let status = match error.classify() {
        Category::Data => StatusCode::UNPROCESSABLE_ENTITY,
        Category::Io | Category::Syntax | Category::Eof => StatusCode::BAD_REQUEST,
    };
    Rejection::new(status, format!("the JSON body does not fit: {error}"))
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        json(&self.0)
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
