//! Applications below a prefix of another one.

use std::sync::Arc;

use crate::app::App;
use crate::launch::draft::{Draft, draft_routes};
use crate::problem::{LaunchProblem, Location, short_type_name};
use crate::route::registered;
use crate::session::Attachments;
use crate::setup::Setup;

/// An application of any type with its prefix.
pub(super) trait Mount: Send {
    fn attach(&self, launch: &mut Attachments);
    fn draft(&self, setup: &Arc<Setup>, problems: &mut Vec<LaunchProblem>) -> Vec<Draft>;
}

pub(super) struct Mounted<B> {
    pub(super) prefix: String,
    pub(super) app: Arc<B>,
    pub(super) location: Location,
}

impl<B: App> Mount for Mounted<B> {
    fn attach(&self, launch: &mut Attachments) {
        launch.prefix.clone_from(&self.prefix);
        launch.place = Some(self.location.clone());
        self.app.attach(launch);
    }

    fn draft(&self, setup: &Arc<Setup>, problems: &mut Vec<LaunchProblem>) -> Vec<Draft> {
        let routes = registered::<B>();
        if routes.is_empty() {
            let (name, short) = (std::any::type_name::<B>(), short_type_name::<B>());
            problems.push(
                LaunchProblem::new(format!(
                    "the application `{name}` mounted at \"{}\" has no routes",
                    self.prefix
                ))
                .help(format!(
                    "its routes say `app = {short}` where it is not the default application of its crate"
                ))
                .help("name its crate somewhere, e.g. `use its_crate as _;`, so that it is linked")
                .at(self.location.clone()),
            );
        }
        draft_routes(&self.app, setup, &routes, &self.prefix, problems)
    }
}
