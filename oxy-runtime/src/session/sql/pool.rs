//! A few connections that are used again.
//!
//! The pool of sqlx asks the server about every connection that comes back, and waits for the answer as long as it takes: one
//! more round trip per step, and a place that is lost when a server is gone without a word. Here a connection comes back
//! only when its last answer has been read, and is closed otherwise. And not everybody who finds none makes one: who
//! waits gets the first that is free, be it a new one or one that comes back.
//!
//! A server that refuses one more connection may serve the others well. So an attempt that fails is told to those who wait
//! only where there is no connection that may come back to them; it is then told to all.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use rand::RngExt as _;
use sqlx::{ConnectOptions as _, Connection, Database, Error};
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::session::sql::refusal::Refusal;

/// How long to wait for a connection.
const WAIT: Duration = Duration::from_secs(1);
/// How long it may take to connect: nobody waits for all of it, but those who come later find the connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How many connections are made at the same time.
const CONNECTING: usize = 2;

/// How a database is connected to.
type Options<D> = <<D as Database>::Connection as Connection>::Options;

pub(in crate::session) struct Pool<D: Database> {
    shared: Arc<Shared<D>>,
}

struct Shared<D: Database> {
    options: Options<D>,
    most: usize,
    age: Option<Duration>,
    state: Mutex<State<D>>,
}

struct State<D: Database> {
    /// The last one used is at the end, and used first: so some stay warm. Nobody waits while there is one.
    idle: Vec<Idle<D>>,
    waiting: VecDeque<oneshot::Sender<Answer<D>>>,
    /// All places, also those of connections that are being made.
    taken: usize,
    connecting: usize,
    /// Why there is no connection more; none after a success.
    refusal: Option<Refusal>,
}

/// What is told to one who waits.
type Answer<D> = Result<Lease<D>, Error>;

/// It has a place, too.
struct Idle<D: Database> {
    connection: D::Connection,
    since: Instant,
    until: Option<Instant>,
}

impl<D: Database> Clone for Pool<D> {
    fn clone(&self) -> Self {
        let shared = Arc::clone(&self.shared);
        Self { shared }
    }
}

impl<D: Database> Pool<D> {
    /// Nothing is connected yet. Connections are used until they are about as old as `age`, or for as long as they last.
    pub(in crate::session) fn new(options: Options<D>, most: usize, age: Option<Duration>) -> Self {
        let state = State {
            idle: Vec::new(),
            waiting: VecDeque::new(),
            taken: 0,
            connecting: 0,
            refusal: None,
        };
        Self {
            shared: Arc::new(Shared {
                options,
                most,
                age,
                state: Mutex::new(state),
            }),
        }
    }

    /// A connection that was used before, or a new one.
    pub(in crate::session) async fn lease(&self) -> Result<Lease<D>, Error> {
        let begin = Instant::now();
        let turn = {
            let mut state = self.shared.state();
            if let Some(idle) = state.idle.pop() {
                return Ok(Lease {
                    connection: idle.connection,
                    since: Some(idle.since),
                    until: idle.until,
                    place: Place(Some(Arc::clone(&self.shared))),
                });
            }
            let (tell, told) = oneshot::channel();
            state.waiting.push_back(tell);
            Turn(told)
        };
        self.shared.connect();
        let told = tokio::time::timeout(WAIT, turn).await;
        told.unwrap_or_else(|_| Err(self.shared.state().overdue(begin)))
    }

    /// Closes the connections that nobody has: what ended one will have ended the others.
    pub(in crate::session) fn forget(&self) {
        let idle = {
            let mut state = self.shared.state();
            state.taken -= state.idle.len();
            std::mem::take(&mut state.idle)
        };
        drop(idle);
    }
}

impl<D: Database> Shared<D> {
    fn state(&self) -> MutexGuard<'_, State<D>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to make a connection, if somebody waits for one and there may be more.
    fn connect(self: &Arc<Self>) {
        let mut state = self.state();
        // One attempt is enough to find out whether the server is back.
        let at_once = if state.refusal.is_some() {
            1
        } else {
            CONNECTING
        };
        if state.connecting >= at_once || state.taken >= self.most {
            return;
        }
        state.waiting.retain(|waiting| !waiting.is_closed());
        if state.waiting.len() <= state.connecting {
            return;
        }
        let begin = state.refusal.as_ref().map(Refusal::next);
        state.taken += 1;
        state.connecting += 1;
        drop(state);
        let attempt = Attempt(Some(Arc::clone(self)));
        let shared = Arc::clone(self);
        // In a task: who waits for it may leave.
        tokio::spawn(async move {
            if let Some(begin) = begin {
                tokio::time::sleep_until(begin).await;
            }
            let connected = tokio::time::timeout(CONNECT, shared.options.connect()).await;
            let place = attempt.over();
            match connected.unwrap_or_else(|_| Err(late("a connection"))) {
                Ok(connection) => {
                    shared.state().refusal = None;
                    let lease = Lease {
                        connection,
                        since: None,
                        until: shared.end_of_use(),
                        place,
                    };
                    shared.give(lease);
                    shared.connect();
                }
                // With the place goes the next attempt, if somebody waits then.
                Err(error) => shared.refused(error, place),
            }
        });
    }

    /// Tells all who wait, unless there may be a connection for them yet.
    fn refused(&self, error: Error, place: Place<D>) {
        let mut state = self.state();
        let refusal = Refusal::after(state.refusal.take(), error);
        let is_last = state.taken == 1;
        let waiting = is_last.then(|| std::mem::take(&mut state.waiting));
        let told = waiting.into_iter().flatten();
        let told: Vec<_> = told.map(|tell| (tell, refusal.error())).collect();
        state.refusal = Some(refusal);
        drop(state);
        for (tell, error) in told {
            let _ = tell.send(Err(error));
        }
        drop(place);
    }

    /// When a connection that is made now gets too old. Not all at once: they may have been made at once.
    fn end_of_use(&self) -> Option<Instant> {
        let part = rand::rng().random_range(0.8..1.2);
        Some(Instant::now() + self.age?.mul_f64(part))
    }

    /// Gives a connection to who has waited longest, or keeps it.
    fn give(&self, mut lease: Lease<D>) {
        if lease.until.is_some_and(|until| until < Instant::now()) {
            return;
        }
        let mut state = self.state();
        while let Some(next) = state.waiting.pop_front() {
            match next.send(Ok(lease)) {
                Err(Ok(back)) => lease = back,
                _ => return,
            }
        }
        lease.place.0 = None;
        state.idle.push(Idle {
            connection: lease.connection,
            since: lease.since.unwrap_or_else(Instant::now),
            until: lease.until,
        });
    }
}

impl<D: Database> State<D> {
    /// Why somebody who began to wait then has waited in vain.
    fn overdue(&self, begin: Instant) -> Error {
        match &self.refusal {
            Some(refusal) if refusal.is_since(begin) => refusal.error(),
            _ if self.taken == self.connecting => late("a connection"),
            _ => Error::PoolTimedOut,
        }
    }
}

/// Somebody's wait.
struct Turn<D: Database>(oneshot::Receiver<Answer<D>>);

impl<D: Database> Future for Turn<D> {
    type Output = Answer<D>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer<D>> {
        let told = Pin::new(&mut self.0).poll(context);
        told.map(|told| told.unwrap_or(Err(Error::WorkerCrashed)))
    }
}

impl<D: Database> Drop for Turn<D> {
    /// What comes to somebody who is leaving is for the next.
    fn drop(&mut self) {
        self.0.close();
        if let Ok(Ok(lease)) = self.0.try_recv() {
            lease.give_back();
        }
    }
}

/// The error of something that did not come in time.
pub(in crate::session) fn late(what: &str) -> Error {
    let kind = std::io::ErrorKind::TimedOut;
    Error::Io(std::io::Error::new(
        kind,
        format!("{what} did not come in time"),
    ))
}

/// An attempt that is under way, with its place.
struct Attempt<D: Database>(Option<Arc<Shared<D>>>);

impl<D: Database> Attempt<D> {
    fn over(mut self) -> Place<D> {
        let shared = self.0.take();
        if let Some(shared) = &shared {
            shared.state().connecting -= 1;
        }
        Place(shared)
    }
}

impl<D: Database> Drop for Attempt<D> {
    /// It ends with its runtime. So would the next one, at once, and the one after it, without an end: none is begun.
    fn drop(&mut self) {
        if let Some(shared) = self.0.take() {
            let mut state = shared.state();
            state.connecting -= 1;
            state.taken -= 1;
        }
    }
}

/// The right to have a connection; none where an idle connection has it.
struct Place<D: Database>(Option<Arc<Shared<D>>>);

impl<D: Database> Drop for Place<D> {
    fn drop(&mut self) {
        let Some(shared) = self.0.take() else {
            return;
        };
        shared.state().taken -= 1;
        // Without a runtime nobody waits.
        if tokio::runtime::Handle::try_current().is_ok() {
            shared.connect();
        }
    }
}

/// A connection for one step. It is closed when this is dropped, unless it is [given back](Lease::give_back).
pub(in crate::session) struct Lease<D: Database> {
    pub(in crate::session) connection: D::Connection,
    /// Since when it has been unused; none if it is new.
    since: Option<Instant>,
    until: Option<Instant>,
    place: Place<D>,
}

impl<D: Database> Lease<D> {
    /// How long it has been unused; none if it is new.
    pub(in crate::session) fn rest(&self) -> Option<Duration> {
        Some(self.since?.elapsed())
    }

    /// Lets others use it: its last answer has been read, and it is in no transaction.
    pub(in crate::session) fn give_back(mut self) {
        self.since = Some(Instant::now());
        if let Some(shared) = self.place.0.clone() {
            shared.give(self);
        }
    }
}
