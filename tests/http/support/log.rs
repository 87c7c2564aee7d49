//! A subscriber that keeps every log line of this thread, down to TRACE; and one that prints those of all threads.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

#[derive(Clone, Default)]
pub(crate) struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    is_printed: bool,
}

/// What every printed line begins with.
pub(crate) const PRINTED: &str = "log: ";

static IS_PRINTED: OnceLock<()> = OnceLock::new();

impl Log {
    /// Prints all log lines of this process from now on, also those that are kept.
    pub(crate) fn print() {
        IS_PRINTED.get_or_init(|| ());
        tracing::subscriber::set_global_default(Self::new()).unwrap();
    }

    fn new() -> Self {
        Self {
            lines: Arc::default(),
            is_printed: IS_PRINTED.get().is_some(),
        }
    }

    /// Keeps the log lines of this thread until the guard is dropped.
    pub(crate) fn capture() -> (Self, DefaultGuard) {
        let log = Self::new();
        let guard = tracing::subscriber::set_default(log.clone());
        (log, guard)
    }

    /// The lines so far: level, target and all fields.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The lines of one level.
    pub(crate) fn of(&self, level: &str) -> Vec<String> {
        let mut lines = self.lines();
        lines.retain(|line| line.starts_with(level));
        lines
    }

    fn keep(&self, metadata: &Metadata<'_>, fields: impl FnOnce(&mut Line)) {
        let mut line = Line(format!("{} {}", metadata.level(), metadata.target()));
        fields(&mut line);
        self.add(line.0);
    }

    fn add(&self, line: String) {
        if self.is_printed {
            eprintln!("{PRINTED}{}", line.replace('\n', "\\n"));
        }
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(line);
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.keep(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line("RECORD".to_owned());
        values.record(&mut line);
        self.add(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.keep(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = write!(self.0, " {}={value}", field.name());
    }
}
