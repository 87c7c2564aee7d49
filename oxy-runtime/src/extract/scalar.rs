//! Path and query values: anything that is parsed from text.

use std::marker::PhantomData;
use std::str::FromStr;

use crate::extract::probe::{Optional, Repeated, Scalar};
use crate::extract::query::{Fields, QueryField};
use crate::extract::{Argument, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;

/// A type that a path parameter can have: every `FromStr`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a path parameter",
    label = "cannot be parsed from the path",
    note = "implement `std::str::FromStr` for `{Self}`, or take a `String`"
)]
pub trait PathValue: Sized + Send {
    /// Parses the decoded part of the path.
    fn parse_path(text: &str) -> Option<Self>;
}

// Without this the message would name `FromStr`, and not what the user wrote.
#[diagnostic::do_not_recommend]
impl<T: FromStr + Send> PathValue for T {
    fn parse_path(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// A path parameter of a route, by its place in the pattern.
pub struct PathArgument<T> {
    index: usize,
    name: &'static str,
    type_name: &'static str,
    value: PhantomData<fn() -> T>,
}

impl<T: PathValue> PathArgument<T> {
    pub(crate) fn new(index: usize, name: &'static str, type_name: &'static str) -> Self {
        Self {
            index,
            name,
            type_name,
            value: PhantomData,
        }
    }

    /// Reads the parameter.
    ///
    /// # Errors
    /// 400 that names the parameter and its type.
    pub fn read(&self, request: &Request) -> Result<T, Rejection> {
        request
            .path_text(self.index)
            .and_then(|text| T::parse_path(&text))
            .ok_or_else(|| Request::bad_path_value(self.name, self.type_name))
    }
}

/// A query value with a default.
pub struct QueryDefault<T> {
    field: QueryField,
    value: PhantomData<fn() -> T>,
}

impl<T: FromStr> QueryDefault<T> {
    pub(crate) fn new<A>(site: &Site<'_, A>, type_name: &'static str) -> Self {
        Self {
            field: QueryField::new(site, type_name),
            value: PhantomData,
        }
    }

    /// Reads the value, or takes the default where the query does not have it.
    ///
    /// # Errors
    /// 400 when it is there and malformed.
    pub fn read(&self, request: &Request, default: impl FnOnce() -> T) -> Result<T, Rejection> {
        match self.field.single(request)? {
            Some(text) => self.field.parse(&text),
            None => Ok(default()),
        }
    }
}

impl<A, T: FromStr + Send> Argument<A, Scalar> for T {
    type State = QueryField;

    fn prepare(site: &Site<'_, A>, type_name: &'static str) -> Result<QueryField, LaunchProblem> {
        Ok(QueryField::new(site, type_name))
    }

    async fn read(field: &QueryField, request: &mut Request) -> Result<Self, Rejection> {
        match field.single(request)? {
            Some(text) => field.parse(&text),
            None => Err(field.missing()),
        }
    }
}

impl<A, T: FromStr + Send> Argument<A, Optional> for Option<T> {
    type State = QueryField;

    fn prepare(site: &Site<'_, A>, type_name: &'static str) -> Result<QueryField, LaunchProblem> {
        Ok(QueryField::new(site, type_name))
    }

    /// An empty value that does not parse is an input that was left empty, as browsers send it.
    async fn read(field: &QueryField, request: &mut Request) -> Result<Self, Rejection> {
        match field.single(request)? {
            Some(text) if text.is_empty() => Ok(text.parse().ok()),
            Some(text) => field.parse(&text).map(Some),
            None => Ok(None),
        }
    }
}

impl<A, T: FromStr + Send> Argument<A, Repeated> for Vec<T> {
    type State = QueryField;

    fn prepare(site: &Site<'_, A>, type_name: &'static str) -> Result<QueryField, LaunchProblem> {
        Ok(QueryField::new(site, type_name))
    }

    async fn read(field: &QueryField, request: &mut Request) -> Result<Self, Rejection> {
        let query = request.uri().query().unwrap_or_default();
        Fields::new(query, field.most)
            .filter_map(|pair| match pair {
                Ok((name, value)) if name == field.name => Some(field.parse(&value)),
                Ok(_) => None,
                Err(rejection) => Some(Err(rejection)),
            })
            .collect()
    }
}
