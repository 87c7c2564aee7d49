//! A set of HTTP methods.

use std::fmt;

use http::Method;

/// The methods of a route.
///
/// ```
/// use oxy::MethodSet;
///
/// let methods = MethodSet::GET.union(MethodSet::POST);
/// assert_eq!(methods.to_string(), "GET, POST");
/// assert!(!methods.contains(MethodSet::PUT));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MethodSet(u8);

/// In the order in which `Allow` lists them.
const NAMED: [(MethodSet, &str); MethodSet::COUNT] = [
    (MethodSet::GET, "GET"),
    (MethodSet::HEAD, "HEAD"),
    (MethodSet::POST, "POST"),
    (MethodSet::PUT, "PUT"),
    (MethodSet::PATCH, "PATCH"),
    (MethodSet::DELETE, "DELETE"),
    (MethodSet::OPTIONS, "OPTIONS"),
];

impl MethodSet {
    pub(crate) const COUNT: usize = 7;

    /// No method.
    pub const NONE: Self = Self(0);
    /// GET; HEAD requests fall back to it.
    pub const GET: Self = Self(1);
    /// HEAD.
    pub const HEAD: Self = Self(1 << 1);
    /// POST.
    pub const POST: Self = Self(1 << 2);
    /// PUT.
    pub const PUT: Self = Self(1 << 3);
    /// PATCH.
    pub const PATCH: Self = Self(1 << 4);
    /// DELETE.
    pub const DELETE: Self = Self(1 << 5);
    /// OPTIONS; answered by itself where no route has it.
    pub const OPTIONS: Self = Self(1 << 6);

    pub(crate) const ALL: Self = Self((1 << Self::COUNT) - 1);

    /// All methods of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The methods that both have.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The methods that `other` has not.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all methods of `other` are in it.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the methods.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let named = NAMED
            .iter()
            .filter(move |(method, _)| self.contains(*method));
        named.map(|(_, name)| *name)
    }

    /// The methods, each alone, with their places in a table of [`MethodSet::COUNT`].
    pub(crate) fn each(self) -> impl Iterator<Item = (usize, Self)> {
        NAMED
            .iter()
            .enumerate()
            .filter(move |(_, (method, _))| self.contains(*method))
            .map(|(index, (method, _))| (index, *method))
    }

    /// What a resource with these methods answers in `Allow`: HEAD comes with GET, OPTIONS with everything.
    pub(crate) const fn allowed(self) -> Self {
        let head = if self.contains(Self::GET) {
            Self::HEAD
        } else {
            Self::NONE
        };
        self.union(head).union(Self::OPTIONS)
    }

    /// A single known method; `None` for those that no route can have.
    pub(crate) fn of(method: &Method) -> Option<Self> {
        Some(match *method {
            Method::GET => Self::GET,
            Method::HEAD => Self::HEAD,
            Method::POST => Self::POST,
            Method::PUT => Self::PUT,
            Method::PATCH => Self::PATCH,
            Method::DELETE => Self::DELETE,
            Method::OPTIONS => Self::OPTIONS,
            _ => return None,
        })
    }

    /// The place of a single method in a table.
    pub(crate) const fn index(self) -> usize {
        self.0.trailing_zeros() as usize
    }
}

impl fmt::Display for MethodSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (method, name) in NAMED {
            if self.contains(method) {
                write!(formatter, "{separator}{name}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

/// A method that no route can have, such as CONNECT, gives the empty set, which the launch report refuses.
impl From<Method> for MethodSet {
    fn from(method: Method) -> Self {
        Self::of(&method).unwrap_or(Self::NONE)
    }
}

impl<const N: usize> From<[Method; N]> for MethodSet {
    fn from(methods: [Method; N]) -> Self {
        methods
            .into_iter()
            .fold(Self::NONE, |set, method| set.union(method.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_has_its_own_place() {
        for (index, (method, _)) in NAMED.iter().enumerate() {
            assert_eq!(method.index(), index);
        }
    }

    #[test]
    fn allow_adds_what_is_derived() {
        assert_eq!(MethodSet::GET.allowed().to_string(), "GET, HEAD, OPTIONS");
        assert_eq!(MethodSet::POST.allowed().to_string(), "POST, OPTIONS");
    }
}
