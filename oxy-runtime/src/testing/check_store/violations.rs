//! What the suite found.

use std::fmt;

/// A rule that a store breaks.
///
/// ```
/// use oxy::session::MemoryStore;
/// use oxy::testing::{Violation, check_store};
///
/// /// What is left to do before a store of ours sweeps as it should.
/// fn about_sweeping(violation: &Violation) -> bool {
///     violation.rule().starts_with("sweep/")
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let checked = check_store(MemoryStore::new()).await;
/// assert!(!checked.is_err_and(|violations| violations.iter().any(about_sweeping)));
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    pub(super) rule: &'static str,
    pub(super) did: Vec<String>,
    pub(super) expected: String,
    pub(super) happened: String,
}

impl Violation {
    /// The rule's name, such as `update_if/absent`.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// What was asked of the store, one step a line, each with the answer.
    ///
    /// Sessions and users go by short names, times by their distance from the start of the case.
    pub fn did(&self) -> impl Iterator<Item = &str> {
        self.did.iter().map(String::as_str)
    }

    /// What should have come of it.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What came of it.
    #[must_use]
    pub fn happened(&self) -> &str {
        &self.happened
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.rule)?;
        for (index, step) in self.did.iter().enumerate() {
            let head = if index == 0 { "did:" } else { "" };
            write!(formatter, "\n  {head:9} {step}")?;
        }
        write!(formatter, "\n  expected: {}", self.expected)?;
        write!(formatter, "\n  happened: {}", self.happened)
    }
}

impl fmt::Debug for Violation {
    /// As it is displayed: a test that unwraps shows it so.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// All rules that a store breaks, as [`check_store`](crate::testing::check_store) and its like found them.
///
/// `Display` and `Debug` are a report with a paragraph per rule.
///
/// ```
/// use oxy::session::MemoryStore;
/// use oxy::testing::check_store;
///
/// # #[tokio::main]
/// # async fn main() {
/// if let Err(violations) = check_store(MemoryStore::new()).await {
///     println!("broken: {:?}", violations.rules());
///     panic!("{violations}");
/// }
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Violations {
    pub(super) found: Vec<Violation>,
    pub(super) checked: usize,
}

impl Violations {
    /// The violations, in the order of the rules.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.found.iter()
    }

    pub(super) fn or_none(self) -> Result<(), Self> {
        match self.found.is_empty() {
            true => Ok(()),
            false => Err(self),
        }
    }

    /// The names of the broken rules.
    #[must_use]
    pub fn rules(&self) -> Vec<&'static str> {
        self.found.iter().map(Violation::rule).collect()
    }
}

impl<'v> IntoIterator for &'v Violations {
    type Item = &'v Violation;
    type IntoIter = std::slice::Iter<'v, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (broken, checked) = (self.found.len(), self.checked);
        write!(formatter, "the store breaks {broken} of {checked} rules")?;
        for violation in &self.found {
            write!(formatter, "\n\n{violation}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Violations {
    /// As it is displayed: a test that unwraps shows it so.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Violations {}
