//! The server under test as a child process.

use std::collections::hash_map::RandomState;
use std::env;
use std::hash::{BuildHasher, Hasher};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::child::{Child, address_in};
use super::example::build;
use super::{Client, Outcome, Request, Response, SUBJECT, pair};
use crate::servers::{Folder, Kind, Place};

const LAUNCH: Duration = Duration::from_secs(30);

/// A running server with a key of its own; killed when dropped.
pub(crate) struct Server {
    child: Child,
    ground: Arc<Ground>,
}

/// What a server stands on, and what is still there when it is killed.
enum Ground {
    /// The key in the environment, for a server that keeps its sessions itself.
    Key(String),
    /// The store's address, and the folder in which the key makes itself.
    Store {
        url: String,
        folder: Folder,
        _place: Option<Place>,
    },
}

impl Ground {
    fn store(url: String, place: Option<Place>) -> Self {
        Self::Store {
            url,
            folder: Folder::new(),
            _place: place,
        }
    }
}

thread_local! {
    static OWN: Arc<Server> = Arc::new(Server::start());
}

/// The server of this test, started by the first call.
///
/// A test runs on a thread of its own, and what belongs to a thread is dropped with it. A value in
/// a plain `static` never would be: the process would outlive the tests.
pub(crate) fn server() -> Arc<Server> {
    OWN.with(Arc::clone)
}

impl Server {
    /// On an empty store of the subject's kind.
    pub(crate) fn start() -> Self {
        Self::on(Arc::new(match SUBJECT.store {
            Kind::Memory => Ground::Key(random_key()),
            kind => {
                let place = Place::of(kind);
                Ground::store(place.url().to_owned(), Some(place))
            }
        }))
    }

    /// On the store at this address.
    pub(crate) fn at(url: String) -> Self {
        Self::on(Arc::new(Ground::store(url, None)))
    }

    /// Another instance with the same store and key.
    pub(crate) fn another(&self) -> Self {
        Self::on(Arc::clone(&self.ground))
    }

    /// SIGKILL, and then the same command again.
    pub(crate) fn killed_and_started_again(self) -> Self {
        let Self { child, ground } = self;
        drop(child);
        Self::on(ground)
    }

    /// As it is when nobody says how often somebody may try to log in.
    pub(crate) fn with_its_own_limits() -> Self {
        let mut command = Command::new(program());
        command.env_remove("LOGIN_ATTEMPTS");
        Self::by(command, Arc::new(Ground::Key(random_key())))
    }

    fn on(ground: Arc<Ground>) -> Self {
        let mut command = Command::new(program());
        // The cases log in more often than people do.
        command.env("LOGIN_ATTEMPTS", "100000000");
        Self::by(command, ground)
    }

    fn by(mut command: Command, ground: Arc<Ground>) -> Self {
        command.args(["--port", "0"]);
        match &*ground {
            Ground::Key(key) => command.env("OXY_SECRET_KEY", key),
            Ground::Store { url, folder, .. } => command
                .args(["--store", url])
                .env_remove("OXY_SECRET_KEY")
                .current_dir(folder.path()),
        };
        let child = Child::start(&mut command, LAUNCH, address_in).expect("the server starts");
        Self { child, ground }
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn pid(&self) -> u32 {
        self.child.process.id()
    }

    /// How many descriptors it has open.
    #[cfg(target_os = "linux")]
    pub(crate) fn descriptors(&self) -> usize {
        let listing =
            std::fs::read_dir(format!("/proc/{}/fd", self.pid())).expect("its descriptors");
        listing.count()
    }

    pub(crate) fn connect(&self) -> Client {
        Client::connect(self.child.address)
    }

    /// Sends one request on a connection of its own.
    pub(crate) fn exchange(&self, request: &Request) -> Outcome {
        self.connect().call(request)
    }

    /// Sends bytes as they stand on a connection of their own and reads one answer.
    pub(crate) fn send(&self, bytes: impl AsRef<[u8]>) -> Outcome {
        let mut client = self.connect();
        client.try_send(bytes);
        client.receive()
    }

    /// Sends bytes as they stand and reads until the server closes; fails when it does not.
    pub(crate) fn converse(&self, label: &str, bytes: impl AsRef<[u8]>) -> Vec<Response> {
        let mut client = self.connect();
        client.try_send(bytes);
        client.until_closed(label)
    }

    /// The dashboard, asked with one `Cookie` header of exactly these bytes.
    pub(crate) fn dashboard(&self, cookies: impl AsRef<[u8]>) -> Outcome {
        self.exchange(&Request::get("/dashboard").cookie(cookies))
    }

    /// Logs in and returns the value of the session cookie.
    #[track_caller]
    pub(crate) fn login(&self) -> String {
        self.exchange(&Request::login()).logs_in("login")
    }

    /// A session cookie whose session has ended.
    pub(crate) fn dead_session(&self) -> String {
        let value = self.login();
        self.exchange(&Request::post("/logout").session(&value))
            .logs_out("logout");
        value
    }

    /// The server takes a login and knows it again.
    #[track_caller]
    pub(crate) fn is_alive(&self, label: &str) {
        let value = self.login();
        self.knows(label, &value);
    }

    #[track_caller]
    pub(crate) fn knows(&self, label: &str, value: &str) {
        self.dashboard(pair(value)).welcomes(label);
    }

    #[track_caller]
    pub(crate) fn refuses(&self, label: &str, value: &str) {
        self.dashboard(pair(value)).turns_away(label);
    }
}

/// 64 hexadecimal characters: `RandomState` is keyed from the operating system's randomness.
fn random_key() -> String {
    (0..4)
        .map(|_| format!("{:016x}", RandomState::new().build_hasher().finish()))
        .collect()
}

/// The program under test; built on the first call.
fn program() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| match env::var_os("OXY_BLACKBOX_EXAMPLES") {
        Some(folder) => PathBuf::from(folder).join(SUBJECT.example),
        None => build(SUBJECT.example),
    })
}
