//! The smallest store that is right, and the ways in which it can be made wrong.

mod steps;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use oxy::session::{Record, SessionKey, Timestamp, UserTag};
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::task::yield_now;
use tokio::time::sleep;

/// One way of being wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    CreateOverwrites,
    CapCountsEnded,
    CapTakesNewest,
    CapInTwoSteps,
    LoadsEnded,
    EndsOneMillisecondLate,
    TouchRewritesTheRow,
    TouchIgnoresSeen,
    TouchGoesBeyondAbsolute,
    LastWriteWins,
    UpdateForgetsSeen,
    UpdateInTwoSteps,
    DeleteIgnoresVersion,
    RotateIgnoresFrom,
    RotateCopies,
    RotateMoves,
    RotateByTag,
    RotateCountsAsAChange,
    RotateTouches,
    RotateRewritesTheRow,
    RotateInTwoSteps,
    RotateIsAnEnd,
    NumbersAlone,
    UsersByTagAlone,
    UsersByNameAlone,
    UsersByPrefix,
    ListUnsorted,
    ListIgnoresLimit,
    ListTakesTheOldest,
    ListLimitsBeforeItLooks,
    DeleteByUserDeletesAll,
    DeleteByUserIgnoresExcept,
    DeleteByUserOneByOne,
    SweepsLive,
    SweepsNothing,
    SweepIgnoresLimit,
    NeverWakes,
    WakesAtOnce,
    MissesAnEndAtOnce,
    CutsTimes,
    LosesEmptyText,
    DoesNotOpen,
    Fails,
    Hangs,
    Panics,
}

/// Rows in a map under one lock. A step takes its time to arrive, as one over a network would.
pub(crate) struct Reference {
    rows: Mutex<HashMap<SessionKey, Record>>,
    changes: watch::Sender<()>,
    /// The way of a step to the rows, and how many can be on it; otherwise it only gives way.
    way: Option<(Duration, Semaphore)>,
    defect: Option<Defect>,
}

/// Whose sessions are meant.
struct User<'u> {
    tag: u64,
    name: &'u str,
}

impl<'u> From<&'u UserTag> for User<'u> {
    fn from(user: &'u UserTag) -> Self {
        Self {
            tag: user.tag(),
            name: user.name(),
        }
    }
}

type Rows<'r> = MutexGuard<'r, HashMap<SessionKey, Record>>;

impl Reference {
    pub(crate) fn right() -> Self {
        Self {
            rows: Mutex::default(),
            changes: watch::Sender::new(()),
            way: None,
            defect: None,
        }
    }

    pub(crate) fn wrong(defect: Defect) -> Self {
        Self {
            defect: Some(defect),
            ..Self::right()
        }
    }

    /// One behind so many connections, on which each step takes so long.
    pub(crate) fn slow(step: Duration, connections: usize) -> Self {
        Self {
            way: Some((step, Semaphore::new(connections))),
            ..Self::right()
        }
    }

    async fn arrive(&self) -> Option<SemaphorePermit<'_>> {
        let Some((step, connections)) = &self.way else {
            yield_now().await;
            return None;
        };
        let place = connections.acquire().await.unwrap();
        sleep(*step).await;
        Some(place)
    }

    fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    fn rows(&self) -> Rows<'_> {
        self.rows.lock().unwrap()
    }

    /// Stores a row, whatever was there.
    pub(crate) fn put(&self, record: Record) {
        self.rows().insert(record.key, record);
    }

    /// What a row is found by.
    fn place(&self, key: &SessionKey) -> SessionKey {
        let tag = match self.has(Defect::NumbersAlone) {
            true => 0,
            false => key.tag(),
        };
        SessionKey::new(tag, key.number())
    }

    fn is_live(&self, record: &Record, now: Timestamp) -> bool {
        match self.defect {
            Some(Defect::LoadsEnded) => true,
            Some(Defect::EndsOneMillisecondLate) => now <= record.ends(),
            Some(Defect::TouchGoesBeyondAbsolute) => now < record.seen.after(record.idle),
            _ => record.is_live(now),
        }
    }

    fn is_of(&self, record: &Record, user: &User<'_>) -> bool {
        let tagged = record.key.tag() == user.tag;
        let named = record.user.as_deref() == Some(user.name);
        match self.defect {
            Some(Defect::UsersByTagAlone) => tagged,
            Some(Defect::UsersByNameAlone) => named,
            Some(Defect::UsersByPrefix) => {
                let name = record.user.as_deref();
                name.is_some_and(|name| name.starts_with(user.name))
            }
            Some(Defect::DeleteByUserDeletesAll) => true,
            _ => tagged && named,
        }
    }

    /// The live sessions of a user, the oldest first.
    fn of(&self, rows: &Rows<'_>, user: &User<'_>, now: Timestamp) -> Vec<Record> {
        let mut found: Vec<Record> = rows
            .values()
            .filter(|row| self.is_of(row, user) && self.is_live(row, now))
            .cloned()
            .collect();
        found.sort_by_key(|row| (row.created, row.key));
        found
    }

    fn changed(&self) {
        if !self.has(Defect::NeverWakes) {
            self.changes.send_replace(());
        }
    }

    fn stored(&self, record: &Record) -> Record {
        let mut record = record.clone();
        if self.has(Defect::CutsTimes) {
            record.absolute_end = Timestamp(record.absolute_end.0 as f64 as u64);
        }
        if self.has(Defect::LosesEmptyText) {
            record.label = record.label.filter(|label| !label.is_empty());
        }
        record
    }

    /// The sessions that a cap on the user of a new one is about, the first to go first.
    fn others(&self, rows: &Rows<'_>, record: &Record, now: Timestamp) -> Vec<Record> {
        let Some(name) = record.user.as_deref() else {
            return Vec::new();
        };
        let tag = record.key.tag();
        let user = User { tag, name };
        // Before anything began, all sessions are live.
        let ended_too = self.has(Defect::CapCountsEnded);
        let mut found = self.of(rows, &user, if ended_too { Timestamp(0) } else { now });
        if self.has(Defect::CapTakesNewest) {
            found.reverse();
        }
        found
    }
}
