//! `Session<T>`: the handler runs for those who are logged in.

use std::sync::Arc;

use crate::app::{App, ProvidedBy};
use crate::error::Error;
use crate::extract::{Extract, Site};
use crate::problem::{LaunchProblem, short_type_name};
use crate::rejection::Rejection;
use crate::request::Request;
use crate::session::{Core, Role, Session, SessionData, SessionHandle, Sessions, Visit};
use crate::setup::Setup;

/// What finds the session of a request; made once per argument.
pub struct SessionSource {
    core: Arc<Core>,
    setup: Arc<Setup>,
}

impl SessionSource {
    fn prepare<A, T: SessionData>(site: &Site<'_, A>) -> Result<Self, LaunchProblem>
    where
        Sessions<T>: ProvidedBy<A>,
    {
        let sessions: &Sessions<T> = ProvidedBy::within(&**site.app);
        if !sessions.is_attached() {
            let name = short_type_name::<T>();
            let message = format!(
                "a route takes a session of `Sessions<{name}>`, which is no field of the application"
            );
            return Err(LaunchProblem::new(message).help(format!(
                "struct App {{ sessions: Sessions<{name}> }}, marked with `#[oxy::app]`"
            )));
        }
        Ok(Self {
            core: Arc::clone(sessions.core()),
            setup: Arc::clone(site.setup),
        })
    }

    fn visit(&self, request: &mut Request) -> Arc<Visit> {
        Visit::of(&self.core, request.exchange(&self.setup))
    }
}

impl<A, T, R> Extract<A> for Session<T, R>
where
    A: App,
    T: SessionData,
    Sessions<T>: ProvidedBy<A>,
    R: Role<T>,
{
    type State = SessionSource;

    fn prepare(site: &Site<'_, A>) -> Result<SessionSource, LaunchProblem> {
        SessionSource::prepare::<A, T>(site)
    }

    async fn extract(source: &SessionSource, request: &mut Request) -> Result<Self, Rejection> {
        let visit = source.visit(request);
        let session = match visit.current().await? {
            Some(record) => Self::open(&visit, record).await?,
            None => None,
        };
        let Some(session) = session else {
            let redirect = source.core.login_redirect(request);
            let error = redirect.unwrap_or_else(|| Error::unauthorized("please log in"));
            return Err(Rejection::from(error).absent());
        };
        session
            .permitted()
            .map_err(|error| Rejection::from(error).absent())
    }
}

impl<A, T> Extract<A> for SessionHandle<T>
where
    A: App,
    T: SessionData,
    Sessions<T>: ProvidedBy<A>,
{
    type State = SessionSource;

    fn prepare(site: &Site<'_, A>) -> Result<SessionSource, LaunchProblem> {
        SessionSource::prepare::<A, T>(site)
    }

    async fn extract(source: &SessionSource, request: &mut Request) -> Result<Self, Rejection> {
        Ok(Self::new(source.visit(request)))
    }
}
