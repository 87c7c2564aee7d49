//! What runs beside the requests: before the first, after the last, and meanwhile.

use std::sync::Arc;

use crate::error::Error;
use crate::exchange::BoxFuture;
use crate::launch::builder::Serve;
use crate::stop::Stopping;

type Once<I, O> = Box<dyn FnOnce(I) -> BoxFuture<'static, O> + Send>;

/// What an application does beside answering.
#[derive(Default)]
pub(crate) struct Hooks {
    pub(crate) start: Vec<Once<(), Result<(), Error>>>,
    pub(crate) background: Vec<Once<Stopping, ()>>,
    pub(crate) stop: Vec<Once<(), ()>>,
}

impl<A: Send + Sync + 'static> Serve<A> {
    /// Runs `hook` before the first request, when all is in order and the stores of sessions are ready: to fill a cache, for
    /// example. Several run one after the other. An error of one keeps the server from starting; hooks of `on_stop` are not
    /// run then. Who comes meanwhile waits.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// use std::sync::{Arc, OnceLock};
    ///
    /// #[oxy::app]
    /// struct App {
    ///     greeting: OnceLock<String>,
    /// }
    ///
    /// #[get("/")]
    /// async fn index(greeting: Context<OnceLock<String>>) -> String {
    ///     greeting.get().cloned().unwrap_or_default()
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let server = oxy::serve(App { greeting: OnceLock::new() }).on_start(async |app: Arc<App>| {
    ///     let text = tokio::fs::read_to_string("Cargo.toml").await?;
    ///     let _ = app.greeting.set(text);
    ///     Ok(())
    /// });
    /// server.port(0).start().await.unwrap().stop().await;
    /// # }
    /// ```
    ///
    /// A test client, which has no start, does not run it.
    pub fn on_start<F, O>(mut self, hook: F) -> Self
    where
        F: FnOnce(Arc<A>) -> O + Send + 'static,
        O: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let app = Arc::clone(&self.app);
        self.hooks
            .start
            .push(Box::new(move |()| Box::pin(async move { hook(app).await })));
        self
    }

    /// Runs `hook` when the server stops, after the last request was answered and the background tasks have ended. Several run
    /// in the opposite order of their registration. All together they have as long as [`Limits::drain`](crate::Limits::drain)
    /// says. A second signal does not wait for them, and an application that is [a service](Serve::into_service) has no stop.
    pub fn on_stop<F, O>(mut self, hook: F) -> Self
    where
        F: FnOnce(Arc<A>) -> O + Send + 'static,
        O: Future<Output = ()> + Send + 'static,
    {
        let app = Arc::clone(&self.app);
        self.hooks
            .stop
            .push(Box::new(move |()| Box::pin(async move { hook(app).await })));
        self
    }

    /// Runs `task` beside the requests, from the moment the port is open. When the server stops, `Stopping` says so, and the task
    /// has as long as requests in flight to come to its end; then it is dropped. A panic of it is an error in the log, and
    /// nothing else.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # #[get("/")]
    /// # async fn index() -> &'static str { "index" }
    /// use std::sync::Arc;
    /// use std::time::Duration;
    ///
    /// # fn main() {
    /// let server = oxy::serve(App {}).background(async |_: Arc<App>, mut stopping: oxy::Stopping| {
    ///     let mut hourly = tokio::time::interval(Duration::from_secs(60 * 60));
    ///     loop {
    ///         tokio::select! {
    ///             _ = hourly.tick() => println!("another hour"),
    ///             () = stopping.wait() => break,
    ///         }
    ///     }
    /// });
    /// # assert!(server.check().is_ok());
    /// # }
    /// ```
    pub fn background<F, O>(mut self, task: F) -> Self
    where
        F: FnOnce(Arc<A>, Stopping) -> O + Send + 'static,
        O: Future<Output = ()> + Send + 'static,
    {
        let app = Arc::clone(&self.app);
        self.hooks.background.push(Box::new(move |stopping| {
            Box::pin(async move { task(app, stopping).await })
        }));
        self
    }
}
