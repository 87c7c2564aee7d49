//! Before, during and after an outage.

use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

use crate::testing::check_store::bench::{Bench, Broken, Outcome};
use crate::testing::check_store::expect::terms;

/// How soon a store works again that is back: connections are made anew, at intervals.
const BACK: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Before,
    Down,
    Up,
}

/// The outage, as one rule goes through it. A rule that ends early holds up no other.
#[derive(Clone)]
pub(super) struct Phases {
    /// Whether sessions can be loaded meanwhile.
    pub(super) reads_work: bool,
    /// Whether what was acknowledged is kept.
    pub(super) keeps_data: bool,
    stage: watch::Receiver<Stage>,
    /// Nothing is sent: that all are gone says that every rule is ready for the next stage.
    before: Option<mpsc::Sender<()>>,
    down: Option<mpsc::Sender<()>>,
}

/// The outage, as the one sees it who makes it.
pub(super) struct Stages {
    stage: watch::Sender<Stage>,
    before: mpsc::Receiver<()>,
    down: mpsc::Receiver<()>,
}

impl Stages {
    pub(super) fn new(reads_work: bool, keeps_data: bool) -> (Self, Phases) {
        let (before, all_before) = mpsc::channel(1);
        let (down, all_down) = mpsc::channel(1);
        let (stage, stages) = watch::channel(Stage::Before);
        let phases = Phases {
            reads_work,
            keeps_data,
            stage: stages,
            before: Some(before),
            down: Some(down),
        };
        let stages = Self {
            stage,
            before: all_before,
            down: all_down,
        };
        (stages, phases)
    }

    /// Waits until every rule is ready for the outage.
    pub(super) async fn prepared(&mut self) {
        while self.before.recv().await.is_some() {}
    }

    /// Tells that the store is down, and waits until every rule has seen it so.
    pub(super) async fn is_down(&mut self) {
        self.stage.send_replace(Stage::Down);
        while self.down.recv().await.is_some() {}
    }

    /// Tells that the store is back.
    pub(super) fn is_up(&self) {
        self.stage.send_replace(Stage::Up);
    }
}

impl Phases {
    /// Waits until the store is down.
    pub(super) async fn down(&mut self, bench: &Bench) {
        self.before = None;
        // The sender lives as long as the rules.
        let _ = self.stage.wait_for(|stage| *stage >= Stage::Down).await;
        bench.note("the store goes down");
    }

    /// Waits until the store is back, and works.
    pub(super) async fn back(&mut self, bench: &Bench) -> Outcome {
        self.down = None;
        let _ = self.stage.wait_for(|stage| *stage >= Stage::Up).await;
        bench.note("the store is back; create, until it succeeds");
        let bench = bench.quiet();
        let begin = Instant::now();
        loop {
            let record = bench.anonymous("the first");
            let Err(broken) = bench.create(&record, terms(&bench)).await else {
                return Ok(());
            };
            if begin.elapsed() > BACK {
                let expected = format!("success within {BACK:?} after the store is back");
                return Err(Broken::new(expected, broken.happened));
            }
            sleep(Duration::from_millis(50)).await;
        }
    }
}
