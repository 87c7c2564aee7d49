//! The query of the target: single fields, and whole as a struct.

use std::borrow::Cow;
use std::str::FromStr;

use crate::error::Error;
use crate::extract::Site;
use crate::params::decode;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::routing::Refused;

/// The query as a struct; needs the feature `form`, which is on by default.
///
/// A missing or malformed field is a 400 that says which. `Option<Query<T>>` is `None` when there is
/// no query and the struct needs one.
///
/// ```
/// use oxy::prelude::*;
///
/// #[derive(serde::Deserialize)]
/// struct Page { number: u32, #[serde(default)] tag: Vec<String> }
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/list")]
/// async fn list(page: Query<Page>) -> String {
///     format!("page {} with {} tags", page.number, page.tag.len())
/// }
/// # fn main() {}
/// ```
#[cfg(feature = "form")]
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

/// A query field as the argument of a handler, or a parameter of the prefix that the route stands below.
pub struct QueryField {
    name: &'static str,
    most: usize,
    type_name: &'static str,
    parameter: Option<usize>,
}

impl QueryField {
    pub(crate) fn new<A>(site: &Site<'_, A>, type_name: &'static str) -> Self {
        Self {
            name: site.argument,
            most: site.setup.limits.fields,
            type_name,
            parameter: site.parameter,
        }
    }

    /// The one value of this field.
    pub(super) fn single<'r>(
        &self,
        request: &'r Request,
    ) -> Result<Option<Cow<'r, str>>, Rejection> {
        if let Some(index) = self.parameter {
            let text = request.path_text(index);
            return text.map(Some).ok_or_else(|| self.malformed(request));
        }
        let mut found = None;
        for pair in Fields::new(request.uri().query().unwrap_or_default(), self.most) {
            let (name, value) = pair?;
            if name == self.name && found.replace(value).is_some() {
                return Err(Rejection::bad_request(format!(
                    "query parameter `{}` was given more than once",
                    self.name
                )));
            }
        }
        Ok(found)
    }

    pub(super) fn parse<T: FromStr>(&self, request: &Request, text: &str) -> Result<T, Rejection> {
        text.parse().map_err(|_| self.malformed(request))
    }

    /// All values of this field.
    pub(super) fn all<T: FromStr>(&self, request: &Request) -> Result<Vec<T>, Rejection> {
        if self.parameter.is_some() {
            let text = self.single(request)?;
            return text.iter().map(|text| self.parse(request, text)).collect();
        }
        let query = request.uri().query().unwrap_or_default();
        Fields::new(query, self.most)
            .filter_map(|pair| match pair {
                Ok((name, value)) if name == self.name => Some(self.parse(request, &value)),
                Ok(_) => None,
                Err(rejection) => Some(Err(rejection)),
            })
            .collect()
    }

    fn malformed(&self, request: &Request) -> Rejection {
        if let Some(index) = self.parameter {
            let value = request.path_part(index).unwrap_or_default();
            return Error::refused(Refused::new(self.name, self.type_name, value)).into();
        }
        Rejection::bad_request(format!(
            "query parameter `{}` is not a valid {}",
            self.name, self.type_name
        ))
    }

    pub(super) fn missing(&self) -> Rejection {
        Rejection::bad_request(format!(
            "query parameter `{}` of type {} is missing",
            self.name, self.type_name
        ))
        .absent()
    }
}

/// The decoded fields of an application/x-www-form-urlencoded text, strictly: what is malformed is refused.
pub(super) struct Fields<'t> {
    rest: Option<&'t str>,
    left: usize,
    most: usize,
}

impl<'t> Fields<'t> {
    pub(super) fn new(text: &'t str, most: usize) -> Self {
        Self {
            rest: (!text.is_empty()).then_some(text),
            left: most,
            most,
        }
    }
}

impl<'t> Iterator for Fields<'t> {
    type Item = Result<(Cow<'t, str>, Cow<'t, str>), Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let text = self.rest?;
            let (pair, rest) = match text.split_once('&') {
                Some((pair, rest)) => (pair, Some(rest)),
                None => (text, None),
            };
            self.rest = rest;
            if pair.is_empty() {
                continue;
            }
            if self.left == 0 {
                self.rest = None;
                return Some(Err(Rejection::bad_request(format!(
                    "there are more than {} fields",
                    self.most
                ))));
            }
            self.left -= 1;
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            return Some(match (decode_field(name), decode_field(value)) {
                (Some(name), Some(value)) => Ok((name, value)),
                _ => Err(Rejection::bad_request(
                    "a field is not percent-encoded UTF-8: every `%` takes two hexadecimal digits",
                )),
            });
        }
    }
}

fn decode_field(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('+') {
        return decode(text);
    }
    let spaced = text.replace('+', " ");
    decode(&spaced).map(|decoded| Cow::Owned(decoded.into_owned()))
}

/// Whether a whole text is well-formed, before a deserializer that would let malformed escapes pass.
#[cfg(feature = "form")]
pub(super) fn check_fields(text: &str, most: usize) -> Result<(), Rejection> {
    Fields::new(text, most).try_for_each(|pair| pair.map(|_| ()))
}

#[cfg(feature = "form")]
mod whole {
    use std::ops::{Deref, DerefMut};

    use serde::de::DeserializeOwned;

    use super::{Query, check_fields};
    use crate::extract::fields::{from_fields, needs_fields};
    use crate::extract::{Extract, Site};
    use crate::problem::{LaunchProblem, short_type_name};
    use crate::rejection::Rejection;
    use crate::request::Request;

    impl<A, T: DeserializeOwned + Send> Extract<A> for Query<T> {
        type State = usize;

        fn prepare(site: &Site<'_, A>) -> Result<usize, LaunchProblem> {
            needs_fields::<T>(&short_type_name::<Self>())?;
            Ok(site.setup.limits.fields)
        }

        async fn extract(most: &usize, request: &mut Request) -> Result<Self, Rejection> {
            let query = request.uri().query();
            let text = query.unwrap_or_default();
            check_fields(text, *most)?;
            from_fields(text).map(Self).map_err(|error| {
                let rejection = Rejection::bad_request(format!("the query does not fit: {error}"));
                if query.is_none() {
                    rejection.absent()
                } else {
                    rejection
                }
            })
        }
    }

    impl<T> Deref for Query<T> {
        type Target = T;

        fn deref(&self) -> &T {
            &self.0
        }
    }

    impl<T> DerefMut for Query<T> {
        fn deref_mut(&mut self) -> &mut T {
            &mut self.0
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str, most: usize) -> Result<Vec<(String, String)>, Rejection> {
        Fields::new(text, most)
            .map(|pair| pair.map(|(name, value)| (name.into_owned(), value.into_owned())))
            .collect()
    }

    #[test]
    fn fields_are_decoded_once() {
        let pairs = read("a=1+2&b=100%2525&&c&%64=%C3%A9", 10).unwrap();
        let expected = [("a", "1 2"), ("b", "100%25"), ("c", ""), ("d", "é")];
        assert_eq!(pairs.len(), expected.len());
        for (pair, (name, value)) in pairs.iter().zip(expected) {
            assert_eq!((pair.0.as_str(), pair.1.as_str()), (name, value));
        }
    }

    #[test]
    fn malformed_and_too_many_fields_are_refused() {
        for text in ["a=%ZZ", "%=1", "a=%ff", "a=%e"] {
            assert_eq!(read(text, 10).unwrap_err().status().as_u16(), 400, "{text}");
        }
        assert!(read("a&b&c", 3).is_ok());
        assert!(read("a&b&c&d", 3).is_err());
    }
}
