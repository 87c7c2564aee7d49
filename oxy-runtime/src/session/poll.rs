//! Finds out at intervals which sessions have been deleted, for stores that do not tell it by themselves.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch::{Receiver, Sender};
use tokio::task::JoinHandle;

use crate::session::id::SessionKey;
use crate::session::store::StoreError;

/// How often a store is asked: a stream ends within a second of its session.
const EVERY: Duration = Duration::from_millis(400);
/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most sessions of one question.
const BATCH: usize = 1_000;

/// A store that can be asked about many sessions at once.
pub(super) trait Inspect: Clone + Send + Sync + 'static {
    /// The server that has a session, where there are several: one that is down does not keep the others from telling.
    fn server_of(&self, _: &SessionKey) -> Option<String> {
        None
    }

    /// Those of these sessions, which are all of one server, that are known not to be in the store. An ended one that is
    /// still there may or may not be among them.
    fn absent(
        &self,
        keys: &[SessionKey],
    ) -> impl Future<Output = Result<Vec<SessionKey>, StoreError>> + Send;
}

/// The sessions of one store that are watched. One task asks for all of them, and only while there are any.
#[derive(Clone, Default)]
pub(super) struct Poll {
    shared: Arc<Mutex<Watched>>,
}

#[derive(Default)]
struct Watched {
    /// A sender says nothing; that it is gone says that the session has ended.
    by_key: HashMap<SessionKey, Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl Poll {
    /// Waits until the session is not in the store. While the store cannot say, it goes on waiting.
    pub(super) async fn ended(&self, store: &impl Inspect, key: &SessionKey) {
        let mut receiver = self.watch(store, *key);
        // Nothing is ever sent: this returns when the sender is gone.
        while receiver.changed().await.is_ok() {}
    }

    fn watch(&self, store: &impl Inspect, key: SessionKey) -> Receiver<()> {
        let mut watched = self.watched();
        // A task ends with its runtime, which the next watcher may outlive.
        if watched.task.as_ref().is_none_or(JoinHandle::is_finished) {
            watched.task = Some(tokio::spawn(self.clone().run(store.clone())));
        }
        let sender = watched.by_key.entry(key);
        sender.or_insert_with(|| Sender::new(())).subscribe()
    }

    async fn run(self, store: impl Inspect) {
        // At most one question to each server.
        let mut asked: HashMap<Option<String>, JoinHandle<()>> = HashMap::new();
        while let Some(keys) = self.keys() {
            asked.retain(|_, question| !question.is_finished());
            let mut by_server: HashMap<_, Vec<_>> = HashMap::new();
            for key in keys {
                by_server
                    .entry(store.server_of(&key))
                    .or_default()
                    .push(key);
            }
            by_server.retain(|server, _| !asked.contains_key(server));
            for (server, keys) in by_server {
                let question = self.clone().ask(store.clone(), keys);
                asked.insert(server, tokio::spawn(question));
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    async fn ask(self, store: impl Inspect, keys: Vec<SessionKey>) {
        for keys in keys.chunks(BATCH) {
            match tokio::time::timeout(PATIENCE, store.absent(keys)).await {
                Ok(Ok(absent)) => self.end(&absent),
                Ok(Err(error)) => {
                    tracing::debug!(cause = %error, "the ends of sessions could not be asked for");
                }
                Err(_) => {
                    tracing::debug!("the store did not say which sessions have ended");
                }
            }
        }
    }

    /// Whom somebody waits for; none when nobody waits, and then the task is over.
    fn keys(&self) -> Option<Vec<SessionKey>> {
        let mut watched = self.watched();
        watched
            .by_key
            .retain(|_, sender| sender.receiver_count() > 0);
        if watched.by_key.is_empty() {
            watched.by_key.shrink_to_fit();
            watched.task = None;
            return None;
        }
        Some(watched.by_key.keys().copied().collect())
    }

    fn end(&self, absent: &[SessionKey]) {
        let mut watched = self.watched();
        for key in absent {
            watched.by_key.remove(key);
        }
    }

    fn watched(&self) -> MutexGuard<'_, Watched> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashSet;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::time::{Instant, timeout};

    use super::*;

    /// A store that is asked, and may be down.
    #[derive(Clone, Default)]
    struct Rows {
        here: Arc<Mutex<HashSet<SessionKey>>>,
        down: Arc<Mutex<bool>>,
        /// A server that never answers.
        silent: Arc<Mutex<Option<String>>>,
        asked: Arc<AtomicUsize>,
    }

    impl Rows {
        fn with(numbers: impl IntoIterator<Item = u64>) -> Self {
            let rows = Self::default();
            let keys = numbers.into_iter().map(key);
            rows.here.lock().unwrap().extend(keys);
            rows
        }

        fn delete(&self, number: u64) {
            self.here.lock().unwrap().remove(&key(number));
        }
    }

    impl Inspect for Rows {
        fn server_of(&self, key: &SessionKey) -> Option<String> {
            Some(format!("server {}", key.number() / 10_000))
        }

        async fn absent(&self, keys: &[SessionKey]) -> Result<Vec<SessionKey>, StoreError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if *self.down.lock().unwrap() {
                return Err(StoreError::new("down"));
            }
            let server = self.server_of(&keys[0]);
            assert!(keys.iter().all(|key| self.server_of(key) == server));
            if *self.silent.lock().unwrap() == server {
                std::future::pending::<()>().await;
            }
            let here = self.here.lock().unwrap();
            let absent = keys.iter().filter(|key| !here.contains(key));
            Ok(absent.copied().collect())
        }
    }

    fn key(number: u64) -> SessionKey {
        SessionKey::new(1, number)
    }

    #[tokio::test(start_paused = true)]
    async fn the_end_is_noticed_within_a_second() {
        let (rows, poll) = (Rows::with([1, 2]), Poll::default());
        let waiting = tokio::spawn({
            let (rows, poll) = (rows.clone(), poll.clone());
            async move { poll.ended(&rows, &key(1)).await }
        });
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert!(!waiting.is_finished());
        rows.delete(1);
        let deleted = Instant::now();
        waiting.await.unwrap();
        assert!(deleted.elapsed() < Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_there_has_ended() {
        let (rows, poll) = (Rows::default(), Poll::default());
        let key = key(1);
        let ended = timeout(Duration::from_millis(1), poll.ended(&rows, &key));
        ended.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_is_down_has_ended_nothing() {
        let (rows, poll) = (Rows::default(), Poll::default());
        *rows.down.lock().unwrap() = true;
        let (minute, key) = (Duration::from_secs(60), key(1));
        let ended = timeout(minute, poll.ended(&rows, &key));
        assert!(ended.await.is_err());
        *rows.down.lock().unwrap() = false;
        let ended = timeout(Duration::from_secs(1), poll.ended(&rows, &key));
        ended.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_never_answers_hides_no_end_on_another() {
        let (rows, poll) = (Rows::with([1, 10_001]), Poll::default());
        *rows.silent.lock().unwrap() = Some("server 0".to_owned());
        let waiting = [1, 10_001].map(|number| {
            let (rows, poll) = (rows.clone(), poll.clone());
            tokio::spawn(async move { poll.ended(&rows, &key(number)).await })
        });
        tokio::time::sleep(Duration::from_secs(10)).await;
        let [silent, other] = waiting;
        rows.delete(1);
        rows.delete(10_001);
        let second = Duration::from_secs(1);
        timeout(second, other).await.unwrap().unwrap();
        assert!(!silent.is_finished());
        *rows.silent.lock().unwrap() = None;
        timeout(PATIENCE + second, silent).await.unwrap().unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn many_are_asked_for_at_once_and_nothing_without_a_watcher() {
        let (rows, poll) = (Rows::with(0..2_500), Poll::default());
        let ended = (0..2_500).map(|number| {
            let (rows, poll) = (rows.clone(), poll.clone());
            tokio::spawn(async move { poll.ended(&rows, &key(number)).await })
        });
        let ended: Vec<_> = ended.collect();
        tokio::time::sleep(EVERY * 10 + EVERY / 2).await;
        let asked = rows.asked.load(Ordering::Relaxed);
        assert!((30..=36).contains(&asked), "{asked}");
        for waiting in ended {
            waiting.abort();
        }
        tokio::time::sleep(EVERY * 3).await;
        let asked = rows.asked.load(Ordering::Relaxed);
        tokio::time::sleep(EVERY * 100).await;
        assert_eq!(rows.asked.load(Ordering::Relaxed), asked);
        assert!(poll.watched().by_key.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_after_the_last_has_gone_is_served_too() {
        let (rows, poll) = (Rows::with([1]), Poll::default());
        let second = Duration::from_secs(1);
        assert!(timeout(second, poll.ended(&rows, &key(1))).await.is_err());
        tokio::time::sleep(second * 5).await;
        rows.delete(1);
        timeout(second, poll.ended(&rows, &key(1))).await.unwrap();
    }
}
