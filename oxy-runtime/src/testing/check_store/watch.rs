//! Who watches a session learns of its end, and of nothing else.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::session::{Record, SessionKey, Terms, UserTag};
use crate::testing::check_store::bench::{Bench, Broken, Outcome};
use crate::testing::check_store::expect::{equal, require, terms};
use crate::testing::check_store::race::{joined, turns};
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "watch/unknown" => unknown,
    "watch/waits-while-live" => waits_while_live,
    "watch/delete" => delete,
    "watch/delete_by_user" => delete_by_user,
    "watch/rotate" => rotate,
    "watch/cap" => cap,
    "watch/replaces" => replaces,
    "watch/at-once" => at_once,
    "watch/many" => many,
    "watch/dropped" => dropped,
};

/// How soon a watcher is woken: stores may look at intervals.
const SOON: Duration = Duration::from_secs(5);
/// How long a watcher that is not to be woken is observed.
const QUIET: Duration = Duration::from_millis(200);

/// Watchers of a session, each in a task.
pub(super) struct Watchers(JoinSet<Outcome>);

impl Watchers {
    pub(super) async fn start(bench: &Bench, key: &SessionKey, number: usize) -> Self {
        bench.note(format!("watch_ended({}), {number} times", bench.name(key)));
        let mut tasks = JoinSet::new();
        for _ in 0..number {
            let (store, key) = (bench.store.clone(), *key);
            tasks.spawn(async move { Ok(store.watch_ended(&key).await?) });
        }
        // They are to be at it before the session ends.
        sleep(QUIET / 4).await;
        Self(tasks)
    }

    /// None has ended.
    pub(super) async fn wait(&mut self) -> Outcome {
        match timeout(QUIET, self.0.join_next()).await {
            Err(_) => Ok(()),
            Ok(Some(Ok(Err(broken)))) => Err(broken),
            Ok(_) => Err(ended_early()),
        }
    }

    /// None has ended but by an error.
    pub(super) async fn wait_or_fail(&mut self) -> Outcome {
        match timeout(QUIET, self.0.join_next()).await {
            Ok(Some(Ok(Ok(())))) => Err(ended_early()),
            _ => Ok(()),
        }
    }

    /// Those that have not failed end soon.
    pub(super) async fn end_or_fail(self) -> Outcome {
        match self.0.is_empty() {
            true => Ok(()),
            false => self.end().await,
        }
    }

    /// All end soon.
    pub(super) async fn end(self) -> Outcome {
        match timeout(SOON, joined(self.0)).await {
            Ok(all) => all.map(|_| ()),
            Err(_) => Err(Broken::new(
                format!("watch_ended returns within {SOON:?}"),
                "it still waits",
            )),
        }
    }
}

fn ended_early() -> Broken {
    Broken::new("watch_ended waits, for the session is live", "it ended")
}

/// A session, and a watcher of it.
async fn watched(bench: &Bench, name: &str, user: &UserTag) -> Outcome<(Record, Watchers)> {
    let record = bench.session(name, user);
    bench.add(&record).await?;
    let mut watchers = Watchers::start(bench, &record.key, 1).await;
    watchers.wait().await?;
    Ok((record, watchers))
}

async fn unknown(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let key = bench.key("never stored", user.tag());
    Watchers::start(&bench, &key, 1).await.end().await?;
    let record = bench.session("deleted", &user);
    bench.add(&record).await?;
    bench.delete(&record.key, None, bench.start).await?;
    Watchers::start(&bench, &record.key, 1).await.end().await
}

async fn waits_while_live(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let (record, mut watchers) = watched(&bench, "a", &user).await?;
    let other = bench.session("other", &user);
    bench.add(&other).await?;
    let now = bench.after(Duration::from_secs(30));
    bench.update_if(&record.key, 1, b"new", bench.start).await?;
    bench.touch(&record.key, record.seen, now).await?;
    bench.delete(&record.key, Some(1), now).await?;
    bench.delete_by_user(&user, Some(&record.key), now).await?;
    bench.delete_by_user(&bench.user("bob"), None, now).await?;
    watchers.wait().await?;
    bench.expect_live(&record.key, now).await?;
    Ok(())
}

async fn delete(bench: Bench) -> Outcome {
    let (record, watchers) = watched(&bench, "a", &bench.user("ann")).await?;
    bench.delete(&record.key, None, bench.start).await?;
    watchers.end().await
}

async fn delete_by_user(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let (_, watchers) = watched(&bench, "a", &user).await?;
    bench.delete_by_user(&user, None, bench.start).await?;
    watchers.end().await
}

/// A new secret is not the end.
async fn rotate(bench: Bench) -> Outcome {
    let (record, mut watchers) = watched(&bench, "a", &bench.user("ann")).await?;
    let (key, new) = (&record.key, bench.secret("new"));
    let got = bench.rotate(key, &record.secret, &new, bench.start).await?;
    equal("the answer to rotate", got, true)?;
    watchers.wait().await?;
    bench.delete(key, None, bench.start).await?;
    watchers.end().await
}

async fn cap(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let (_, watchers) = watched(&bench, "old", &user).await?;
    let terms = Terms {
        cap: Some(1),
        ..terms(&bench)
    };
    bench.create(&bench.session("new", &user), terms).await?;
    watchers.end().await
}

async fn replaces(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let (record, watchers) = watched(&bench, "old", &user).await?;
    let terms = Terms {
        replaces: Some(record.key),
        ..terms(&bench)
    };
    bench.create(&bench.session("new", &user), terms).await?;
    watchers.end().await
}

/// The session ends while the watch begins: between a look at it and the wait there is no gap.
async fn at_once(bench: Bench) -> Outcome {
    bench.note("32 times: watch_ended in a task, and at the same time delete");
    let bench = bench.quiet();
    let mut tasks = JoinSet::new();
    for round in 0..32 {
        let record = bench.session("a", &bench.user("ann"));
        bench.add(&record).await?;
        let watching = bench.clone();
        tasks.spawn(async move {
            turns(round % 4).await;
            watching.store.watch_ended(&record.key).await?;
            let loaded = watching.load(&record.key, watching.start).await?;
            require(
                loaded.live().is_none(),
                "a session that has ended, when its watch ends",
                "it is live",
            )
        });
        turns(round / 4 % 4).await;
        let got = bench.delete(&record.key, None, bench.start).await?;
        equal("the answer to delete", got, true)?;
    }
    Watchers(tasks).end().await
}

async fn many(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let mut watchers = Watchers::start(&bench, &record.key, 16).await;
    watchers.wait().await?;
    bench.delete(&record.key, None, bench.start).await?;
    watchers.end().await
}

/// Clients that go away take only their own watch with them.
async fn dropped(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let mut kept = Watchers::start(&bench, &record.key, 1).await;
    let gone = Watchers::start(&bench, &record.key, 16).await;
    drop(gone);
    bench.note("16 of them are dropped");
    kept.wait().await?;
    bench.expect_record(&record, bench.start).await?;
    bench.delete(&record.key, None, bench.start).await?;
    kept.end().await
}
