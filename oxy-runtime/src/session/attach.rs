//! How the sessions of an application take part in its launch.

use std::any::TypeId;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::cookie::{Cookie, CookieChange, CookieError, SetCookie};
use crate::error::Error;
use crate::exchange::Exchange;
use crate::problem::{LaunchProblem, Location, short_type_name};
use crate::response::Flash;
use crate::session::core::Core;
use crate::session::data::SessionData;
use crate::session::handle::SessionHandle;
use crate::session::sessions::Sessions;
use crate::session::visit::Visit;
use crate::setup::Setup;

/// A field of an application that the launch has to know of.
#[doc(hidden)]
pub trait Component {
    /// Takes part in the launch.
    fn attach(&self, launch: &mut Attachments);
}

/// What the fields of the applications brought along.
#[doc(hidden)]
pub struct Attachments {
    pub(crate) setup: Arc<Setup>,
    pub(crate) sessions: Vec<Attached>,
    pub(crate) problems: Vec<LaunchProblem>,
    /// Where the application is mounted whose fields come next.
    pub(crate) prefix: String,
    /// Where the program serves or mounts that application.
    pub(crate) place: Option<Location>,
}

/// One kind of sessions.
#[derive(Clone)]
pub(crate) struct Attached {
    pub(crate) core: Arc<Core>,
    /// The type of the data.
    data: TypeId,
    name: String,
    place: Option<Location>,
}

impl Attachments {
    pub(crate) fn new(setup: &Arc<Setup>) -> Self {
        Self {
            setup: Arc::clone(setup),
            sessions: Vec::new(),
            problems: Vec::new(),
            prefix: String::new(),
            place: None,
        }
    }

    fn note(&mut self, problem: LaunchProblem) {
        let place = self.place.clone();
        self.problems.push(problem.at_place(place));
    }

    /// Adds sessions that are not there yet. Two kinds under one cookie would overwrite each other's.
    fn add(&mut self, new: Attached) {
        let mut known = self.sessions.iter();
        if known.any(|other| Arc::ptr_eq(&other.core, &new.core)) {
            return;
        }
        let mut known = self.sessions.iter();
        if let Some(other) = known.find(|other| other.core.cookie == new.core.cookie) {
            let message = format!(
                "`Sessions<{}>` and `Sessions<{}>` have the same cookie, `{}`",
                other.name, new.name, new.core.cookie
            );
            let problem = LaunchProblem::new(message)
                .at_place(other.place.clone().filter(|place| self.place.as_ref() != Some(place)))
                .help("name one of them, Sessions::memory().cookie(\"admin_session\"), or share one by `clone()`");
            self.note(problem);
        }
        self.sessions.push(new);
    }
}

impl Attached {
    /// The path of the login page, which has to be a route; none of a page that is a problem already.
    pub(crate) fn login_page(&self) -> Option<&str> {
        let page = self.core.rules.login_page.as_ref()?;
        Some(page.path())
    }

    /// `Sessions<User>`, for messages.
    pub(crate) fn name(&self) -> String {
        format!("Sessions<{}>", self.name)
    }

    /// Where the program serves or mounts its application.
    pub(crate) fn place(&self) -> Option<Location> {
        self.place.clone()
    }

    /// Makes the store ready, or says that it is not.
    pub(crate) async fn open(self) -> Result<(), LaunchProblem> {
        if self.core.rules.start_without_store {
            self.core.opening.begin();
            return Ok(());
        }
        let Err(error) = self.core.opening.open().await else {
            return Ok(());
        };
        let cause = Error::internal(error).causes();
        let message = format!("the store of `{}` is not ready: {cause}", self.name());
        Err(LaunchProblem::new(message)
            .at_place(self.place)
            .help("start it or correct its address; a program that may come up before its store says `start_without_store()`"))
    }

    /// Whether the sessions have data of this type.
    pub(crate) fn is_of<T: SessionData>(&self) -> bool {
        self.data == TypeId::of::<T>()
    }

    /// Begins a session without a request; its cookie.
    pub(crate) async fn login<T: SessionData>(
        &self,
        setup: &Arc<Setup>,
        data: T,
    ) -> Result<Cookie, Error> {
        let exchange = Exchange::new(setup, &HeaderMap::new());
        SessionHandle::new(Visit::of(&self.core, &exchange))
            .begin(data)
            .await?;
        let mut cookies = exchange.take_cookies(false).into_iter();
        let cookie = cookies.find_map(|change| match change {
            CookieChange::Set(cookie) => Some(cookie),
            CookieChange::Remove(_) => None,
        });
        cookie.ok_or_else(|| Error::internal("a session began without a cookie"))
    }

    pub(crate) async fn sweep(&self) -> Result<usize, Error> {
        self.core.sweep().await
    }

    /// Removes what has ended, again and again.
    pub(crate) async fn sweep_for_ever(self) {
        const EVERY: Duration = Duration::from_secs(60);
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = self.core.sweep().await {
                // The next round may find the store again.
                tracing::warn!(cause = %error, "sessions that have ended could not be removed");
            }
        }
    }
}

impl<T: SessionData> Component for Sessions<T> {
    fn attach(&self, launch: &mut Attachments) {
        let setup = &Arc::clone(&launch.setup);
        let name = short_type_name::<T>();
        if setup.key.is_none() {
            launch.note(
                LaunchProblem::new(format!(
                    "the application has `Sessions<{name}>`, but there is no secret key"
                ))
                .help("oxy::serve(..).secret_key(SecretKey::from_env(\"OXY_SECRET_KEY\")?)"),
            );
        }
        if let Some(problem) = &self.refused {
            let message = format!("`Sessions<{name}>`: {}", problem.message);
            launch.note(LaunchProblem::new(message).help(&problem.help));
        }
        let wrong = self.lifetime.problems();
        let wrong = wrong.map(|problem| (problem, "see `Sessions::idle` and `Sessions::absolute`"));
        let unlisted = (self.cap.is_some() && self.in_cookie).then_some((
            "`per_user` has no effect, since the sessions live in their cookies and nobody can count them",
            "give them a store: Sessions::from_url(\"sqlite:sessions.db\")",
        ));
        let hasty = self.deadline.is_zero().then_some((
            "no store could answer within the deadline",
            "`Sessions::deadline` is half a second by default",
        ));
        let cap = (self.cap == Some(0)).then_some((
            "no user could have a session",
            "`Sessions::per_user` takes at least 1",
        ));
        let page = self.login_page.as_ref().and_then(|page| page.problem());
        let page = page.map(|problem| (problem, "Sessions::memory().login_page(\"/login\")"));
        let below = (self.login_page.is_some() && launch.prefix.contains('{')).then_some((
            "its login page lies below a prefix with a parameter, which is not known where it is needed",
            "mount the application below a prefix without parameters",
        ));
        let example = Cookie::new(self.cookie.as_str(), "");
        let line = SetCookie::removal(&example, &setup.cookies);
        let unnamed = matches!(line, Err(CookieError::Name { .. })).then_some((
            "its cookie has a name that no cookie can have",
            "letters, digits, `-` and `_` will do: Sessions::memory().cookie(\"admin_session\")",
        ));
        let taken = (setup.cookies.prefixed(&self.cookie) == Flash::cookie_name(&setup.cookies))
            .then_some((
                "its cookie has the name of that of messages",
                "Sessions::memory().cookie(\"session_id\")",
            ));
        let found = wrong
            .chain(unlisted)
            .chain(hasty)
            .chain(taken)
            .chain(cap)
            .chain(page)
            .chain(below)
            .chain(unnamed);
        for (problem, help) in found {
            launch.note(LaunchProblem::new(format!("`Sessions<{name}>`: {problem}")).help(help));
        }
        if !self.attach_to(setup, &launch.prefix) {
            launch.note(
                LaunchProblem::new(format!("`Sessions<{name}>` was used before this launch, or launched before: it goes by another clock and other cookies"))
                    .help("use it in handlers only, or after `serve(..)`"),
            );
        }
        let attached = Attached {
            core: Arc::clone(self.core()),
            data: TypeId::of::<T>(),
            name,
            place: launch.place.clone(),
        };
        launch.add(attached);
    }
}

/// Finds out whether a field takes part in the launch: the inherent method comes first where its bound holds.
pub struct Field<'f, F>(pub &'f F);

impl<F: Component> Field<'_, F> {
    /// Takes part.
    pub fn attach(&self, launch: &mut Attachments) {
        self.0.attach(launch);
    }
}

/// What all other fields do: nothing.
pub trait PlainField {
    /// Does nothing.
    fn attach(&self, _: &mut Attachments) {}
}

impl<F> PlainField for Field<'_, F> {}
