//! The one connection of this process that writes.
//!
//! SQLite lets one write at a time. Who has to wait does so here, in order, instead of asking again and again; and what has
//! gathered meanwhile goes into one transaction, because a transaction's wait for the disk is nearly all of its cost.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::sqlite::SqliteConnection;
use sqlx::{Error, Executor as _, Sqlite};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::exchange::BoxFuture;
use crate::session::sql::{Lease, Pool};
use crate::session::sqlite::trouble::{Trouble, is_busy, is_full};
use crate::session::store::StoreError;

/// The most changes of one transaction: others, of this process and of others, get their turn after it.
const BATCH: usize = 100;

/// The most changes that wait for their turn: more could only be refused later, after they have held up others.
const LONGEST: usize = 1_000;

/// How long to wait for the writers of other processes. A request is answered without it much sooner, and then only what
/// has to be finished, such as a log-out, is still wanted.
const PATIENCE: Duration = Duration::from_secs(4);

/// How long one transaction may follow another at once. SQLite gives its turn to nobody in particular: other processes, who
/// ask every millisecond, would not meet the moment between two transactions.
const TURN: Duration = Duration::from_millis(20);
/// How long others can begin after a turn.
const REST: Duration = Duration::from_millis(3);

/// What is done to the database, whole or not at all.
pub(super) trait Change: Send + Sync + 'static {
    type Answer: Send + 'static;

    /// Makes the change; it may be made again, when the first time was taken back.
    fn apply(
        &self,
        connection: &mut SqliteConnection,
    ) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
}

pub(super) struct Writer {
    shared: Arc<Shared>,
}

struct Shared {
    /// Of one connection.
    pool: Pool<Sqlite>,
    trouble: Trouble,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    changes: Vec<Box<dyn Waiting>>,
    /// There only while there are changes.
    task: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn new(pool: Pool<Sqlite>, trouble: Trouble) -> Self {
        Self {
            shared: Arc::new(Shared {
                pool,
                trouble,
                queue: Mutex::default(),
            }),
        }
    }

    /// Makes a change; it is on the disk when this returns. Whoever leaves before its turn has changed nothing.
    pub(super) async fn write<C: Change>(&self, change: C) -> Result<C::Answer, StoreError> {
        let (tell, told) = oneshot::channel();
        let waiting = Box::new(Asked {
            change,
            answer: None,
            tell,
        });
        self.push(waiting);
        told.await
            .unwrap_or_else(|_| Err(StoreError::new("the task that writes to SQLite ended")))
    }

    fn push(&self, change: Box<dyn Waiting>) {
        let mut queue = self.shared.queue();
        if queue.changes.len() >= LONGEST {
            queue.changes.retain(|change| change.is_wanted());
        }
        if queue.changes.len() >= LONGEST {
            drop(queue);
            let error = "SQLite: more changes wait for the disk than it can take in time";
            return change.fail(StoreError::new(error));
        }
        queue.changes.push(change);
        // A task ends with its runtime, which the store may outlive.
        if queue.task.as_ref().is_none_or(JoinHandle::is_finished) {
            queue.task = Some(tokio::spawn(Arc::clone(&self.shared).run()));
        }
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run(self: Arc<Self>) {
        let mut turn = Instant::now();
        while let Some(changes) = self.next() {
            self.write(changes, &mut turn).await;
            if turn.elapsed() > TURN {
                sleep(REST).await;
                turn = Instant::now();
            }
        }
    }

    /// The changes of the next transaction; none when nobody waits, and then the task is over.
    fn next(&self) -> Option<Vec<Box<dyn Waiting>>> {
        let mut queue = self.queue();
        queue.changes.retain(|change| change.is_wanted());
        if queue.changes.is_empty() {
            queue.changes.shrink_to(BATCH);
            queue.task = None;
            return None;
        }
        let end = queue.changes.len().min(BATCH);
        Some(queue.changes.drain(..end).collect())
    }

    async fn write(&self, mut changes: Vec<Box<dyn Waiting>>, turn: &mut Instant) {
        match self.together(&mut changes, turn).await {
            Ok(()) => changes.into_iter().for_each(Waiting::succeed),
            Err(Failure::Before(error)) => {
                for change in changes {
                    change.fail(self.trouble.explain(&error));
                }
            }
            // One of them cannot be made: the others must not suffer from it.
            Err(Failure::Within(_)) => {
                for change in changes {
                    self.alone(change, turn).await;
                }
            }
        }
    }

    async fn alone(&self, change: Box<dyn Waiting>, turn: &mut Instant) {
        let mut change = [change];
        let mut written = self.together(&mut change, turn).await;
        if let Err(Failure::Within(error)) = &written
            && is_full(error)
        {
            // A log that begins anew writes where it has written before, so that a deletion finds room on a full disk.
            self.empty_the_log().await;
            written = self.together(&mut change, turn).await;
        }
        let [change] = change;
        match written {
            Ok(()) => change.succeed(),
            Err(Failure::Before(error) | Failure::Within(error)) => {
                change.fail(self.trouble.explain(&error));
            }
        }
    }

    /// All of them, in one transaction. The turn begins anew when others had theirs.
    async fn together(
        &self,
        changes: &mut [Box<dyn Waiting>],
        turn: &mut Instant,
    ) -> Result<(), Failure> {
        let mut lease = self.pool.lease().await.map_err(Failure::Before)?;
        let connection = &mut lease.connection;
        if let Err(error) = begin(connection, changes, turn).await {
            end(lease).await;
            return Err(Failure::Before(error));
        }
        let mut done = Ok(());
        // Who left while others wrote has changed nothing.
        for change in changes.iter_mut().filter(|change| change.is_wanted()) {
            done = change.apply(connection).await;
            if done.is_err() {
                break;
            }
        }
        if done.is_ok() {
            done = connection.execute("COMMIT").await.map(|_| ());
        }
        match done {
            Ok(()) => {
                lease.give_back();
                Ok(())
            }
            Err(error) => {
                end(lease).await;
                Err(Failure::Within(error))
            }
        }
    }

    async fn empty_the_log(&self) {
        if let Ok(mut lease) = self.pool.lease().await {
            let emptied = lease.connection.execute("PRAGMA wal_checkpoint(RESTART)");
            if let Err(error) = emptied.await {
                tracing::debug!(cause = %self.trouble.explain(&error), "the log of SQLite could not be emptied");
            }
            lease.give_back();
        }
    }
}

/// Waits for the writers of other processes, while there is somebody for whom.
///
/// SQLite would ask after ever longer times, and meet nobody's end beside a process that writes all the time. The changes are
/// only looked at; they are of several threads in turn, but never at once.
async fn begin(
    connection: &mut SqliteConnection,
    changes: &mut [Box<dyn Waiting>],
    turn: &mut Instant,
) -> Result<(), Error> {
    let begin = Instant::now();
    loop {
        match connection.execute("BEGIN IMMEDIATE").await {
            Err(error) if is_busy(&error) => {
                let is_wanted = changes.iter().any(|change| change.is_wanted());
                if !is_wanted || begin.elapsed() > PATIENCE {
                    return Err(error);
                }
                *turn = Instant::now();
            }
            other => return other.map(|_| ()),
        }
    }
}

/// Takes a transaction back. SQLite may have done so by itself; a connection of which it is not known is closed.
async fn end(mut lease: Lease<Sqlite>) {
    let is_ended = match lease.connection.execute("ROLLBACK").await {
        Ok(_) => true,
        Err(Error::Database(error)) => error.message().contains("no transaction is active"),
        Err(_) => false,
    };
    if is_ended {
        lease.give_back();
    }
}

enum Failure {
    /// The database could not be had.
    Before(Error),
    /// A change, or all of them, could not be made.
    Within(Error),
}

/// A change of some kind, and who waits for it.
trait Waiting: Send {
    fn is_wanted(&self) -> bool;
    fn apply<'a>(
        &'a mut self,
        connection: &'a mut SqliteConnection,
    ) -> BoxFuture<'a, Result<(), Error>>;
    fn succeed(self: Box<Self>);
    fn fail(self: Box<Self>, error: StoreError);
}

struct Asked<C: Change> {
    change: C,
    /// What is told as soon as it is on the disk.
    answer: Option<C::Answer>,
    tell: oneshot::Sender<Result<C::Answer, StoreError>>,
}

impl<C: Change> Waiting for Asked<C> {
    fn is_wanted(&self) -> bool {
        !self.tell.is_closed()
    }

    fn apply<'a>(
        &'a mut self,
        connection: &'a mut SqliteConnection,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async {
            self.answer = Some(self.change.apply(connection).await?);
            Ok(())
        })
    }

    fn succeed(self: Box<Self>) {
        if let Some(answer) = self.answer {
            let _ = self.tell.send(Ok(answer));
        }
    }

    fn fail(self: Box<Self>, error: StoreError) {
        let _ = self.tell.send(Err(error));
    }
}
