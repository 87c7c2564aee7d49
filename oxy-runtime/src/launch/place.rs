//! Where an application listens: at an address, at a path, or on a listener that somebody else opened.

use std::fmt;
use std::net::IpAddr;
#[cfg(unix)]
use std::path::PathBuf;

use crate::launch::builder::{Serve, place};
use crate::problem::{LaunchProblem, Location};

/// What the builder was told.
pub(crate) struct Place {
    host: String,
    port: u16,
    /// What is listened on instead of host and port.
    instead: Option<Instead>,
    /// Where the program said that a supervisor may hand over what goes before all of these.
    pub(crate) activated: Option<Location>,
    /// Where the program said it, last.
    said: Option<Location>,
    is_in_conflict: bool,
}

/// What is listened on instead of a host and a port.
pub(crate) enum Instead {
    #[cfg(unix)]
    Path(PathBuf),
    Listener(Listener),
}

/// A listener that is open already, for [`Serve::listener`].
///
/// Made from one of the standard library or of tokio, for TCP or for a Unix socket.
pub struct Listener(pub(crate) Opened);

pub(crate) enum Opened {
    Tcp(std::net::TcpListener),
    TokioTcp(tokio::net::TcpListener),
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixListener),
    #[cfg(unix)]
    TokioUnix(tokio::net::UnixListener),
}

impl Default for Place {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8080,
            instead: None,
            activated: None,
            said: None,
            is_in_conflict: false,
        }
    }
}

impl Place {
    /// Where the program said it.
    #[cfg(feature = "tower")]
    pub(crate) fn said(&self) -> Option<&Location> {
        self.said.as_ref().or(self.activated.as_ref())
    }

    /// The host and the port, or what stands instead of them.
    pub(crate) fn choose(self) -> Result<Instead, (String, u16)> {
        self.instead.ok_or((self.host, self.port))
    }

    /// Notes that an address was said, which does not go with anything else.
    fn say_address(&mut self, said: Location) -> Option<LaunchProblem> {
        let is_double = self.instead.is_some();
        self.note(said, is_double)
    }

    /// Notes that something else was said, which goes with nothing.
    fn say_instead(&mut self, instead: Instead, said: Location) -> Option<LaunchProblem> {
        let is_double = self.said.is_some();
        self.instead = Some(instead);
        self.note(said, is_double)
    }

    fn note(&mut self, said: Location, is_double: bool) -> Option<LaunchProblem> {
        let before = self.said.replace(said.clone());
        if !is_double || std::mem::replace(&mut self.is_in_conflict, true) {
            return None;
        }
        let before = before.map(|before| before.item).unwrap_or_default();
        let message = format!(
            "`.{before}(..)` and `.{}(..)` name two places to listen at",
            said.item
        );
        Some(
            LaunchProblem::new(message)
                .help("leave one of them out")
                .at(said),
        )
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.instead {
            None => write!(formatter, "{}:{}", self.host, self.port),
            #[cfg(unix)]
            Some(Instead::Path(path)) => write!(formatter, "unix:{}", path.display()),
            Some(Instead::Listener(_)) => formatter.write_str("a listener"),
        }
    }
}

impl<A: 'static> Serve<A> {
    /// The host name or address to listen on, without a port. Default 127.0.0.1.
    #[track_caller]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        let host = host.into();
        if host.contains(':') && host.parse::<IpAddr>().is_err() {
            let message = format!("`{host}` is neither a host name nor an address");
            let problem = LaunchProblem::new(message).help(".host(\"localhost\").port(8080)");
            self.problems.push(problem.at(place("host".to_owned())));
        }
        self.place.host = host;
        let problem = self.place.say_address(place("host".to_owned()));
        self.problems.extend(problem);
        self
    }

    /// The port to listen on; 0 picks a free one. Default 8080.
    #[track_caller]
    pub fn port(mut self, port: u16) -> Self {
        self.place.port = port;
        let problem = self.place.say_address(place("port".to_owned()));
        self.problems.extend(problem);
        self
    }

    /// Listens on a listener that is open already, of the standard library or of tokio, instead of a host and a port.
    ///
    /// A socket that outlives the process lets a program be replaced without refusing anyone.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # #[get("/")]
    /// # async fn index() -> &'static str { "index" }
    /// # #[tokio::main]
    /// # async fn main() {
    /// let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    /// let expected = listener.local_addr().unwrap();
    /// let server = oxy::serve(App {}).listener(listener).start().await.unwrap();
    /// assert_eq!(server.address(), expected);
    /// # }
    /// ```
    #[track_caller]
    pub fn listener(mut self, listener: impl Into<Listener>) -> Self {
        let instead = Instead::Listener(listener.into());
        let problem = self
            .place
            .say_instead(instead, place("listener".to_owned()));
        self.problems.extend(problem);
        self
    }

    /// Listens on a Unix socket at `path`, which is made, and removed when the server stops.
    ///
    /// A socket that a server left behind when it was killed is replaced; one that somebody listens on is not, nor is any
    /// other file. Who may connect is decided by the permissions of the folder and of the socket (0777 less the umask).
    #[cfg(unix)]
    #[track_caller]
    pub fn unix_socket(mut self, path: impl Into<PathBuf>) -> Self {
        let instead = Instead::Path(path.into());
        let problem = self
            .place
            .say_instead(instead, place("unix_socket".to_owned()));
        self.problems.extend(problem);
        self
    }

    /// Listens on the socket that systemd hands over (`LISTEN_FDS`, see `sd_listen_fds(3)` and `systemd.socket(5)`), or
    /// another supervisor in the same way, such as `systemfd`. Where none is handed over, it listens as it would without this.
    ///
    /// The environment is the process's own: the first application that starts gets the socket.
    #[cfg(unix)]
    #[track_caller]
    pub fn socket_activation(mut self) -> Self {
        self.place.activated = Some(place("socket_activation".to_owned()));
        self
    }
}

impl From<std::net::TcpListener> for Listener {
    fn from(listener: std::net::TcpListener) -> Self {
        Self(Opened::Tcp(listener))
    }
}

impl From<tokio::net::TcpListener> for Listener {
    fn from(listener: tokio::net::TcpListener) -> Self {
        Self(Opened::TokioTcp(listener))
    }
}

#[cfg(unix)]
impl From<std::os::unix::net::UnixListener> for Listener {
    fn from(listener: std::os::unix::net::UnixListener) -> Self {
        Self(Opened::Unix(listener))
    }
}

#[cfg(unix)]
impl From<tokio::net::UnixListener> for Listener {
    fn from(listener: tokio::net::UnixListener) -> Self {
        Self(Opened::TokioUnix(listener))
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Opened::Tcp(listener) => fmt::Debug::fmt(listener, formatter),
            Opened::TokioTcp(listener) => fmt::Debug::fmt(listener, formatter),
            #[cfg(unix)]
            Opened::Unix(listener) => fmt::Debug::fmt(listener, formatter),
            #[cfg(unix)]
            Opened::TokioUnix(listener) => fmt::Debug::fmt(listener, formatter),
        }
    }
}
