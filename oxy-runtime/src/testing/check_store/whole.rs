//! A step is done wholly or not at all.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::session::{Record, SessionKey, UserTag};
use crate::testing::check_store::bench::{Bench, Broken, Outcome};

/// How long a step may go on in a database after nobody waits for it.
const SETTLED: Duration = Duration::from_secs(3);

/// A user's sessions as a store has them.
#[derive(PartialEq)]
pub(super) struct State {
    records: Vec<Option<Record>>,
    list: Vec<SessionKey>,
}

impl State {
    /// These sessions; the list has those that are there.
    pub(super) fn new<const N: usize>(records: [Option<&Record>; N]) -> Self {
        Self {
            records: records.map(Option::<&Record>::cloned).into(),
            list: records.iter().flatten().map(|record| record.key).collect(),
        }
    }

    async fn read(bench: &Bench, keys: &[SessionKey], user: &UserTag) -> Outcome<Self> {
        let mut records = Vec::new();
        for key in keys {
            records.push(bench.load(key, bench.start).await?.live());
        }
        let list = bench.by_user(user, bench.start).await?;
        Ok(Self {
            records,
            list: list.iter().map(|line| line.key).collect(),
        })
    }

    fn show(&self, bench: &Bench) -> String {
        let records = self.records.iter().flatten();
        let records: Vec<_> = records
            .map(|it| {
                let (name, secret) = (bench.name(&it.key), bench.secret_name(&it.secret));
                format!("{name} in version {}, secret {secret:?}", it.version)
            })
            .collect();
        let list = bench.names(&self.list);
        format!("live: [{}], listed: {list}", records.join(", "))
    }
}

/// What a step makes of a user's sessions.
pub(super) struct Step<'s> {
    pub(super) user: &'s UserTag,
    pub(super) keys: &'s [SessionKey],
    pub(super) before: State,
    pub(super) after: State,
}

impl Step<'_> {
    /// The store is before the step or after it, and answers.
    ///
    /// A database may do the step after its client is gone, so that what looks like half of it is looked at again.
    pub(super) async fn is_whole(&self, bench: &Bench, finished: bool) -> Outcome {
        let begin = Instant::now();
        let mut looks = 0;
        loop {
            looks += 1;
            let got = State::read(bench, self.keys, self.user).await?;
            if got == self.after || (got == self.before && !finished) {
                return Ok(());
            }
            if begin.elapsed() > SETTLED && looks > 4 {
                let (before, after) = (self.before.show(bench), self.after.show(bench));
                let expected = if finished {
                    after
                } else {
                    format!("{before}; or {after}")
                };
                return Err(Broken::new(expected, got.show(bench)));
            }
            sleep(Duration::from_millis(20)).await;
        }
    }
}
