//! Path and query values: anything that is parsed from text.

use std::any::type_name;
use std::path::PathBuf;
use std::str::FromStr;

use crate::error::Error;
use crate::extract::probe::{Optional, Repeated, Scalar};
use crate::extract::query::QueryField;
use crate::extract::{Argument, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::routing::Refused;

/// A type that a path parameter can have: every `FromStr`.
pub trait PathValue: Sized {
    /// Parses the decoded part of the path.
    fn parse_path(text: &str) -> Option<Self>;
}

// Without this the error would list all that is `FromStr`.
#[diagnostic::do_not_recommend]
impl<T: FromStr> PathValue for T {
    fn parse_path(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Refuses a `PathBuf`, which every text is: `../etc` in a query, and on Windows `C:` in a path, leads out of any folder that it is
/// joined to (CWE-22).
pub(crate) fn leads_out<T>(name: &str) -> Option<LaunchProblem> {
    let refused = [
        type_name::<PathBuf>(),
        type_name::<Option<PathBuf>>(),
        type_name::<Vec<PathBuf>>(),
    ];
    refused.contains(&type_name::<T>()).then(|| {
        let message = format!("`{name}` is a `PathBuf`, and what a client sends can lead out of any folder");
        LaunchProblem::new(message).help(
            "take a `String`, and join it where all `Path::new(&text).components()` are `Component::Normal`",
        )
    })
}

/// A path parameter of a route, by its place in the pattern.
pub struct PathArgument<T> {
    index: usize,
    name: &'static str,
    type_name: &'static str,
    parse: fn(&str) -> Option<T>,
}

impl<T> PathArgument<T> {
    pub(crate) fn new(
        index: usize,
        name: &'static str,
        type_name: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Self {
        Self {
            index,
            name,
            type_name,
            parse,
        }
    }

    /// Reads the parameter.
    ///
    /// # Errors
    /// 400 that names the parameter and its type.
    pub fn read(&self, request: &Request) -> Result<T, Rejection> {
        request
            .path_text(self.index)
            .and_then(|text| (self.parse)(&text))
            .ok_or_else(|| {
                let value = request.path_part(self.index).unwrap_or_default();
                Error::refused(Refused::new(self.name, self.type_name, value)).into()
            })
    }
}

/// How a query value is parsed, and what stands in for it.
pub struct QueryParser<T> {
    parse: fn(&QueryField, &Request, &str) -> Result<T, Rejection>,
    fallback: fn() -> T,
}

/// A type that a query value with `#[default(..)]` can have: every `FromStr`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot have a default",
    label = "not a query value",
    note = "a default stands in for a query value that is missing: remove it, or implement `std::str::FromStr` for `{Self}`"
)]
pub trait InQuery: Sized {
    /// The parser, with what the attribute says.
    fn or(fallback: fn() -> Self) -> QueryParser<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: FromStr> InQuery for T {
    fn or(fallback: fn() -> Self) -> QueryParser<Self> {
        QueryParser {
            parse: QueryField::parse,
            fallback,
        }
    }
}

/// A type that a query value with `#[default]` can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot have a `#[default]`",
    label = "not a query value with a `Default`",
    note = "a default stands in for a query value that is missing: remove it, or implement `std::str::FromStr` and \
            `Default` for `{Self}`"
)]
pub trait InQueryOrDefault: Sized {
    /// The parser, with `Default::default`.
    fn or_default() -> QueryParser<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: InQuery + Default> InQueryOrDefault for T {
    fn or_default() -> QueryParser<Self> {
        Self::or(Self::default)
    }
}

/// A query value with a default.
pub struct QueryDefault<T> {
    field: QueryField,
    parser: QueryParser<T>,
}

impl<T> QueryDefault<T> {
    pub(crate) fn new<A>(
        site: &Site<'_, A>,
        type_name: &'static str,
        parser: QueryParser<T>,
    ) -> Self {
        Self {
            field: QueryField::new(site, type_name),
            parser,
        }
    }

    /// Reads the value, or takes the default where the query does not have it.
    ///
    /// An empty value that does not parse is an input that was left empty, as browsers send it.
    ///
    /// # Errors
    /// 400 when it is there and malformed.
    pub fn read(&self, request: &Request) -> Result<T, Rejection> {
        match self.field.single(request)? {
            Some(text) => match (self.parser.parse)(&self.field, request, &text) {
                Err(_) if text.is_empty() => Ok((self.parser.fallback)()),
                parsed => parsed,
            },
            None => Ok((self.parser.fallback)()),
        }
    }
}

impl QueryField {
    /// The field of an argument of type `T`.
    fn of<A, T>(site: &Site<'_, A>, type_name: &'static str) -> Result<Self, LaunchProblem> {
        match leads_out::<T>(site.argument) {
            Some(problem) => Err(problem),
            None => Ok(Self::new(site, type_name)),
        }
    }
}

impl<A, T: FromStr> Argument<A, Scalar> for T {
    type State = QueryField;

    const PARSES: Option<fn(&str) -> bool> = Some(|text| text.parse::<T>().is_ok());

    fn prepare(site: &Site<'_, A>, type_name: &'static str) -> Result<QueryField, LaunchProblem> {
        QueryField::of::<A, Self>(site, type_name)
    }

    async fn read(field: &QueryField, request: &mut Request) -> Result<Self, Rejection> {
        match field.single(request)? {
            Some(text) => field.parse(request, &text),
            None => Err(field.missing()),
        }
    }
}

impl<A, T: FromStr> Argument<A, Optional> for Option<T> {
    type State = QueryField;

    const PARSES: Option<fn(&str) -> bool> = Some(|text| text.parse::<T>().is_ok());

    fn prepare(site: &Site<'_, A>, type_name: &'static str) -> Result<QueryField, LaunchProblem> {
        QueryField::of::<A, Self>(site, type_name)
    }

    /// An empty value that does not parse is an input that was left empty, as browsers send it.
    async fn read(field: &QueryField, request: &mut Request) -> Result<Self, Rejection> {
        match field.single(request)? {
            Some(text) if text.is_empty() => Ok(text.parse().ok()),
            Some(text) => field.parse(request, &text).map(Some),
            None => Ok(None),
        }
    }
}

impl<A, T: FromStr> Argument<A, Repeated> for Vec<T> {
    type State = QueryField;

    const PARSES: Option<fn(&str) -> bool> = Some(|text| text.parse::<T>().is_ok());

    fn prepare(site: &Site<'_, A>, type_name: &'static str) -> Result<QueryField, LaunchProblem> {
        QueryField::of::<A, Self>(site, type_name)
    }

    async fn read(field: &QueryField, request: &mut Request) -> Result<Self, Rejection> {
        field.all(request)
    }
}
