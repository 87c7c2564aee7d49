//! One thing that is wrong with an application before it starts.

use std::fmt;

/// A type's name without the paths of its parts, which is how a user wrote it.
pub(crate) fn short_type_name<T: ?Sized>() -> String {
    let mut short = String::new();
    for part in std::any::type_name::<T>().split_inclusive("::") {
        // Of `Pair<a::User, b::` only what no `::` follows directly is kept.
        let kept = part.strip_suffix("::").map_or(part, |path| {
            let end = path.rfind(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
            &path[..end.map_or(0, |end| end + 1)]
        });
        short.push_str(kept);
    }
    short
}

/// Where a route or a router is written down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The source file, as the compiler was given it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What stands there, such as `auth::login "/login"`.
    pub item: String,
}

impl Location {
    /// `file:line:column`, which terminals and editors open.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}   {}", self.place(), self.item)
    }
}

/// Something that the launch report lists: what is wrong, what to do, and where.
///
/// Extractors return it from [`Extract::prepare`](crate::Extract::prepare) when they cannot work in this application.
///
/// ```
/// use oxy::LaunchProblem;
///
/// let problem = LaunchProblem::new("the mailer has no address").help("set `App::mailer`");
/// assert_eq!(problem.message(), "the mailer has no address");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaunchProblem {
    message: String,
    help: Vec<String>,
    locations: Vec<Location>,
}

impl LaunchProblem {
    /// A problem, in the user's words, lower case and without a full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: Vec::new(),
            locations: Vec::new(),
        }
    }

    /// Adds what to write instead; of several, each is a line of its own.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    pub(crate) fn at(mut self, location: Location) -> Self {
        self.locations.push(location);
        self
    }

    /// The same, where the place may not be known.
    pub(crate) fn at_place(mut self, location: Option<Location>) -> Self {
        self.locations.extend(location);
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The places in the source.
    #[must_use]
    pub fn locations(&self) -> &[Location] {
        &self.locations
    }

    /// Joins a problem that was found at several places into one with all of them.
    pub(crate) fn join(&mut self, other: &mut Self) -> bool {
        let same = self.message == other.message && self.help == other.help;
        if same {
            self.locations.append(&mut other.locations);
            self.locations.sort();
            self.locations.dedup();
        }
        same
    }
}

impl fmt::Display for LaunchProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        for location in &self.locations {
            write!(formatter, "\n       {location}")?;
        }
        for help in &self.help {
            write!(formatter, "\n       help: {help}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::short_type_name;

    #[test]
    fn types_are_named_as_they_are_written() {
        assert_eq!(short_type_name::<String>(), "String");
        assert_eq!(short_type_name::<u8>(), "u8");
        assert_eq!(
            short_type_name::<Result<Vec<String>, Option<std::io::Error>>>(),
            "Result<Vec<String>, Option<Error>>"
        );
    }
}
