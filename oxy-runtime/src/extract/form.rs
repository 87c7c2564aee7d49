//! Forms.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::extract::body::require_type;
use crate::extract::fields::{from_fields, needs_fields};
use crate::extract::query::check_fields;
use crate::extract::{Extract, Site};
use crate::problem::{LaunchProblem, short_type_name};
use crate::rejection::Rejection;
use crate::request::Request;
use crate::setup::Setup;

/// A submitted form (application/x-www-form-urlencoded) as a struct; needs the feature `form`, on by default.
///
/// Another content type is 415, over 64 KiB is 413, malformed is 400, and fields that do not fit the struct are 422 with
/// the reason. `Option<Form<T>>` is `None` without a content type and a body.
///
/// ```
/// use oxy::prelude::*;
///
/// #[derive(serde::Deserialize)]
/// struct Login { user: String, pass: String }
///
/// #[oxy::app]
/// struct App {}
///
/// #[post("/login")]
/// async fn login(login: Form<Login>) -> String {
///     format!("hello {}", login.user)
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<A, T: DeserializeOwned + Send> Extract<A> for Form<T> {
    type State = Arc<Setup>;

    const READS_BODY: bool = true;

    fn prepare(site: &Site<'_, A>) -> Result<Arc<Setup>, LaunchProblem> {
        needs_fields::<T>(&short_type_name::<Self>())?;
        Ok(Arc::clone(site.setup))
    }

    async fn extract(setup: &Arc<Setup>, request: &mut Request) -> Result<Self, Rejection> {
        let bytes = read(setup, request).await?;
        let text = checked(&bytes, setup)?;
        from_fields(text).map(Self).map_err(does_not_fit)
    }
}

// What follows is compiled once, not for every type of a form.

async fn read(setup: &Setup, request: &mut Request) -> Result<Bytes, Rejection> {
    const TYPE: &str = "application/x-www-form-urlencoded";
    require_type(request, TYPE, |essence| essence == TYPE)?;
    let limits = &setup.limits;
    Ok(request.read_body(limits.form, limits).await?)
}

fn checked<'b>(bytes: &'b Bytes, setup: &Setup) -> Result<&'b str, Rejection> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Rejection::bad_request("the form is not percent-encoded UTF-8"))?;
    check_fields(text, setup.limits.fields)?;
    Ok(text)
}

fn does_not_fit(error: String) -> Rejection {
    Rejection::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        format!("the form does not fit: {error}"),
    )
}

impl<T> Deref for Form<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Form<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
