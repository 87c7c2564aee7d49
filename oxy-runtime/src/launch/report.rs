//! The launch report: everything that is wrong, at once.

use std::fmt;

use crate::error::Error;
use crate::problem::LaunchProblem;

/// All that keeps an application from starting, found before the port is bound.
#[derive(Clone, PartialEq, Eq)]
pub struct LaunchReport {
    problems: Vec<LaunchProblem>,
    warnings: Vec<LaunchProblem>,
}

impl LaunchReport {
    /// Joins equal problems and sorts by place.
    pub(crate) fn new(problems: Vec<LaunchProblem>, warnings: Vec<LaunchProblem>) -> Self {
        Self {
            problems: in_order(problems),
            warnings: in_order(warnings),
        }
    }

    /// The problems: those without a place first, then by file and line.
    #[must_use]
    pub fn problems(&self) -> &[LaunchProblem] {
        &self.problems
    }

    /// What would not keep it from starting, see [`RouteTable::warnings`](crate::RouteTable::warnings).
    #[must_use]
    pub fn warnings(&self) -> &[LaunchProblem] {
        &self.warnings
    }
}

/// Each problem once, with all its places, sorted by the first of them.
pub(super) fn in_order(found: Vec<LaunchProblem>) -> Vec<LaunchProblem> {
    let mut problems: Vec<LaunchProblem> = Vec::new();
    for mut problem in found {
        if !problems.iter_mut().any(|known| known.join(&mut problem)) {
            problems.push(problem);
        }
    }
    problems.sort_by(|one, other| {
        (one.locations(), one.message()).cmp(&(other.locations(), other.message()))
    });
    problems
}

impl fmt::Display for LaunchReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(formatter, "oxy: {count} problem{plural}, not serving")?;
        write_list(formatter, &self.problems)?;
        if self.warnings.is_empty() {
            return Ok(());
        }
        write!(formatter, "\n{}", Warnings(&self.warnings))
    }
}

/// Warnings as they are printed at launch.
pub(crate) struct Warnings<'w>(pub(crate) &'w [LaunchProblem]);

impl fmt::Display for Warnings<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(formatter, "oxy: {count} warning{plural}")?;
        write_list(formatter, self.0)
    }
}

fn write_list(formatter: &mut fmt::Formatter<'_>, problems: &[LaunchProblem]) -> fmt::Result {
    for (index, problem) in problems.iter().enumerate() {
        write!(formatter, "\n  {}. {problem}", index + 1)?;
    }
    Ok(())
}

/// The text that `main` prints when it returns the report.
impl fmt::Debug for LaunchReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for LaunchReport {}

/// Why a server did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum LaunchError {
    /// The application is not in order.
    Report(LaunchReport),
    /// The address cannot be bound.
    Bind {
        /// Host and port.
        address: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A hook of [`Serve::on_start`](crate::Serve::on_start) failed.
    OnStart(Error),
    /// `run` was called inside a tokio runtime, which cannot hold another one.
    InsideRuntime,
    /// The runtime or its signal handlers could not be set up.
    Runtime(std::io::Error),
}

impl fmt::Display for LaunchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Report(report) => fmt::Display::fmt(report, formatter),
            Self::Bind { address, source } => {
                write!(formatter, "cannot listen on {address}")?;
                let is_path = address.starts_with("unix:");
                match source.kind() {
                    std::io::ErrorKind::AddrInUse => write!(
                        formatter,
                        ": the address is in use by another program (stop it, or choose another with `.{}(..)`)",
                        if is_path { "unix_socket" } else { "port" }
                    ),
                    std::io::ErrorKind::PermissionDenied => formatter.write_str(
                        ": permission denied (ports below 1024 need privileges; choose another with `.port(..)`)",
                    ),
                    std::io::ErrorKind::AlreadyExists => formatter.write_str(
                        ": a file is there that is no socket (remove it, or choose another path with `.unix_socket(..)`)",
                    ),
                    _ => Ok(()),
                }
            }
            Self::OnStart(error) => write!(formatter, "a hook of `on_start` failed: {error}"),
            Self::InsideRuntime => formatter.write_str(
                "`.run()` makes its own tokio runtime and cannot be called inside one: call it in a plain `fn main`, or \
                 use `.start().await` here",
            ),
            Self::Runtime(_) => formatter.write_str("the runtime could not be started"),
        }
    }
}

impl std::error::Error for LaunchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Report(_) | Self::InsideRuntime | Self::OnStart(_) => None,
            Self::Bind { source, .. } | Self::Runtime(source) => Some(source),
        }
    }
}

impl From<LaunchReport> for LaunchError {
    fn from(report: LaunchReport) -> Self {
        Self::Report(report)
    }
}
