//! Everything that is checked before a port is bound.

use std::sync::Arc;

use crate::cookie::{Cookie, SetCookie};
use crate::launch::assemble::{Surroundings, assemble};
use crate::launch::builder::Serve;
use crate::launch::cross_site::open;
use crate::launch::draft::{draft_routes, give_way};
use crate::launch::limits::{hidden, impossible};
use crate::launch::report::LaunchReport;
use crate::launch::table::RouteTable;
use crate::problem::{LaunchProblem, short_type_name};
use crate::route::registered;
use crate::routing::{Lookup, MethodSet};
use crate::service::{Routes, Service};
use crate::session::{Attached, Attachments};
use crate::setup::Setup;

impl<A: 'static> Serve<A> {
    /// Checks everything that `run` checks before it makes the stores of sessions ready and binds the port, and gives the routes.
    ///
    /// It opens no store, no access log and no certificate, and so needs none in a test: whether they can be used is found by `run`
    /// and `start`.
    ///
    /// # Errors
    /// A report of all problems at once.
    pub fn check(self) -> Result<RouteTable, LaunchReport> {
        self.prepare(|_, _| {}).map(|(_, table)| table)
    }

    /// Checks everything, opens the access log and builds the service.
    pub(crate) fn build(self) -> Result<(Arc<Service>, RouteTable), LaunchReport> {
        #[cfg(feature = "access-log")]
        let (server, open) = self.access_log_at_last();
        #[cfg(not(feature = "access-log"))]
        let (server, open) = (self, |_: &Setup, _: &mut Vec<LaunchProblem>| {});
        server.prepare(open)
    }

    /// The report of a problem that was found elsewhere, beside all others.
    pub(crate) fn refuse(mut self, problem: LaunchProblem) -> LaunchReport {
        self.problems.push(problem.clone());
        match self.build() {
            Err(report) => report,
            Ok(_) => LaunchReport::new(vec![problem], Vec::new()),
        }
    }

    /// Does what leaves traces at last, when it is known what else is wrong.
    fn prepare(
        mut self,
        at_last: impl FnOnce(&Setup, &mut Vec<LaunchProblem>),
    ) -> Result<(Arc<Service>, RouteTable), LaunchReport> {
        let mut problems = std::mem::take(&mut self.problems);
        let mut warnings = std::mem::take(&mut self.warnings);
        if self.insecure_cookies {
            self.setup.cookies = self.setup.cookies.secure(false);
        }
        if let Some(problem) = published_key(&self.setup) {
            let problem = problem.at_place(self.key_place);
            if cfg!(debug_assertions) {
                warnings.push(problem.help("a release build refuses it"));
            } else {
                problems.push(problem);
            }
        }
        let defaults = check_defaults(&self.setup);
        problems.extend(defaults.map(|problem| problem.at_place(self.cookies_place)));
        let limits = &self.setup.limits;
        problems.extend(impossible(limits).map(|problem| problem.at(self.origin.clone())));
        let setup = Arc::new(self.setup);
        let mut attached = Attachments::new(&setup);
        attached.place = Some(self.origin.clone());
        (self.attach)(&self.app, &mut attached);
        for mount in &self.mounts {
            mount.attach(&mut attached);
        }
        let sessions = attached.sessions;
        problems.append(&mut attached.problems);
        let sets = self.routes.unwrap_or_else(registered::<A>);
        let has_own = !sets.is_empty() || !self.made.is_empty() || self.has_refused;
        if !has_own && self.mounts.is_empty() {
            problems.push(no_routes::<A>().at(self.origin.clone()));
        }
        let mut drafts = draft_routes(&self.app, &setup, &sets, "", &mut problems);
        drafts.append(&mut self.made);
        for mount in &self.mounts {
            drafts.append(&mut mount.draft(&setup, &mut problems));
        }
        let longest = drafts.iter().filter_map(|draft| draft.own.time).max();
        let hidden = hidden(&setup.limits, longest);
        warnings.extend(hidden.map(|warning| warning.at(self.origin.clone())));
        give_way(&mut drafts);
        open(&self.opened, &mut drafts, &mut problems);
        let surroundings = Surroundings {
            layers: self.layers,
            fallback: self.fallback,
            explains_misses: self.explains_misses,
        };
        let (routes, table) = assemble(drafts, surroundings, &setup, &mut problems, &mut warnings);
        check_login_pages(&sessions, &routes, &mut problems);
        at_last(&setup, &mut problems);
        if problems.is_empty() {
            let service = Service::new(setup, routes, self.on_error, sessions);
            return Ok((Arc::new(service), RouteTable::new(table, warnings)));
        }
        Err(LaunchReport::new(problems, warnings))
    }
}

fn no_routes<A>() -> LaunchProblem {
    let (whole, app) = (std::any::type_name::<A>(), short_type_name::<A>());
    LaunchProblem::new(format!("no route is registered for `{whole}`"))
        .help("annotate an `async fn` with `#[get(\"/\")]`")
        .help("routes of another crate are linked when something names it: `use that_crate as _;`")
        .help(format!(
            "routes of an application that is not the crate's default one say `app = {app}`"
        ))
}

/// Strangers would be sent from one refusal to the next.
fn check_login_pages(sessions: &[Attached], routes: &Routes, problems: &mut Vec<LaunchProblem>) {
    for attached in sessions {
        let Some(page) = attached.login_page() else {
            continue;
        };
        if !matches!(routes.matcher.find(MethodSet::GET, page), Lookup::Found(..)) {
            let name = attached.name();
            problems.push(
                LaunchProblem::new(format!(
                    "the login page of `{name}`, \"{page}\", is no route"
                ))
                .at_place(attached.place())
                .help(format!(
                    "write a handler with `#[get(\"{page}\")]`, or name another path"
                )),
            );
        }
    }
}

/// Defaults that no cookie could be sent with.
fn check_defaults(setup: &Setup) -> Option<LaunchProblem> {
    let probe = Cookie::new("name", "");
    let line = SetCookie::new(&probe, &setup.cookies, setup.key.as_ref(), setup.now());
    let message = format!("the defaults of cookies cannot be used: {}", line.err()?);
    Some(LaunchProblem::new(message).help("see `CookieDefaults` for what each allows"))
}

/// A key that anyone can read in a documentation protects nothing.
fn published_key(setup: &Setup) -> Option<LaunchProblem> {
    let key = setup.key.as_ref()?;
    key.is_published_example().then(|| {
        LaunchProblem::new("the secret key is an example from a documentation")
            .help("make one by `openssl rand -base64 32` and keep it out of the source")
    })
}
