//! What all cases work with: fresh sessions, and a log of what is done.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use crate::crypto::random;
use crate::exchange::BoxFuture;
use crate::session::{
    ErasedStore, Loaded, Record, SecretHash, SessionKey, StoreError, Timestamp, UserTag,
};

/// What a store will answer.
pub(super) type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// What a case came to; with `T`, what it goes on with.
pub(super) type Outcome<T = ()> = Result<T, Broken>;

/// Why a case ended early.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) expected: String,
    pub(super) happened: String,
}

impl Broken {
    pub(super) fn new(expected: impl Into<String>, happened: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            happened: happened.into(),
        }
    }

    pub(super) fn late(patience: Duration) -> Self {
        Self::new("an answer", format!("none within {patience:?}"))
    }
}

/// How long a step may take: many times what a store over a network needs.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        let mut text = format!("the error: {error}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            let _ = write!(text, ": {cause}");
            source = cause.source();
        }
        Self::new("an answer", text)
    }
}

/// After how long without a request a session of [`Bench::session`] ends.
pub(super) const IDLE: Duration = Duration::from_secs(600);
/// How long a session of [`Bench::session`] can last.
pub(super) const ABSOLUTE: Duration = Duration::from_secs(3600);

/// The kind of all sessions here, but where there are two.
pub(super) const KIND: &str = "session_id";

/// The store, as one case sees it.
///
/// Its start is the real time, because stores may have a clock of their own for rows that vanish. The database may be in use
/// by others, so all users and keys are random.
#[derive(Clone)]
pub(super) struct Bench {
    /// The store, for calls that are not written down.
    pub(super) store: Arc<dyn ErasedStore>,
    /// Another handle to it, if there is one.
    other: Arc<dyn ErasedStore>,
    /// What steps by way of this handle begin with.
    handle: &'static str,
    pub(super) start: Timestamp,
    log: Arc<Mutex<Log>>,
    writes: bool,
}

#[derive(Default)]
struct Log {
    steps: Vec<String>,
    names: HashMap<SessionKey, String>,
    secrets: HashMap<[u8; 32], String>,
}

impl Bench {
    pub(super) fn new(store: Arc<dyn ErasedStore>) -> Self {
        Self {
            other: Arc::clone(&store),
            store,
            handle: "",
            start: SystemTime::now().into(),
            log: Arc::default(),
            writes: true,
        }
    }

    /// One case by way of two handles to one store.
    pub(super) fn of_two(first: Arc<dyn ErasedStore>, second: Arc<dyn ErasedStore>) -> Self {
        Self {
            other: second,
            handle: "first: ",
            ..Self::new(first)
        }
    }

    /// The same by way of the other handle.
    pub(super) fn other(&self) -> Self {
        let handle = match self.handle {
            "first: " => "second: ",
            "second: " => "first: ",
            one => one,
        };
        Self {
            store: Arc::clone(&self.other),
            other: Arc::clone(&self.store),
            handle,
            ..self.clone()
        }
    }

    /// The same without writing steps down: for tasks of which there are many.
    pub(super) fn quiet(&self) -> Self {
        Self {
            writes: false,
            ..self.clone()
        }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was done so far.
    pub(super) fn steps(&self) -> Vec<String> {
        self.log().steps.clone()
    }

    /// Writes down what is done by other means.
    pub(super) fn note(&self, step: impl Into<String>) {
        self.log().steps.push(step.into());
    }

    /// The time `step` after the start.
    pub(super) fn after(&self, step: Duration) -> Timestamp {
        self.start.after(step)
    }

    /// The time `seconds` before the start.
    pub(super) fn ago(&self, seconds: u64) -> Timestamp {
        Timestamp(self.start.0.saturating_sub(seconds * 1000))
    }

    /// A user that nobody else has.
    pub(super) fn user(&self, name: &str) -> UserTag {
        UserTag::new(KIND, format!("{name}-{:016x}", number()))
    }

    /// A key that nobody else has, called `name` in the steps.
    pub(super) fn key(&self, name: &str, tag: u64) -> SessionKey {
        self.numbered_key(name, tag, number())
    }

    /// A key of this number, called `name` in the steps.
    pub(super) fn numbered_key(&self, name: &str, tag: u64, number: u64) -> SessionKey {
        let key = SessionKey::new(tag, number);
        self.log().names.insert(key, name.to_owned());
        key
    }

    /// A secret that nobody else has, called `name` in the steps.
    pub(super) fn secret(&self, name: &str) -> SecretHash {
        let hash = random();
        self.log().secrets.insert(hash, name.to_owned());
        SecretHash::new(hash)
    }

    /// A key of a session without a user.
    pub(super) fn anonymous_key(&self, name: &str) -> SessionKey {
        self.key(name, number())
    }

    /// A user's new session, called `name` in the steps.
    pub(super) fn session(&self, name: &str, user: &UserTag) -> Record {
        Record {
            key: self.key(name, user.tag()),
            user: Some(user.name().to_owned()),
            ..self.anonymous(name)
        }
    }

    /// A new session without a user.
    pub(super) fn anonymous(&self, name: &str) -> Record {
        Record {
            key: self.anonymous_key(name),
            secret: self.secret(&format!("the first of {name}")),
            user: None,
            label: Some(format!("the browser of {name}")),
            created: self.start,
            seen: self.start,
            idle: IDLE,
            absolute_end: self.after(ABSOLUTE),
            version: 1,
            data: format!("\u{1}{{\"name\":\"{name}\"}}").into_bytes(),
        }
    }

    pub(super) fn name(&self, key: &SessionKey) -> String {
        let name = self.log().names.get(key).cloned();
        name.unwrap_or_else(|| "a session of somebody else".to_owned())
    }

    pub(super) fn names<'k>(&self, keys: impl IntoIterator<Item = &'k SessionKey>) -> String {
        let names: Vec<_> = keys.into_iter().map(|key| self.name(key)).collect();
        format!("[{}]", names.join(", "))
    }

    pub(super) fn secret_name(&self, secret: &SecretHash) -> String {
        let name = self.log().secrets.get(secret.as_bytes()).cloned();
        name.unwrap_or_else(|| "a secret that was never given".to_owned())
    }

    /// A time as the steps show it.
    pub(super) fn time(&self, time: Timestamp) -> String {
        match (
            time.0.checked_sub(self.start.0),
            self.start.0 - time.0.min(self.start.0),
        ) {
            (Some(0), _) => "start".to_owned(),
            (Some(later), _) => format!("start + {later} ms"),
            (None, earlier) => format!("start - {earlier} ms"),
        }
    }

    /// Waits for an answer, and writes both down: a store that hangs or panics leaves a step without an answer.
    pub(super) async fn step<T>(
        &self,
        step: String,
        answer: Answer<'_, T>,
        show: impl FnOnce(&T) -> String,
    ) -> Outcome<T> {
        if self.writes {
            self.note(format!("{}{step}", self.handle));
        }
        let Ok(answer) = timeout(PATIENCE, answer).await else {
            return Err(Broken::late(PATIENCE));
        };
        if self.writes {
            let text = match &answer {
                Ok(answer) => show(answer),
                Err(_) => "an error".to_owned(),
            };
            if let Some(step) = self.log().steps.last_mut() {
                let _ = write!(step, " = {text}");
            }
        }
        Ok(answer?)
    }

    /// What was loaded, as the steps show it.
    pub(super) fn show(&self, loaded: &Loaded) -> String {
        match loaded {
            Loaded::Live(record) => format!(
                "Live({}: version {}, seen {}, {} bytes)",
                self.name(&record.key),
                record.version,
                self.time(record.seen),
                record.data.len()
            ),
            other => format!("{other:?}"),
        }
    }
}

/// A random number.
pub(super) fn number() -> u64 {
    u64::from_be_bytes(random())
}
