//! A touch moves the idle clock, and nothing else.

use std::time::Duration;

use crate::session::{Record, Timestamp};
use crate::testing::check_store::bench::{ABSOLUTE, Bench, IDLE, Outcome};
use crate::testing::check_store::expect::equal;
use crate::testing::check_store::suite::{Case, cases};

pub(super) const CASES: &[Case] = cases! {
    "touch/moves-seen" => moves_seen,
    "touch/other-seen" => other_seen,
    "touch/after-a-change" => after_a_change,
    "touch/extends-idle" => extends_idle,
    "touch/never-beyond-absolute" => never_beyond_absolute,
    "touch/absent" => absent,
};

const STEP: Duration = Duration::from_secs(30);

async fn moves_seen(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let record = bench.session("a", &user);
    bench.add(&record).await?;
    let now = bench.after(STEP);
    let got = bench.touch(&record.key, record.seen, now).await?;
    equal("the answer", got, true)?;
    let touched = Record {
        seen: now,
        ..record
    };
    bench.expect_record(&touched, now).await?;
    let list = bench.by_user(&user, now).await?;
    let seen: Vec<_> = list.iter().map(|line| line.seen).collect();
    equal("the list's `seen`", seen, vec![now])
}

/// Of several requests that came at once, one touch is enough.
async fn other_seen(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let now = bench.after(STEP);
    for seen in [
        Timestamp(record.seen.0 - 1),
        Timestamp(record.seen.0 + 1),
        now,
    ] {
        let got = bench.touch(&record.key, seen, now).await?;
        equal("the answer", got, false)?;
    }
    bench.expect_record(&record, now).await
}

/// Data that was changed since the session was loaded is not put back.
async fn after_a_change(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    bench
        .update_if(&record.key, 1, b"newer", record.seen)
        .await?;
    let now = bench.after(STEP);
    let got = bench.touch(&record.key, record.seen, now).await?;
    equal("the answer", got, true)?;
    let changed = Record {
        seen: now,
        version: 2,
        data: b"newer".to_vec(),
        ..record
    };
    bench.expect_record(&changed, now).await
}

async fn extends_idle(bench: Bench) -> Outcome {
    let record = bench.session("a", &bench.user("ann"));
    bench.add(&record).await?;
    let now = bench.after(STEP);
    bench.touch(&record.key, record.seen, now).await?;
    bench.expect_live(&record.key, bench.after(IDLE)).await?;
    let end = now.after(IDLE);
    bench.expect_live(&record.key, Timestamp(end.0 - 1)).await?;
    bench.expect_ended(&record.key, end).await
}

async fn never_beyond_absolute(bench: Bench) -> Outcome {
    let end = bench.after(ABSOLUTE);
    let record = Record {
        idle: ABSOLUTE,
        absolute_end: end,
        ..bench.session("a", &bench.user("ann"))
    };
    bench.add(&record).await?;
    let now = bench.after(ABSOLUTE / 2);
    let got = bench.touch(&record.key, record.seen, now).await?;
    equal("the answer", got, true)?;
    let touched = Record {
        seen: now,
        ..record
    };
    let last = Timestamp(end.0 - 1);
    bench.expect_record(&touched, last).await?;
    bench.expect_ended(&touched.key, end).await
}

async fn absent(bench: Bench) -> Outcome {
    let user = bench.user("ann");
    let key = bench.key("never stored", user.tag());
    let got = bench.touch(&key, bench.start, bench.after(STEP)).await?;
    equal("the answer", got, false)?;
    bench.expect_unknown(&key, bench.start).await?;
    bench.expect_list(&user, [], bench.start).await
}
