//! How a program starts and stops the server.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::{JoinHandle, unconstrained};

use crate::error::Error;
use crate::launch::{Hooks, LaunchError, RouteTable, Serve, Warnings};
use crate::server::accept::{Entrance, accept};
use crate::server::beside;
use crate::server::lines::{log_to_stderr, say, show};
use crate::server::listen::Listener;
use crate::server::security::Security;
use crate::server::signals::Signals;
use crate::server::stores::{open_stores, sweep_stores};
use crate::service::Service;
use crate::setup::CookieCounts;
use crate::stop::{Stop, Stopping, stop};

/// A server that was started by [`Serve::start`]. It stops when this is dropped; [`stop`](Running::stop) waits for the
/// requests in flight.
#[must_use = "the server stops when this is dropped"]
pub struct Running {
    address: Option<SocketAddr>,
    url: String,
    service: Arc<Service>,
    stop: Stop,
    task: JoinHandle<()>,
}

impl Running {
    /// The address it listens on, with the port that was picked for port 0. A Unix socket has none: it is `0.0.0.0:0`
    /// then, and [`url`](Running::url) has the path.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address.unwrap_or(SocketAddr::from(([0, 0, 0, 0], 0)))
    }

    /// Where it is, such as `http://127.0.0.1:8080`, or `http://unix:/run/app.sock` as reverse proxies write it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How often cookies of requests were not what they should be.
    #[must_use]
    pub fn cookie_counts(&self) -> CookieCounts {
        self.service.setup.counters.snapshot()
    }

    /// How many requests were refused because another site caused them, see [`Serve::trust_origin`].
    #[must_use]
    pub fn refused_cross_site(&self) -> u64 {
        self.service.setup.counters.refused_cross_site()
    }

    /// Stops listening and waits for the requests in flight, at most as long as
    /// [`Limits::drain`](crate::Limits::drain) says.
    pub async fn stop(self) {
        self.stop.say();
        let _ = self.task.await;
    }

    async fn stop_by_signal(self, signals: &mut Signals) {
        signals.next().await;
        say(format_args!(
            "stopping; requests in flight are finished (a second signal ends at once)"
        ));
        tokio::select! {
            () = self.stop() => {}
            () = signals.next() => {}
        }
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Running({})", self.url)
    }
}

impl<A: 'static> Serve<A> {
    /// Serves until SIGTERM or Ctrl-C, then finishes the requests in flight. Owns the runtime: call it in a plain `main`.
    ///
    /// Launch lines go to stderr, and so do log lines unless the program has set a `tracing` subscriber of its own; their
    /// level is `info`, or what `OXY_LOG` says: a level (`off`, `error`, `warn`, `info`, `debug`, `trace`), and levels of modules, as
    /// in `info,oxy::request=debug`, with which every line that is logged for a request names the request.
    /// With `OXY_ROUTES=1` in the environment the table of routes is printed.
    ///
    /// # Errors
    /// The launch report, or why the address cannot be bound. A `main` that returns it exits with status 1.
    #[must_use = "return it from `main`: it says why nothing was served"]
    pub fn run(self) -> Result<(), Error> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(LaunchError::InsideRuntime.into());
        }
        log_to_stderr();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(LaunchError::Runtime)?;
        let outcome = runtime.block_on(async {
            // Before the port is bound: whoever sees it open may already send a signal.
            let mut signals = Signals::listen().map_err(LaunchError::Runtime)?;
            let (running, table) = tokio::select! {
                launched = self.launch() => launched?,
                () = signals.next() => return Ok(()),
            };
            announce(&running, &table);
            running.stop_by_signal(&mut signals).await;
            Ok::<_, LaunchError>(())
        });
        // The time to drain is over: blocking work of handlers must not hold the process.
        runtime.shutdown_background();
        Ok(outcome?)
    }

    /// Starts the server inside a tokio runtime and gives its address and a handle to stop it.
    ///
    /// ```
    /// use oxy::prelude::*;
    ///
    /// #[oxy::app]
    /// struct App {}
    ///
    /// #[get("/")]
    /// async fn index() -> &'static str {
    ///     "index"
    /// }
    ///
    /// #[tokio::main]
    /// async fn main() {
    ///     let server = oxy::serve(App {}).port(0).start().await.unwrap();
    ///     println!("listening on {}", server.address());
    ///     server.stop().await;
    /// }
    /// ```
    ///
    /// # Errors
    /// The launch report, or why the address cannot be bound.
    pub async fn start(self) -> Result<Running, LaunchError> {
        self.launch().await.map(|(running, _)| running)
    }

    /// Checks and builds all, and says what is worth a warning.
    pub(super) fn ready(self) -> Result<(Arc<Service>, RouteTable), LaunchError> {
        let (service, table) = self.build()?;
        if !table.warnings().is_empty() {
            show(format_args!("{}\n", Warnings(table.warnings())));
        }
        if !service.setup.cookies.is_secure() {
            tracing::warn!(
                "cookies go out without `Secure` and can be read on the way: for development only"
            );
        }
        Ok((service, table))
    }

    async fn launch(mut self) -> Result<(Running, RouteTable), LaunchError> {
        let place = std::mem::take(&mut self.place);
        let encryption = std::mem::take(&mut self.encryption);
        let mut hooks = std::mem::take(&mut self.hooks);
        let security = match Security::open(encryption) {
            Ok(security) => security,
            Err(problem) => return Err(self.refuse(problem).into()),
        };
        let (service, table) = self.ready()?;
        open_stores(&service).await?;
        // Who comes while the hooks run waits in the system's queue; and a port in use is found before they run.
        let listener = Listener::open(place).await?;
        if let Err(error) = beside::begin(&mut hooks).await {
            listener.close().await;
            return Err(error);
        }
        let url = format!("{}://{listener}", security.scheme());
        let address = listener.address();
        let (stop, stopped) = stop();
        let entrance = Entrance { listener, security };
        let task = tokio::spawn(attend(entrance, Arc::clone(&service), hooks, stopped));
        let running = Running {
            address,
            url,
            service,
            stop,
            task,
        };
        Ok((running, table))
    }
}

/// Serves until the server stops, and does what there is to do beside.
async fn attend(entrance: Entrance, service: Arc<Service>, mut hooks: Hooks, stopping: Stopping) {
    let _sweeps = sweep_stores(&service);
    let tasks = beside::spawn(&mut hooks, &stopping);
    let accepting = accept(entrance, Arc::clone(&service), stopping);
    let end = unconstrained(accepting).await;
    beside::end(hooks, tasks, end, service.setup.limits.drain).await;
    #[cfg(feature = "access-log")]
    if let Some(log) = &service.setup.access_log {
        log.close().await;
    }
}

/// Prints the launch lines.
fn announce(running: &Running, table: &RouteTable) {
    let count = table.routes().len();
    let plural = if count == 1 { "" } else { "s" };
    if std::env::var("OXY_ROUTES").is_ok_and(|value| value == "1") {
        show(table);
    }
    say(format_args!(
        "listening on {} ({count} route{plural})",
        running.url
    ));
}
