//! One server, and the one connection to it that all share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use rand::RngExt as _;
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, ConnectionInfo, Pipeline, PushInfo,
    PushKind, RedisResult, Value,
};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::session::redis::failure::{Failure, checked};

/// How long connecting may take, with TLS and password.
const CONNECT: Duration = Duration::from_secs(1);
/// How long after an attempt that failed the next one may begin; each further wait is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(25);
/// The longest wait: a server that is back is found within half a second.
const LONGEST_WAIT: Duration = Duration::from_millis(500);
/// After how long without any answer a connection is tested, and how long the test may take. A stopped process, or a host
/// that is gone, closes no connection.
const SUSPICIOUS: Duration = Duration::from_millis(500);

/// For how long an attempt that failed speaks for the next ones.
const RECENTLY: Duration = Duration::from_secs(1);

/// A server.
///
/// Connections are made when they are needed, by a task of their own, so that nobody's leaving ends an attempt on which
/// others wait. While attempts fail one after the other, calls fail at once: whoever waits behind a server that is down
/// gains nothing, and in a cluster another one may have its slots by then.
#[derive(Clone)]
pub(super) struct Node {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    host: String,
    /// Host and port, as errors name it.
    name: String,
    state: Mutex<State>,
    connections: AtomicU64,
}

type Attempt = watch::Receiver<Option<Result<Live, Failure>>>;

enum State {
    /// There is no connection.
    Down(Down),
    /// One is being made, after this.
    Connecting(Attempt, Down),
    Up(Live),
}

/// What a call begins with.
enum Begun {
    Live(Live),
    Attempt(Attempt),
}

/// How it was before an attempt.
#[derive(Clone)]
struct Down {
    /// Why the last attempt failed, and when; none if this will be the first.
    failed: Option<(Instant, Failure)>,
    /// When another attempt may begin.
    next: Instant,
    /// How long to wait if that one fails, too.
    wait: Duration,
}

impl Down {
    fn new() -> Self {
        Self {
            failed: None,
            next: Instant::now(),
            wait: FIRST_WAIT,
        }
    }

    /// Why it would fail now, as far as can be told.
    fn recent(&self) -> Result<(), Failure> {
        match &self.failed {
            Some((at, cause)) if at.elapsed() < RECENTLY => Err(cause.clone()),
            _ => Ok(()),
        }
    }

    /// After another attempt.
    fn again(&self, cause: Failure) -> Self {
        let now = Instant::now();
        Self {
            failed: Some((now, cause)),
            // Processes that lost one server must not come back to it all at once.
            next: now + self.wait.mul_f64(rand::rng().random_range(0.5..1.0)),
            wait: (self.wait * 2).min(LONGEST_WAIT),
        }
    }
}

/// A connection that works as far as is known.
#[derive(Clone)]
struct Live {
    connection: MultiplexedConnection,
    number: u64,
    since: Instant,
    quiet: Arc<Mutex<Quiet>>,
}

/// Since when nothing has come from a server that was asked something.
#[derive(Default)]
struct Quiet {
    since: Option<Instant>,
    is_tested: bool,
}

impl Live {
    fn quiet(&self) -> MutexGuard<'_, Quiet> {
        self.quiet.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn asks(&self) {
        self.quiet().since.get_or_insert_with(Instant::now);
    }

    fn hears(&self) {
        *self.quiet() = Quiet::default();
    }

    /// Whether it is time for a test. It is true once.
    fn is_suspicious(&self) -> bool {
        let mut quiet = self.quiet();
        let is_long = quiet
            .since
            .is_some_and(|since| since.elapsed() > SUSPICIOUS);
        is_long && !std::mem::replace(&mut quiet.is_tested, true)
    }
}

impl Node {
    /// Nothing is connected yet.
    pub(super) fn new(info: ConnectionInfo) -> RedisResult<Self> {
        let name = info.addr().to_string();
        let host = match info.addr() {
            ConnectionAddr::Tcp(host, _) | ConnectionAddr::TcpTls { host, .. } => host.clone(),
            _ => name.clone(),
        };
        Ok(Self {
            inner: Arc::new(Inner {
                client: Client::open(info)?,
                host,
                name,
                state: Mutex::new(State::Down(Down::new())),
                connections: AtomicU64::new(0),
            }),
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.inner.name
    }

    pub(super) fn host(&self) -> &str {
        &self.inner.host
    }

    pub(super) fn unreachable(&self, cause: &str) -> Failure {
        Failure::Unreachable {
            server: self.inner.name.clone(),
            cause: cause.to_owned(),
        }
    }

    /// Whether there is a connection.
    pub(super) fn is_up(&self) -> bool {
        matches!(*self.inner.state(), State::Up(_))
    }

    /// Gives the connection up, unless it is new: the server is no master any more, and its name may be that of another one
    /// by now.
    pub(super) fn renew(&self) {
        let mut state = self.inner.state();
        if matches!(&*state, State::Up(live) if live.since.elapsed() > RECENTLY) {
            *state = State::Down(Down::new());
        }
    }

    /// One command; with `asking`, about a slot that the server is just getting.
    pub(super) async fn ask(&self, command: &Cmd, asking: bool) -> Result<Value, Failure> {
        if asking {
            // In one piece: the server means by it the next command of the connection, which all share.
            let mut both = Pipeline::with_capacity(2);
            both.cmd("ASKING").add_command(command.clone());
            let answers = self.ask_all(&both).await?;
            let answer = answers.into_iter().last();
            return answer.map_or(Err(Failure::Strange("nothing")), checked);
        }
        let mut live = self.live().await?;
        live.asks();
        let answer = live.connection.send_packed_command(command).await;
        checked(self.heard(&live, answer)?)
    }

    /// Several commands in one piece; some of the answers may be errors.
    pub(super) async fn ask_all(&self, commands: &Pipeline) -> Result<Vec<Value>, Failure> {
        let mut live = self.live().await?;
        live.asks();
        let answers = live
            .connection
            .send_packed_commands(commands, 0, commands.len());
        let answers = answers.await;
        self.heard(&live, answers)
    }

    fn heard<T>(&self, live: &Live, answer: RedisResult<T>) -> Result<T, Failure> {
        answer.inspect(|_| live.hears()).map_err(|error| {
            let failure = Failure::new(&self.inner.name, &error, true);
            match failure {
                Failure::Refused { .. } => live.hears(),
                _ => self.inner.lose(live.number),
            }
            failure
        })
    }

    /// The connection; waits for it if it is being made.
    async fn live(&self) -> Result<Live, Failure> {
        let mut attempt = match self.begin()? {
            Begun::Live(live) => return Ok(live),
            Begun::Attempt(attempt) => attempt,
        };
        let outcome = attempt.wait_for(Option::is_some).await;
        match outcome.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            _ => Err(self.unreachable("the attempt to connect was given up")),
        }
    }

    fn begin(&self) -> Result<Begun, Failure> {
        let mut state = self.inner.state();
        let down = match &*state {
            State::Up(live) => {
                if live.is_suspicious() {
                    tokio::spawn(self.clone().test(live.clone()));
                }
                return Ok(Begun::Live(live.clone()));
            }
            // An attempt ends with its runtime, which the store may outlive.
            State::Connecting(attempt, down) if attempt.has_changed().is_err() => down.clone(),
            State::Connecting(attempt, down) => {
                return down.recent().map(|()| Begun::Attempt(attempt.clone()));
            }
            State::Down(down) => down.clone(),
        };
        let recent = down.recent();
        if Instant::now() < down.next {
            recent.clone()?;
        }
        let (tell, attempt) = watch::channel(None);
        *state = State::Connecting(attempt.clone(), down.clone());
        drop(state);
        let node = self.clone();
        tokio::spawn(async move {
            let outcome = node.connect().await;
            *node.inner.state() = match &outcome {
                Ok(live) => State::Up(live.clone()),
                Err(cause) => State::Down(down.again(cause.clone())),
            };
            tell.send_replace(Some(outcome));
        });
        recent.map(|()| Begun::Attempt(attempt))
    }

    async fn connect(&self) -> Result<Live, Failure> {
        let number = self.inner.connections.fetch_add(1, Ordering::Relaxed);
        let watched = Arc::downgrade(&self.inner);
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT))
            // Whoever waits has a limit of his own.
            .set_response_timeout(None)
            .set_push_sender(move |push: PushInfo| {
                if push.kind == PushKind::Disconnection {
                    let _ = Weak::upgrade(&watched).map(|inner| inner.lose(number));
                }
                Ok::<_, redis::aio::SendError>(())
            });
        let connecting = self
            .inner
            .client
            .get_multiplexed_async_connection_with_config(&config);
        let connection = connecting.await;
        let connection =
            connection.map_err(|error| Failure::new(&self.inner.name, &error, false))?;
        Ok(Live {
            connection,
            number,
            since: Instant::now(),
            quiet: Arc::default(),
        })
    }

    /// Gives a connection up unless the server answers.
    async fn test(self, mut live: Live) {
        let ping = redis::cmd("PING");
        match timeout(SUSPICIOUS, live.connection.send_packed_command(&ping)).await {
            Ok(Ok(_)) => live.hears(),
            Ok(Err(_)) | Err(_) => self.inner.lose(live.number),
        }
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a connection up, unless it has been replaced already.
    fn lose(&self, number: u64) {
        let mut state = self.state();
        if matches!(&*state, State::Up(live) if live.number == number) {
            *state = State::Down(Down::new());
        }
    }
}
