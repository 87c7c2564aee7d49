//! A path parameter as a handler takes it, with its type gone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::params::decode_value;

/// Which texts a handler takes as one of the parameters of its path.
pub(crate) struct Parameter {
    /// Its place among the parameters of the pattern.
    pub(crate) index: usize,
    pub(crate) type_name: &'static str,
    accepts: Box<dyn Fn(&str) -> bool + Send + Sync>,
}

impl Parameter {
    pub(crate) fn new(
        index: usize,
        type_name: &'static str,
        accepts: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            index,
            type_name,
            accepts: Box::new(accepts),
        }
    }

    /// Whether the handler gets a value out of this part of a path, which is still percent-encoded.
    pub(crate) fn accepts(&self, part: &str) -> bool {
        let Some(text) = decode_value(part) else {
            return false;
        };
        // The parser is the user's.
        catch_unwind(AssertUnwindSafe(|| (self.accepts)(&text))).unwrap_or(false)
    }
}

/// A path parameter that was not what its handler takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) name: String,
    pub(crate) type_name: String,
    /// The part of the path as the client sent it.
    pub(crate) value: String,
}

impl Refused {
    pub(crate) fn new(name: &str, type_name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            type_name: type_name.to_owned(),
            value: value.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    #[test]
    fn a_part_of_the_path_is_decoded_and_parsed() {
        let number = Parameter::new(0, "u8", |text| text.parse::<u8>().is_ok());
        let cases = [
            ("7", true),
            ("%37", true),
            ("256", false),
            ("a", false),
            ("%zz", false),
        ];
        for (part, expected) in cases {
            assert_eq!(number.accepts(part), expected, "{part}");
        }
        let text = Parameter::new(0, "String", |_| true);
        assert!(text.accepts("a%2Fb"));
        assert!(!text.accepts("..%2Fb"));
    }

    #[test]
    fn a_parser_that_panics_accepts_nothing() {
        let careless = Parameter::new(0, "u8", |_| panic!("in a parser, on purpose"));
        assert!(!careless.accepts("7"));
    }
}
