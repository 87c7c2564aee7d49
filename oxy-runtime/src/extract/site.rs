//! The place of an argument, as `prepare` sees it.

use std::sync::Arc;

use crate::problem::LaunchProblem;
use crate::setup::Setup;

/// Where an argument stands: the application and the argument's name.
///
/// Given to [`Extract::prepare`](crate::Extract::prepare).
pub struct Site<'a, A> {
    pub(crate) app: &'a Arc<A>,
    pub(crate) setup: &'a Arc<Setup>,
    pub(crate) argument: &'static str,
    /// Which parameter of the whole path has the argument's name: one of a router's or a mount's prefix, which the macro
    /// does not see.
    pub(crate) parameter: Option<usize>,
}

impl<A> Site<'_, A> {
    /// The application.
    #[must_use]
    pub fn app(&self) -> &Arc<A> {
        self.app
    }

    /// The argument's name in the handler.
    #[must_use]
    pub fn argument(&self) -> &'static str {
        self.argument
    }

    /// Refuses an argument that opens sealed cookies where there is no key; `taken` is its type.
    pub(crate) fn needs_key(&self, taken: &str) -> Result<(), LaunchProblem> {
        if self.setup.key.is_some() {
            return Ok(());
        }
        let message = format!("a route takes `{taken}`, but there is no secret key");
        Err(LaunchProblem::new(message)
            .help("oxy::serve(..).secret_key(SecretKey::from_env(\"OXY_SECRET_KEY\")?)"))
    }
}

impl<A> std::fmt::Debug for Site<'_, A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Site({})", self.argument)
    }
}
