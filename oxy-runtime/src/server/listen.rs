//! What a server listens on: it is opened here, or was opened by somebody else.

use std::fmt;
use std::io;
use std::net::SocketAddr;
#[cfg(unix)]
use std::path::PathBuf;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
#[cfg(unix)]
use tokio::net::UnixListener;
use tokio::net::{TcpListener, TcpSocket};
#[cfg(unix)]
use tokio::task::spawn_blocking;

use crate::launch::{Instead, LaunchError, Opened, Place};
use crate::peer::{Peer, Way};
use crate::server::socket::Socket;
#[cfg(unix)]
use crate::server::socket_file::SocketFile;

/// As many connections may wait to be accepted, if the system allows it (`net.core.somaxconn`): who finds no place asks again
/// after a second.
pub(super) const QUEUE: u32 = 4096;

/// A client that has vanished without a word, as when its network is gone, is found out after 90 s of silence: a response that
/// waits for news would keep its connection for ever.
const ALIVE: TcpKeepalive = TcpKeepalive::new()
    .with_time(Duration::from_secs(60))
    .with_interval(Duration::from_secs(10))
    .with_retries(3);

/// An open listener.
pub(super) enum Listener {
    Tcp(TcpListener, SocketAddr),
    #[cfg(unix)]
    Unix {
        // It goes first, while the listener is open.
        _file: Option<SocketFile>,
        listener: UnixListener,
    },
}

impl Listener {
    /// Opens what the program named, or takes what was handed over.
    pub(super) async fn open(place: Place) -> Result<Self, LaunchError> {
        #[cfg(unix)]
        if place.activated.is_some() {
            let handed_over = handed_over().map_err(|source| LaunchError::Bind {
                address: "the socket that was handed over".to_owned(),
                source,
            })?;
            if let Some(listener) = handed_over {
                return Ok(listener);
            }
        }
        let address = place.to_string();
        let opened = match place.choose() {
            Ok(Instead::Listener(listener)) => Self::take(listener.0),
            #[cfg(unix)]
            Ok(Instead::Path(path)) => Self::open_path(path).await,
            Err((host, port)) => Self::bind(&host, port).await,
        };
        opened.map_err(|source| LaunchError::Bind { address, source })
    }

    /// Opens the first address of a host that can be.
    async fn bind(host: &str, port: u16) -> io::Result<Self> {
        let mut failed = io::Error::other("the host has no address");
        for address in tokio::net::lookup_host((host, port)).await? {
            match listen(address) {
                Ok(listener) => return Self::of_tcp(listener),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    fn take(opened: Opened) -> io::Result<Self> {
        match opened {
            Opened::TokioTcp(listener) => Self::of_tcp(listener),
            Opened::Tcp(listener) => {
                listener.set_nonblocking(true)?;
                Self::of_tcp(TcpListener::from_std(listener)?)
            }
            #[cfg(unix)]
            Opened::TokioUnix(listener) => Ok(Self::Unix {
                listener,
                _file: None,
            }),
            #[cfg(unix)]
            Opened::Unix(listener) => {
                listener.set_nonblocking(true)?;
                Ok(Self::Unix {
                    listener: UnixListener::from_std(listener)?,
                    _file: None,
                })
            }
        }
    }

    fn of_tcp(listener: TcpListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        // Connections inherit it. What cannot be set here is as the system has it.
        let _ = SockRef::from(&listener).set_tcp_keepalive(&ALIVE);
        Ok(Self::Tcp(listener, address))
    }

    #[cfg(unix)]
    async fn open_path(path: PathBuf) -> io::Result<Self> {
        let bound = spawn_blocking(|| SocketFile::bind(path)).await;
        let (file, listener) = bound.map_err(io::Error::other)??;
        Ok(Self::Unix {
            listener: UnixListener::from_std(listener)?,
            _file: Some(file),
        })
    }

    /// The next connection.
    pub(super) async fn accept(&self) -> io::Result<(Socket, Peer)> {
        match self {
            Self::Tcp(listener, _) => {
                let (stream, address) = listener.accept().await?;
                // Small responses must not wait for the acknowledgement of earlier ones.
                let _ = stream.set_nodelay(true);
                let peer = Peer {
                    address: Some(address),
                    is_tls: false,
                    way: Way::Tcp,
                };
                Ok((Socket::Tcp(stream), peer))
            }
            #[cfg(unix)]
            Self::Unix { listener, .. } => {
                let (stream, _) = listener.accept().await?;
                let peer = Peer {
                    way: Way::Machine,
                    ..Peer::default()
                };
                Ok((Socket::Unix(stream), peer))
            }
        }
    }

    /// Closes it, and removes its file before.
    pub(super) async fn close(self) {
        match self {
            Self::Tcp(..) => {}
            #[cfg(unix)]
            Self::Unix { _file: None, .. } => {}
            #[cfg(unix)]
            // It may wait, and is carried out though nobody waits for it.
            with_file => {
                let _ = spawn_blocking(|| drop(with_file)).await;
            }
        }
    }

    /// Its address; a Unix socket has none.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(_, address) => Some(*address),
            #[cfg(unix)]
            Self::Unix { .. } => None,
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(_, address) => write!(formatter, "{address}"),
            #[cfg(unix)]
            Self::Unix { listener, .. } => {
                let address = listener.local_addr().ok();
                match address.as_ref().and_then(|address| address.as_pathname()) {
                    Some(path) => write!(formatter, "unix:{}", path.display()),
                    None => formatter.write_str("a Unix socket"),
                }
            }
        }
    }
}

/// As `TcpListener::bind` does, but with a longer queue.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Elsewhere it would let another program take the address over.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}

/// The listener that a supervisor handed over, where there is one.
#[cfg(unix)]
fn handed_over() -> io::Result<Option<Listener>> {
    let mut handed_over = listenfd::ListenFd::from_env();
    if handed_over.len() > 1 {
        return Err(io::Error::other(format!(
            "{} sockets were handed over, but an application listens on one",
            handed_over.len()
        )));
    }
    // What is no TCP socket is left for the other question.
    let opened = match handed_over.take_tcp_listener(0) {
        Ok(listener) => listener.map(Opened::Tcp),
        Err(_) => handed_over.take_unix_listener(0)?.map(Opened::Unix),
    };
    opened.map(Listener::take).transpose()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// What the system does about an accepted connection without news: after how long it asks, how often, how many times.
    async fn alive(listener: Listener) -> (bool, Duration, Duration, u32) {
        let address = listener.address().unwrap();
        let _client = std::net::TcpStream::connect(address).unwrap();
        let (Socket::Tcp(accepted), _) = listener.accept().await.unwrap() else {
            unreachable!("it listens on TCP");
        };
        assert!(accepted.nodelay().unwrap());
        let accepted = SockRef::from(&accepted);
        (
            accepted.keepalive().unwrap(),
            accepted.tcp_keepalive_time().unwrap(),
            accepted.tcp_keepalive_interval().unwrap(),
            accepted.tcp_keepalive_retries().unwrap(),
        )
    }

    #[tokio::test]
    async fn a_client_that_vanished_is_found_out_after_90_s_whoever_opened_the_listener() {
        let seconds = Duration::from_secs;
        let expected = (true, seconds(60), seconds(10), 3);
        let own = Listener::bind("127.0.0.1", 0).await.unwrap();
        assert_eq!(alive(own).await, expected);
        let standard = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let taken = Listener::take(Opened::Tcp(standard)).unwrap();
        assert_eq!(alive(taken).await, expected);
        let tokio = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let taken = Listener::take(Opened::TokioTcp(tokio)).unwrap();
        assert_eq!(alive(taken).await, expected);
    }

    #[tokio::test]
    async fn a_crowd_that_comes_at_once_finds_a_place_in_the_queue() {
        let listener = Listener::bind("127.0.0.1", 0).await.unwrap();
        let address = listener.address().unwrap();
        // Who finds none would be let in by the second attempt, after a second.
        let patience = Duration::from_millis(500);
        let crowd: Result<Vec<_>, _> = (0..300)
            .map(|_| std::net::TcpStream::connect_timeout(&address, patience))
            .collect();
        assert!(crowd.is_ok(), "{crowd:?}");
    }

    /// Of a server with other things to do, while somebody has locked the folder of its socket.
    #[tokio::test]
    async fn nothing_else_waits_for_the_folder_of_a_socket() {
        let folder = std::env::temp_dir().join(format!("oxy-waits-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("app.sock");
        // Given back by the first thing that runs beside.
        let locked = || {
            let lock = std::fs::File::open(&folder).unwrap();
            lock.lock().unwrap();
            lock
        };
        let lock = Mutex::new(Some(locked()));
        let unlock = async || drop(lock.lock().unwrap().take());
        let is_locked = || lock.lock().unwrap().is_some();
        let open = async {
            let listener = Listener::open_path(path.clone()).await.unwrap();
            assert!(!is_locked(), "it ran into its end");
            listener
        };
        let (listener, ()) = tokio::join!(open, unlock());
        assert!(path.exists());
        *lock.lock().unwrap() = Some(locked());
        let close = async {
            listener.close().await;
            assert!(!is_locked(), "it ran into its end");
        };
        tokio::join!(close, unlock());
        assert!(!path.exists());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
