//! [`Sessions`]: the field of an application that gives it sessions.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
use crate::cookie::CookieDefaults;
use crate::session::address::{AddressProblem, IN_COOKIE, store_at};
use crate::session::carry::late_room;
use crate::session::core::{Core, Rules};
use crate::session::data::SessionData;
use crate::session::erased::ErasedStore;
use crate::session::event::{Events, Observer, SessionEvent};
use crate::session::lifetime::{ABSOLUTE, IDLE, Lifetime};
use crate::session::login_page::LoginPage;
use crate::session::memory::MemoryStore;
use crate::session::opening::Opening;
use crate::session::store::SessionStore;
use crate::setup::Setup;

/// The sessions of an application, each with data of type `T`: a field of the struct that `#[oxy::app]` marks.
///
/// Handlers take [`SessionHandle<T>`](crate::SessionHandle) to begin a session and [`Session<T>`](crate::Session) to need
/// one. `Context<Sessions<T>>` is for what concerns other users' sessions. The defaults:
///
/// | default | changed by |
/// |---|---|
/// | stored in memory, gone with the process | [`new`](Sessions::new) |
/// | ends after 1 hour without a request | [`idle`](Sessions::idle) |
/// | ends after 7 days in any case | [`absolute`](Sessions::absolute) |
/// | the cookie `__Host-session_id`, sealed, with the absolute timeout as its Max-Age | [`cookie`](Sessions::cookie), [`browser_session`](Sessions::browser_session) |
/// | any number of sessions per user | [`per_user`](Sessions::per_user) |
/// | 401 for strangers | [`login_page`](Sessions::login_page) |
///
/// ```
/// use oxy::prelude::*;
/// use serde::{Deserialize, Serialize};
/// use std::time::Duration;
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// #[session(user = "email")]
/// struct User { email: String }
///
/// #[oxy::app]
/// struct App { sessions: Sessions<User> }
///
/// # fn main() {
/// let sessions = Sessions::memory().idle(Duration::from_secs(30 * 60)).per_user(5).login_page("/login");
/// let app = App { sessions };
/// # let _ = app;
/// # }
/// ```
#[must_use = "sessions do nothing unless an application has them"]
pub struct Sessions<T> {
    pub(super) store: Arc<dyn ErasedStore>,
    pub(super) lifetime: Lifetime,
    pub(super) cap: Option<u32>,
    pub(super) deadline: Duration,
    pub(super) login_page: Option<LoginPage>,
    pub(super) cookie: String,
    /// What is wrong with the store's address.
    pub(super) refused: Option<AddressProblem>,
    start_without_store: bool,
    pub(super) in_cookie: bool,
    observer: Option<Observer>,
    core: Arc<OnceLock<Arc<Core>>>,
    attached: Arc<AtomicBool>,
    data: PhantomData<fn() -> T>,
}

impl<T: SessionData> Sessions<T> {
    /// Sessions in the memory of this process: at most [`MemoryStore::DEFAULT_CAPACITY`], and gone when it ends.
    pub fn memory() -> Self {
        Self::new(MemoryStore::new())
    }

    /// Sessions in a store.
    ///
    /// ```
    /// use oxy::Sessions;
    /// use oxy::session::MemoryStore;
    /// # #[derive(serde::Serialize, serde::Deserialize, oxy::SessionData)]
    /// # struct User {}
    ///
    /// let sessions: Sessions<User> = Sessions::new(MemoryStore::with_capacity(10_000));
    /// ```
    pub fn new(store: impl SessionStore) -> Self {
        Self::over(Arc::new(store))
    }

    /// Sessions in the store of this address; what is wrong with it is in the launch report.
    ///
    /// | address | store | feature |
    /// |---|---|---|
    /// | `memory:` | the memory of this process | |
    /// | `sqlite:sessions.db`, `sqlite:/var/lib/shop/sessions.db` | SQLite | `sqlite` |
    /// | `postgres://user:password@host:5432/database` | PostgreSQL | `postgres` |
    /// | `redis://user:password@host:6379/0` | Redis | `redis` |
    /// | `redis+cluster://host1:6379,host2:6379` | Redis Cluster | `redis` |
    /// | `cookie:` | none: [`in_cookie`](Sessions::in_cookie) | |
    ///
    /// ```no_run
    /// use oxy::Sessions;
    /// # #[derive(serde::Serialize, serde::Deserialize, oxy::SessionData)]
    /// # struct User {}
    ///
    /// let store = std::env::var("SESSION_STORE").unwrap_or("sqlite:sessions.db".into());
    /// let sessions: Sessions<User> = Sessions::from_url(store);
    /// ```
    pub fn from_url(url: impl AsRef<str>) -> Self {
        if url.as_ref() == IN_COOKIE {
            return Self::in_cookie();
        }
        match store_at(url.as_ref()) {
            Ok(store) => Self::over(store),
            Err(problem) => Self {
                refused: Some(problem),
                ..Self::over(nothing())
            },
        }
    }

    /// Sessions without a store: all of a session is sealed into its cookie, which has at most 4096 bytes with its attributes.
    ///
    /// They outlive restarts and need nothing but the secret key, and they can do less, since nothing on the server can take a
    /// cookie back:
    ///
    /// - A log-out removes the cookie from its browser. A copy that somebody took works on, until the absolute timeout at the
    ///   latest: choose a short one.
    /// - A request that was on its way can bring an ended session back into its own browser, or put an older one in place of a
    ///   new log-in: one that only reads and answers within a second, and one that changes the session, whenever it answers.
    /// - Sessions of a user are not listed, ended or capped: [`list`](Sessions::list), [`end_all`](Sessions::end_all) and their
    ///   like are errors, and [`per_user`](Sessions::per_user) is in the launch report.
    /// - Of changes in parallel requests one is lost: the last cookie wins.
    /// - A stream cannot change the session, and [`ended`](crate::Session::ended) sees the absolute timeout only.
    /// - Whoever has the secret key and the cookie's name accepts the session. Give each application, and each stage of it such as
    ///   a trial and the real one, a secret of its own.
    /// - Data that does not fit is a 500 with the number of bytes in the log: about 2,500 bytes of JSON do.
    ///
    /// ```
    /// use oxy::Sessions;
    /// use std::time::Duration;
    /// # #[derive(serde::Serialize, serde::Deserialize, oxy::SessionData)]
    /// # struct User {}
    ///
    /// let sessions: Sessions<User> = Sessions::in_cookie().absolute(Duration::from_secs(12 * 60 * 60));
    /// ```
    pub fn in_cookie() -> Self {
        Self {
            in_cookie: true,
            ..Self::over(nothing())
        }
    }

    fn over(store: Arc<dyn ErasedStore>) -> Self {
        Self {
            store,
            lifetime: Lifetime {
                idle: IDLE,
                absolute: ABSOLUTE,
                browser_session: false,
            },
            cap: None,
            deadline: Duration::from_millis(500),
            login_page: None,
            cookie: "session_id".to_owned(),
            refused: None,
            start_without_store: false,
            in_cookie: false,
            observer: None,
            core: Arc::default(),
            attached: Arc::default(),
            data: PhantomData,
        }
    }

    /// How long a session lasts without a request that takes it; 1 hour by default (OWASP ASVS 5.0, 7.3.1).
    ///
    /// It never ends earlier, and later by at most a tenth of that time or a minute, whichever is less: within that window
    /// one request in all is written down. It is counted by the server.
    pub fn idle(mut self, idle: Duration) -> Self {
        self.lifetime.idle = idle;
        self
    }

    /// How long a session lasts in any case, at most 400 days; 7 days by default (OWASP ASVS 5.0, 7.3.2).
    pub fn absolute(mut self, absolute: Duration) -> Self {
        self.lifetime.absolute = absolute;
        self
    }

    /// Lets the cookie go when the browser is closed: it has no Max-Age then. The timeouts hold besides.
    pub fn browser_session(mut self) -> Self {
        self.lifetime.browser_session = true;
        self
    }

    /// The cookie's name without its prefix; `session_id` by default. The prefix `__Host-` comes before it, or `__Secure-`
    /// where the application's cookies have a domain or another path, or none where they are insecure.
    pub fn cookie(mut self, name: impl Into<String>) -> Self {
        self.cookie = name.into();
        self
    }

    /// Sends strangers to this path by 303 instead of answering 401, when they GET or HEAD something and take more than JSON.
    ///
    /// `{path}` in its query becomes the path and query that was asked for; a handler takes it back as a
    /// [`LocalPath`](crate::LocalPath), which is never another site.
    ///
    /// ```
    /// use oxy::Sessions;
    /// # #[derive(serde::Serialize, serde::Deserialize, oxy::SessionData)]
    /// # struct User {}
    ///
    /// let sessions: Sessions<User> = Sessions::memory().login_page("/login?next={path}");
    /// ```
    pub fn login_page(mut self, path: impl Into<String>) -> Self {
        self.login_page = Some(LoginPage::new(path.into()));
        self
    }

    /// How long one call of the store may take before the answer is 503; 500 milliseconds by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Opens the port whether or not the store can be reached, and connects as soon as it can: until then whatever needs a
    /// session is 503. By default a server without its store does not start, and says why within five seconds.
    pub fn start_without_store(mut self) -> Self {
        self.start_without_store = true;
        self
    }

    /// Tells every [`SessionEvent`], and how often it happened at once, to a function, such as one that counts for a metrics
    /// system. It must not block.
    ///
    /// ```
    /// use oxy::Sessions;
    /// # #[derive(serde::Serialize, serde::Deserialize, oxy::SessionData)]
    /// # struct User {}
    ///
    /// let sessions: Sessions<User> = Sessions::memory().on_event(|event, times| {
    ///     println!("sessions_total{{event=\"{}\"}} +{times}", event.as_str());
    /// });
    /// ```
    pub fn on_event(
        mut self,
        observer: impl Fn(SessionEvent, u64) + Send + Sync + 'static,
    ) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Before the launch it goes by the system's clock and the usual cookie.
    pub(crate) fn core(&self) -> &Arc<Core> {
        self.core
            .get_or_init(|| self.make_core(Arc::new(SystemClock), &CookieDefaults::new(), ""))
    }

    /// Whether the launch knows of these sessions.
    pub(crate) fn is_attached(&self) -> bool {
        self.attached.load(Ordering::Relaxed)
    }

    /// Takes over the application's clock and cookies, for sessions below `prefix`. Says whether nothing was done before.
    pub(super) fn attach_to(&self, setup: &Setup, prefix: &str) -> bool {
        let make = || self.make_core(Arc::clone(&setup.clock), &setup.cookies, prefix);
        let core = self.core.get_or_init(make);
        self.attached.store(true, Ordering::Relaxed);
        Arc::ptr_eq(&core.clock, &setup.clock)
    }

    fn make_core(
        &self,
        clock: Arc<dyn Clock>,
        cookies: &CookieDefaults,
        prefix: &str,
    ) -> Arc<Core> {
        let page = self.login_page.as_ref();
        let page = page.filter(|page| page.problem().is_none());
        Arc::new(Core {
            store: Arc::clone(&self.store),
            clock,
            rules: Arc::new(Rules {
                lifetime: self.lifetime,
                cap: self.cap,
                deadline: self.deadline,
                login_page: page.map(|page| page.below(prefix)),
                start_without_store: self.start_without_store,
            }),
            events: Arc::new(Events::new(self.observer.clone())),
            cookie: cookies.prefixed(&self.cookie).into(),
            kind: self.cookie.as_str().into(),
            in_cookie: self.in_cookie,
            opening: Opening::new(
                Arc::clone(&self.store),
                self.refused.as_ref().map(|problem| problem.message.clone()),
            ),
            touching: Mutex::default(),
            late: late_room(),
        })
    }
}

/// The same sessions once more, as for an application that is mounted beside this one. They are configured before.
impl<T> Clone for Sessions<T> {
    fn clone(&self) -> Self {
        Self {
            store: Arc::clone(&self.store),
            lifetime: self.lifetime,
            cap: self.cap,
            deadline: self.deadline,
            login_page: self.login_page.clone(),
            cookie: self.cookie.clone(),
            refused: self.refused.clone(),
            start_without_store: self.start_without_store,
            in_cookie: self.in_cookie,
            observer: self.observer.clone(),
            core: Arc::clone(&self.core),
            attached: Arc::clone(&self.attached),
            data: PhantomData,
        }
    }
}

impl<T: SessionData> Default for Sessions<T> {
    fn default() -> Self {
        Self::memory()
    }
}

impl<T> std::fmt::Debug for Sessions<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Sessions<{}>", std::any::type_name::<T>())
    }
}

/// What stands for a store where there is none.
fn nothing() -> Arc<dyn ErasedStore> {
    Arc::new(MemoryStore::with_capacity(1))
}
