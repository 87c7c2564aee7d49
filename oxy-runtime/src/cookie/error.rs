//! [`CookieError`]: why a cookie was not set.

use std::{error::Error, fmt};

/// Why a cookie could not be set or removed. It never holds a cookie's value.
///
/// A cookie that breaks a rule of RFC 6265bis would be changed or refused by browsers, or let
/// whoever chose its value add attributes or headers, so none is sent at all.
///
/// # Examples
///
/// ```
/// use oxy::CookieError;
///
/// let error = CookieError::TooLarge { name: "cart".to_owned(), found: 5_012 };
/// assert_eq!(
///     error.to_string(),
///     "the cookie \"cart\" has 5012 bytes of name, value and attributes, expected at most 4096",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CookieError {
    /// The name is empty or has a character that a name may not have.
    Name {
        /// The name.
        name: String,
    },
    /// The value of a plain cookie has a character that a value may not have.
    Value {
        /// The cookie's name.
        name: String,
        /// Where in the value, in bytes from 0.
        position: usize,
    },
    /// The path does not begin with `/`, is too long or has a character it may not have.
    Path {
        /// The cookie's name.
        name: String,
        /// The path.
        path: String,
    },
    /// The domain is not a host name.
    Domain {
        /// The cookie's name.
        name: String,
        /// The domain.
        domain: String,
    },
    /// The cookie would live longer than browsers allow.
    Lifetime {
        /// The cookie's name.
        name: String,
        /// Its lifetime in seconds.
        found: u64,
    },
    /// Name, value and attributes are too long together.
    TooLarge {
        /// The cookie's name.
        name: String,
        /// Their length in bytes.
        found: usize,
    },
    /// An attribute is missing that the name's prefix or another attribute needs.
    Needs {
        /// The cookie's name.
        name: String,
        /// What needs it, such as `the prefix __Host-`.
        rule: &'static str,
        /// What is missing, such as `Path=/`.
        needed: &'static str,
    },
    /// The cookie is to be encrypted, but the application has no key.
    NoKey {
        /// The cookie's name.
        name: String,
    },
}

// Names, paths and domains are printed with their control characters escaped: they may come from
// a client, and the text goes to a log.
impl fmt::Display for CookieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { name } => write!(
                f,
                "the cookie name {name:?} is not a token, \
                 expected letters, digits and !#$%&'*+-.^_`|~"
            ),
            Self::Value { name, position } => write!(
                f,
                "byte {position} of the value of cookie {name:?} cannot be sent, expected visible \
                 ASCII without quotes, comma, semicolon and backslash; \
                 `.encrypted()` takes any text"
            ),
            Self::Path { name, path } => write!(
                f,
                "the path {path:?} of cookie {name:?} cannot be sent, expected `/` and visible \
                 ASCII without semicolon and comma, at most 1024 bytes"
            ),
            Self::Domain { name, domain } => write!(
                f,
                "the domain {domain:?} of cookie {name:?} is not a host name, \
                 expected something like \"example.com\""
            ),
            Self::Lifetime { name, found } => write!(
                f,
                "the cookie {name:?} would live {found} seconds, \
                 expected at most 34560000 (400 days)"
            ),
            Self::TooLarge { name, found } => write!(
                f,
                "the cookie {name:?} has {found} bytes of name, value and attributes, \
                 expected at most 4096"
            ),
            Self::Needs { name, rule, needed } => {
                write!(f, "{rule} of cookie {name:?} needs {needed}")
            }
            Self::NoKey { name } => write!(
                f,
                "the cookie {name:?} is encrypted but the application has no key, expected \
                 `.secret_key(SecretKey::from_env(\"OXY_SECRET_KEY\")?)` where it is served"
            ),
        }
    }
}

impl Error for CookieError {}
