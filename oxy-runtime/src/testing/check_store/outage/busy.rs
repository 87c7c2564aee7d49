//! Steps that are under way when the store goes down.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::session::{Created, Loaded, Record, Updated, UserTag};
use crate::testing::check_store::bench::{Bench, Broken, Outcome};
use crate::testing::check_store::expect::{equal, require, terms};
use crate::testing::check_store::outage::phases::Phases;
use crate::testing::check_store::outage::{Rule, rules};
use crate::testing::check_store::race::{count, joined};

pub(super) const RULES: &[Rule] = rules! {
    "outage/keeps-creates" => creates,
    "outage/keeps-updates" => updates,
    "outage/keeps-deletes" => deletes,
};

/// How many tasks are at work.
const TASKS: usize = 4;
/// How long a task rests between steps, so that not all is over before the store goes down.
const REST: Duration = Duration::from_millis(1);
/// How long tasks are at work before it does.
const BEFORE: Duration = Duration::from_millis(100);

/// Runs a task several times until the store has gone down; what each gave.
async fn at_work<T, F>(
    bench: &Bench,
    phases: &mut Phases,
    task: impl Fn(usize, Arc<AtomicBool>) -> F,
) -> Outcome<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Outcome<T>> + Send + 'static,
{
    let stop = Arc::new(AtomicBool::new(false));
    let mut tasks = JoinSet::new();
    for number in 0..TASKS {
        tasks.spawn(task(number, Arc::clone(&stop)));
    }
    sleep(BEFORE).await;
    phases.down(bench).await;
    stop.store(true, Ordering::SeqCst);
    joined(tasks).await
}

/// What a task has been told until the store was down.
struct Told<T> {
    done: Vec<T>,
    /// What was answered by an error, if the last was.
    open: Option<T>,
}

async fn creates(bench: Bench, mut phases: Phases) -> Outcome {
    bench.note(format!("{TASKS} tasks create sessions"));
    let work = bench.quiet();
    let task = |_, stop| begin_until(work.clone(), work.user("ann"), stop);
    let all = at_work(&bench, &mut phases, task).await?;
    phases.back(&bench).await?;
    if !phases.keeps_data {
        return Ok(());
    }
    for told in all {
        for record in &told.done {
            work.expect_record(record, work.start).await?;
        }
        if let Some(record) = told.open {
            let loaded = work.load(&record.key, work.start).await?.live();
            require(
                loaded.is_none_or(|got| got == record),
                "a session whose creation was not told is as it was to be, or is not there",
                "it is another",
            )?;
        }
    }
    Ok(())
}

async fn begin_until(bench: Bench, user: UserTag, stop: Arc<AtomicBool>) -> Outcome<Told<Record>> {
    let mut done = Vec::new();
    while !stop.load(Ordering::SeqCst) {
        let record = bench.session("a", &user);
        match bench.create(&record, terms(&bench)).await {
            Ok(Created::Created { .. }) => done.push(record),
            Ok(Created::Exists) => return Err(Broken::new("Created", "Exists")),
            Err(_) => {
                let open = Some(record);
                return Ok(Told { done, open });
            }
        }
        sleep(REST).await;
    }
    Ok(Told { done, open: None })
}

async fn updates(bench: Bench, mut phases: Phases) -> Outcome {
    bench.note(format!(
        "{TASKS} tasks, each with a session, add one to a number"
    ));
    let work = bench.quiet();
    let mut records = Vec::new();
    for _ in 0..TASKS {
        let record = Record {
            data: b"0".to_vec(),
            ..work.session("a", &work.user("ann"))
        };
        work.add(&record).await?;
        records.push(record);
    }
    let task = |number: usize, stop| {
        let (work, record) = (work.clone(), records[number].clone());
        async move {
            let told = add_until(&work, &record, stop).await?;
            Ok((record, told))
        }
    };
    let all = at_work(&bench, &mut phases, task).await?;
    phases.back(&bench).await?;
    if !phases.keeps_data {
        return Ok(());
    }
    for (record, told) in all {
        let got = work.expect_live(&record.key, work.start).await?;
        let last = told.done.last().copied().unwrap_or(0);
        let number = count(&got.data);
        if number != last && Some(number) != told.open {
            return Err(Broken::new(
                format!(
                    "the number {last}, as was told, or {:?}, as was not",
                    told.open
                ),
                number.to_string(),
            ));
        }
        equal("the version", got.version, number + 1)?;
    }
    Ok(())
}

async fn add_until(bench: &Bench, record: &Record, stop: Arc<AtomicBool>) -> Outcome<Told<u64>> {
    let mut done = Vec::new();
    while !stop.load(Ordering::SeqCst) {
        let found = match bench.load(&record.key, bench.start).await {
            Ok(Loaded::Live(found)) => found,
            Ok(other) => return Err(Broken::new("the session is live", format!("{other:?}"))),
            Err(_) => break,
        };
        let number = count(&found.data) + 1;
        let data = number.to_string().into_bytes();
        let answer = bench.update_if(&record.key, found.version, &data, bench.start);
        match answer.await {
            Ok(Updated::Updated) => done.push(number),
            Ok(other) => return Err(Broken::new("Updated", format!("{other:?}"))),
            Err(_) => {
                let open = Some(number);
                return Ok(Told { done, open });
            }
        }
        sleep(REST).await;
    }
    Ok(Told { done, open: None })
}

async fn deletes(bench: Bench, mut phases: Phases) -> Outcome {
    bench.note(format!("{TASKS} tasks delete sessions"));
    let work = bench.quiet();
    let task = |_, stop: Arc<AtomicBool>| {
        let work = work.clone();
        async move {
            let mut done = Vec::new();
            let user = work.user("ann");
            while !stop.load(Ordering::SeqCst) {
                let record = work.session("a", &user);
                if work.add(&record).await.is_err() {
                    break;
                }
                match work.delete(&record.key, None, work.start).await {
                    Ok(true) => done.push(record.key),
                    Ok(false) => return Err(Broken::new("true", "false")),
                    Err(_) => break,
                }
                sleep(REST).await;
            }
            Ok(done)
        }
    };
    let all = at_work(&bench, &mut phases, task).await?;
    phases.back(&bench).await?;
    if !phases.keeps_data {
        return Ok(());
    }
    for done in all {
        for key in done {
            work.expect_unknown(&key, work.start).await?;
        }
    }
    Ok(())
}
